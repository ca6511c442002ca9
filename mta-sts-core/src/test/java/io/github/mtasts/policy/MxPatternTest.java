package io.github.mtasts.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.MxHost;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hosts that a pattern covers. */
class MxPatternTest {
    @ParameterizedTest
    @Tag("STS-4.1-02")
    @CsvSource({
        "example.com, example.com, true",
        "example.com, mail.example.com, false",
        "example.com, xample.com, false",
        "mail.example.com, mailxexample.com, false",
        "mail.example.com, mail.example.co, false",
        "mail.example.com, mail.example.com.evil.example, false",
        "a.example, b.example, false",
    })
    void coversTheIdenticalNameOnly(String pattern, String host, boolean expected) {
        assertThat(policy(pattern).permits(MxHost.of(host))).isEqualTo(expected);
    }

    @ParameterizedTest
    @Tag("STS-4.1-03")
    @CsvSource({
        "*.example.com, mail.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, a.b.example.com, false",
        "*.example.com, mail.example.net, false",
        "*.example.com, evil.xexample.com, false",
        "*.example.com, evilexample.com, false",
        "*.example.com, mail.example.com.evil.example, false",
        "*.b.example.com, a.b.example.com, true",
        "*.example, mail.example, true",
        "*.example, a.mail.example, false",
    })
    void coversOneLabelMoreWithAWildcard(String pattern, String host, boolean expected) {
        assertThat(policy(pattern).permits(MxHost.of(host))).isEqualTo(expected);
    }

    @ParameterizedTest
    @Tag("STS-4.1-04")
    @CsvSource({
        "mx1.example.com, MX1.Example.COM",
        "MX1.EXAMPLE.com, mx1.example.com",
        "*.xn--bcher-kva.example, mx.b\u00fccher.example",
        "*.XN--BCHER-KVA.example, mx.B\u00dcCHER.example",
        "*.x, xn--fiqs8s.x",
        "xn--fiqs8s.x, \u4e2d\u56fd.x",
    })
    void comparesALabelsWithoutRegardToCase(String pattern, String host) {
        assertThat(policy(pattern).permits(MxHost.of(host))).isTrue();
    }

    @Test
    @Tag("STS-4.1-05")
    void ignoresTheTrailingDotOfTheHost() {
        assertThat(policy("mail.example.com").permits(MxHost.of("mail.example.com.")))
                .isTrue();
        assertThat(policy("*.example.com.").permits(MxHost.of("mail.example.com.")))
                .isTrue();
    }

    @Test
    @Tag("STS-4.1-06")
    void isContentWithOneOfSeveralPatterns() {
        StsPolicy policy = policy("a.example", "*.b.example", "mx.c.example");

        assertThat(policy.permits(MxHost.of("mx.c.example"))).isTrue();
        assertThat(policy.permits(MxHost.of("mx.d.example"))).isFalse();
    }

    @Test
    void coversHostsThatNoPatternCouldName() {
        assertThat(policy("*.example.com").permits(MxHost.of("mx_1.example.com")))
                .isTrue();
    }

    @Test
    void coversNoHostByANumber() {
        assertThat(MxHost.parse("192.0.2.1")).isEmpty();
        assertThat(policy("192.0.2.1").permits(MxHost.of("a.192.0.2.1.example")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"az.AZ.09", "a-z.example", "0.example", "9z.example"})
    void takesEveryLetterAndDigit(String pattern) {
        assertThat(MxPattern.read(pattern)).hasToString(pattern.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"`", "{", "@", "[", "/", ":", "-", "a-", "-a", "_", "a..b"})
    void takesNothingNextToLettersAndDigits(String label) {
        assertThat(MxPattern.read(label + ".example")).isNull();
    }

    @Test
    void takesLabelsOf63AndNamesOf253Characters() {
        String label = "x".repeat(63);
        String name = String.join(".", label, label, label, "y".repeat(61));

        assertThat(MxPattern.read("a." + label)).isNotNull();
        assertThat(MxPattern.read("a." + label + "x")).isNull();
        assertThat(name).hasSize(253);
        assertThat(MxPattern.read(name)).isNotNull();
        assertThat(MxPattern.read("*." + name)).isNotNull();
        assertThat(MxPattern.read("*." + name + ".")).isNotNull();
        assertThat(MxPattern.read(name + "y")).isNull();
        assertThat(MxPattern.read("*." + name + "y")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.0, true", "192.0.2.9, true", "1.2.3.0x9, false", "4.example, false", "10.a-9, false"})
    void knowsThatNoHostEndsInANumber(String pattern, boolean expected) {
        assertThat(MxPattern.read(pattern)).isNotNull().matches(read -> read.isNumeric() == expected);
    }

    @Test
    void spreadsInAHashTable() {
        assertThat(IntStream.range(0, 100)
                        .map(i -> policy("mx" + i + ".example")
                                .mxPatterns()
                                .get(0)
                                .hashCode()))
                .doesNotHaveDuplicates();
        assertThat(policy("*.example").mxPatterns().get(0).hashCode())
                .isNotEqualTo(policy("example").mxPatterns().get(0).hashCode());
    }

    @Test
    void isEqualWhenItCoversTheSameHosts() {
        MxPattern pattern = policy("*.Example.com.").mxPatterns().get(0);

        assertThat(pattern).isEqualTo(policy("*.example.com").mxPatterns().get(0));
        assertThat(pattern)
                .hasSameHashCodeAs(policy("*.example.com").mxPatterns().get(0));
        assertThat(pattern).isNotEqualTo(policy("example.com").mxPatterns().get(0));
    }

    private static StsPolicy policy(String... patterns) {
        String body = "version: STSv1\nmode: enforce\nmx: " + String.join("\nmx: ", patterns) + "\nmax_age: 1\n";
        return PolicySample.valid(PolicyParser.parse(body.getBytes(StandardCharsets.US_ASCII)))
                .policy();
    }
}
