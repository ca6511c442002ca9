package io.github.mtasts.tlsrpt.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.tlsrpt.dkim.DkimVerdict;
import io.github.mtasts.tlsrpt.dkim.DkimVerifier;
import io.github.mtasts.tlsrpt.summary.Criteria;
import io.github.mtasts.tlsrpt.summary.ReportSummary;
import io.github.mtasts.tlsrpt.summary.SummaryPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariants for arbitrary octets as a report, or as a mail with one. */
class ReportFuzzTest {
    static Stream<Arguments> seeds() throws IOException {
        byte[] json = Samples.REPORT.getBytes(StandardCharsets.UTF_8);
        return Stream.of(json, Samples.gzip(json), Samples.mail().getBytes(StandardCharsets.UTF_8))
                .map(octets -> Arguments.of((Object) octets));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void readsOrRefuses(byte[] octets) {
        ReportReader reader = ReportReader.builder()
                .verifier(message -> new DkimVerdict.Missing())
                .acceptUnverified()
                .build();
        ReportRead result = reader.read(octets, "x.json");
        if (result instanceof ReportRead.Refused refused) {
            assertThat(refused.reason()).matches("[ -~]{1,300}");
            return;
        }
        String page = SummaryPage.of(
                ReportSummary.builder(Clock.systemUTC()).add(result).build(), Criteria.DEFAULT);
        assertThat(page).doesNotContain("<script");
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void judgesAnySignature(byte[] octets) {
        DkimVerifier verifier = DkimVerifier.over(
                name -> new TxtAnswer.Records(List.of("v=DKIM1; k=rsa; p=AAAA"), Duration.ofHours(1)),
                Clock.systemUTC());
        assertThat(verifier.verify(octets)).isNotInstanceOf(DkimVerdict.Valid.class);
    }
}
