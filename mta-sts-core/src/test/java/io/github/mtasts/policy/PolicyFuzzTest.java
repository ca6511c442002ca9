package io.github.mtasts.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The invariants of the parser, for any body. */
class PolicyFuzzTest {
    static Stream<Arguments> seeds() {
        return PolicySamples.ALL.stream().map(sample -> Arguments.of((Object) sample.body()));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void readsAnyBody(byte[] body) {
        PolicyParse parse = PolicyParser.parse(body);
        assertThat(PolicyParser.parse(body)).isEqualTo(parse);
        if (parse instanceof PolicyParse.Invalid invalid) {
            checkRefusal(invalid);
        } else {
            PolicyParse.Valid valid = (PolicyParse.Valid) parse;
            assertThat(valid.policy().source()).isEqualTo(body);
            assertThat(valid.warnings()).hasSizeLessThanOrEqualTo(21).allMatch(PolicyFuzzTest::isReason);
            checkRoundTrip(valid.policy());
        }
    }

    private static void checkRefusal(PolicyParse.Invalid invalid) {
        assertThat(invalid.reason()).matches(PolicyFuzzTest::isReason);
        assertThat(invalid.line() == 0 || invalid.reason().startsWith("line " + invalid.line() + ": "))
                .isTrue();
        assertThat(invalid.lines())
                .hasSizeLessThanOrEqualTo(100)
                .allMatch(line -> !line.isEmpty() && line.length() <= 500 && line.indexOf('\n') < 0);
    }

    /** Written and read again it is the same policy; only a number as mx is read but not written. */
    private static void checkRoundTrip(StsPolicy policy) {
        if (policy.mxPatterns().stream().anyMatch(MxPattern::isNumeric)) {
            return;
        }
        List<String> patterns =
                policy.mxPatterns().stream().map(MxPattern::toString).toList();
        String text = PolicyWriter.write(policy.mode(), patterns, policy.maxAge());
        PolicyParse.Valid again = PolicySample.valid(PolicyParser.parse(text.getBytes(StandardCharsets.US_ASCII)));
        assertThat(again.policy()).hasToString(policy.toString());
        assertThat(again.warnings()).isEmpty();
        assertThat(again.policy().lines()).hasSize(3 + patterns.size());
    }

    private static boolean isReason(String sentence) {
        return sentence.matches("[ -~]{1,200}");
    }
}
