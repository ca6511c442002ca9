package io.github.mtasts.name.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrableDomainTest {
    /** A name that no URL can have must not count as a domain of its own: its owner could make any number of them. */
    @ParameterizedTest
    @CsvSource({
        "mail.example.co.uk, example.co.uk, example.co.uk",
        "a.b.example.co.uk, example.co.uk, example.co.uk",
        "example.co.uk, example.co.uk,",
        "co.uk, co.uk,",
        "uk, uk,",
        "example.com, example.com,",
        "mx1.example.com, example.com, example.com",
        "xn--0.evil.example, evil.example, evil.example",
        "a.xn--99999999999999.evil.example, evil.example, evil.example",
        "xn--0.co.uk, co.uk, co.uk",
        "a.xn--0, a.xn--0,",
        "a.b.xn--0, a.b.xn--0,",
        "xn--0, xn--0,"
    })
    void findsTheRegistrableDomain(String name, String of, String above) {
        assertThat(RegistrableDomain.of(name)).isEqualTo(of);
        assertThat(RegistrableDomain.above(name)).isEqualTo(above);
    }
}
