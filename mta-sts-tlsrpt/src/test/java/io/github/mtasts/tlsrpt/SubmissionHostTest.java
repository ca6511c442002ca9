package io.github.mtasts.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.store.internal.SubmissionHost;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmissionHostTest {
    /** Otherwise each spelling of a victim's name would have a rate limit of its own (RFC 8460 section 7). */
    @ParameterizedTest
    @CsvSource({
        "https://R.Example.NET/In, r.example.net, false",
        "https://r.example.net:8443, r.example.net, false",
        "mailto:A@B.Example, b.example, true",
        "'mailto:a@b.example,c@d.example', b.example, true"
    })
    void theHostOfADestinationIsInLowerCase(String uri, String name, boolean isMail) {
        assertThat(ReportDestination.parse(uri).map(SubmissionHost::of)).contains(new SubmissionHost(name, isMail));
    }
}
