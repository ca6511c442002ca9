package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsIdsTest {
    @ParameterizedTest
    @Tag("STS-4.2-05")
    @Tag("STS-3.3-06")
    @CsvSource({
        "mx1.example.com, mx1.example.com",
        "MX1.Example.COM, mx1.example.com",
        "*.example.com, mx1.example.com",
        "*.EXAMPLE.com, mx1.example.com",
        "*.example.com, xn--bcher-kva.example.com",
        "_mx.example.com, _mx.example.com",
        "*.co.uk, example.co.uk"
    })
    void theseStandForTheHost(String id, String host) {
        assertThat(DnsIds.matches(id, host)).isTrue();
    }

    @ParameterizedTest
    @Tag("STS-4.2-05")
    @Tag("STS-3.3-07")
    @CsvSource({
        "*.example.com, example.com",
        "*.example.com, a.mx1.example.com",
        "*.example.com, .example.com",
        "mx*.example.com, mx1.example.com",
        "*1.example.com, mx1.example.com",
        "mx1.*.com, mx1.example.com",
        "*.*.com, mx1.example.com",
        "*.com, example.com",
        "*.com., example.com.",
        "*., example.",
        "*, com",
        "*, *",
        "*.example.com., mx1.example.com",
        "mx1.example.com., mx1.example.com",
        "example.com, mx1.example.com",
        "mx1.example.com.evil.example, mx1.example.com",
        "'', ''",
        "*.example.com, *",
        "*mx.example.com, *mx.example.com"
    })
    void theseDoNot(String id, String host) {
        assertThat(DnsIds.matches(id, host)).isFalse();
    }
}
