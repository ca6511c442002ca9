package io.github.mtasts.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies that a publisher writes. */
class PolicyWriterTest {
    private static final Duration WEEK = Duration.ofDays(7);

    @Test
    @Tag("STS-3.2-29")
    void writesOneFieldPerLineWithALabelsAndCrlf() {
        String text = PolicyWriter.write(PolicyMode.ENFORCE, List.of("b\u00fccher.example", "*.example.net"), WEEK);

        assertThat(text.split("\r\n", -1))
                .containsExactly(
                        "version: STSv1",
                        "mode: enforce",
                        "mx: xn--bcher-kva.example",
                        "mx: *.example.net",
                        "max_age: 604800",
                        "");
    }

    @Test
    @Tag("STS-3.2-29")
    void writesWhatTheParserReadsBack() {
        String text = PolicyWriter.write(PolicyMode.TESTING, List.of("*.B\u00dcCHER.example.", "MX"), Duration.ZERO);
        PolicyParse.Valid valid = PolicySample.valid(PolicyParser.parse(text.getBytes(StandardCharsets.US_ASCII)));

        assertThat(valid.warnings()).isEmpty();
        assertThat(valid.policy()).hasToString("testing mx [*.xn--bcher-kva.example, mx] max_age 0");
    }

    @Test
    @Tag("STS-3.2-29")
    void needsNoMxInModeNone() {
        assertThat(PolicyWriter.write(PolicyMode.NONE, List.of(), WEEK))
                .isEqualTo("version: STSv1\r\nmode: none\r\nmax_age: 604800\r\n");
    }

    @Test
    @Tag("STS-3.2-29")
    void refusesAnEmptyMxListInTheOtherModes() {
        for (PolicyMode mode : List.of(PolicyMode.ENFORCE, PolicyMode.TESTING)) {
            assertRefused("mx: mode " + mode.token() + " needs", mode, List.of(), WEEK);
        }
    }

    @Test
    @Tag("STS-3.2-29")
    void refusesAMaxAgeThatNoPolicyMayHave() {
        for (Duration maxAge : List.of(
                Duration.ofSeconds(31_557_601),
                Duration.ofSeconds(-1),
                Duration.ofMillis(1500),
                Duration.ofNanos(-1))) {
            assertRefused("max_age: " + maxAge + " is not", PolicyMode.ENFORCE, List.of("a.example"), maxAge);
        }
        assertThat(PolicyWriter.write(
                        PolicyMode.NONE, List.of(), Duration.ofSeconds(PolicyParser.MAX_AGE_LIMIT_SECONDS)))
                .contains("max_age: 31557600\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "*",
                "*.",
                "*.*.example",
                "a*.example",
                "mx_1.example",
                "192.0.2.1",
                "*.192.0.2.1",
                "[192.0.2.1]",
                "a.example b.example",
                "a.example\r\nmode: none",
                "a..example",
                "a\u200db.example",
                "mx: a.example"
            })
    void refusesWhatIsNoHostName(String pattern) {
        assertRefused("mx: \"" + pattern + "\" is not", PolicyMode.ENFORCE, List.of(pattern), WEEK);
    }

    @Test
    void refusesMoreThanSendersMustRead() {
        List<String> patterns = Collections.nCopies(4000, "*.mail.example");

        assertRefused("mx: 4000 patterns make a policy of", PolicyMode.ENFORCE, patterns, WEEK);
        List<String> longest = new ArrayList<>(Collections.nCopies(4093, "ab.example"));
        assertThat(PolicyWriter.write(PolicyMode.ENFORCE, longest, WEEK)).hasSize(65_536);
        longest.set(0, "abc.example");
        assertRefused("mx: 4093 patterns make a policy of 65537", PolicyMode.ENFORCE, longest, WEEK);
    }

    private static void assertRefused(String message, PolicyMode mode, List<String> patterns, Duration maxAge) {
        assertThatThrownBy(() -> PolicyWriter.write(mode, patterns, maxAge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
