package io.github.mtasts.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.SamplesByTag;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A body, and the expected result of the parser.
 *
 * @param octets the body, one character for each octet
 * @param meaning {@link StsPolicy#toString()} of the policy; empty when the body must be refused
 * @param warningLines the lines with a warning, for a policy
 * @param faultLine the line at fault, for a refusal
 * @param reason a part of the reason, for a refusal
 */
record PolicySample(String tag, String octets, String meaning, List<Integer> warningLines, int faultLine, String reason)
        implements SamplesByTag.Sample {

    byte[] body() {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    void check() {
        PolicyParse parse = PolicyParser.parse(body());
        if (meaning.isEmpty()) {
            PolicyParse.Invalid invalid = invalid(parse);
            assertThat(invalid.reason()).contains(reason);
            assertThat(invalid.line()).isEqualTo(faultLine);
            if (faultLine > 0) {
                assertThat(invalid.reason()).startsWith("line " + faultLine + ": ");
            }
        } else {
            PolicyParse.Valid valid = valid(parse);
            assertThat(valid.policy()).hasToString(meaning);
            assertThat(valid.warnings()).hasSameSizeAs(warningLines);
            for (int i = 0; i < warningLines.size(); i++) {
                assertThat(valid.warnings().get(i)).startsWith("line " + warningLines.get(i) + ": ");
            }
        }
    }

    static PolicyParse.Valid valid(PolicyParse parse) {
        assertThat(parse).isInstanceOf(PolicyParse.Valid.class);
        return (PolicyParse.Valid) parse;
    }

    static PolicyParse.Invalid invalid(PolicyParse parse) {
        assertThat(parse).isInstanceOf(PolicyParse.Invalid.class);
        return (PolicyParse.Invalid) parse;
    }

    /** The body, with invisible characters made visible. */
    @Override
    public String toString() {
        String visible = octets.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
        return visible.length() > 160 ? visible.substring(0, 160) + "..." : visible;
    }
}
