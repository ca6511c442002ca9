package io.github.mtasts.tlsrpt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SitesTest {
    /** A name that no URL can have must not count as a domain of its own: its owner could make any number of them. */
    @ParameterizedTest
    @CsvSource({
        "mail.example.co.uk, example.co.uk",
        "example.co.uk, example.co.uk",
        "co.uk, co.uk",
        "xn--0.evil.example, evil.example",
        "a.xn--99999999999999.evil.example, evil.example",
        "xn--0, xn--0"
    })
    void findsTheRegistrableDomain(String name, String site) {
        assertThat(Sites.of(name)).isEqualTo(site);
    }
}
