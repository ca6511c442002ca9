package io.github.mtasts.lab.sender.naive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.report.Transcript;
import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.run.Trial;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OldTlsClientTest {
    private static Result run(String id) {
        return Trial.run(Catalogue.startingWith(List.of(id)).get(0), NaiveSender.kind(Flaw.TAKES_OLD_TLS));
    }

    @ParameterizedTest
    @CsvSource({"tls-1.0, TLS 1.0", "tls-1.1, TLS 1.1"})
    void goesOnWithTheVersionOfTheAttacker(String id, String version) {
        Result result = run(id);
        assertThat(result.verdict()).isEqualTo(Verdict.LEAKED);
        assertThat(result.why()).isEqualTo("the sender accepted " + version);
        assertThat(Transcript.of(result)).contains("goes on with " + version);
    }

    /** The version is the one mistake. */
    @ParameterizedTest
    @ValueSource(strings = {"certificate-untrusted-ca", "certificate-other-name"})
    void looksAtCertificatesAllTheSame(String id) {
        assertThat(run(id).verdict()).isEqualTo(Verdict.SAFE);
    }
}
