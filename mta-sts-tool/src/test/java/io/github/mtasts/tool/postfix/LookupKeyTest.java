package io.github.mtasts.tool.postfix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.PolicyDomain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookupKeyTest {
    @ParameterizedTest
    @CsvSource({
        "example.com, example.com",
        "EXAMPLE.com., example.com",
        "example.com:587, example.com",
        "example.com:submission, example.com",
        "bücher.example, xn--bcher-kva.example",
        "straße.example, xn--strae-oqa.example"
    })
    void findsThePolicyDomain(String key, String domain) {
        assertThat(LookupKey.domain(key).map(PolicyDomain::name)).contains(domain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".example.com",
                ".test",
                "[mx.example.com]",
                "[mx.example.com]:587",
                "[192.0.2.1]",
                "192.0.2.1",
                "[IPv6:2001:db8::1]",
                "2001:db8::1",
                "a b",
                "a..b",
                "user@example.com",
                "example.com:",
                "example.com:1:2",
                "\uFFFD.example",
                "\u0000",
                "*"
            })
    void findsNoneInWhatHasNone(String key) {
        assertThat(LookupKey.domain(key)).isEmpty();
    }

    @Test
    void aRequestHasANameAndAKey() {
        assertThat(Request.read("postfix example.com".getBytes(UTF_8))).contains(new Request("postfix", "example.com"));
        assertThat(Request.read("exim a.test b.test".getBytes(UTF_8))).contains(new Request("exim", "a.test b.test"));
        assertThat(Request.read("postfix".getBytes(UTF_8))).isEmpty();
        assertThat(Request.read("postfix ".getBytes(UTF_8))).isEmpty();
        assertThat(Request.read(" key".getBytes(UTF_8))).isEmpty();
        assertThat(Request.read(new byte[0])).isEmpty();
    }
}
