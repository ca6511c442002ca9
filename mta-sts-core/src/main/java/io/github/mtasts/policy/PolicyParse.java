package io.github.mtasts.policy;

import java.util.List;

/**
 * What {@link PolicyParser} made of a body.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.2">RFC 8461 section 3.2</a>
 */
public sealed interface PolicyParse {
    /**
     * The body is a policy.
     *
     * @param policy the policy
     * @param warnings what was overlooked, a sentence each, naming the line: printable ASCII without line breaks, at
     *     most 20 sentences and one that says how many more there were
     */
    record Valid(StsPolicy policy, List<String> warnings) implements PolicyParse {
        /**
         * Keeps an unchangeable copy of the warnings.
         *
         * @param policy the policy
         * @param warnings what was overlooked
         */
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The body is no policy; a TLS report calls that {@code sts-policy-invalid}.
     *
     * @param line the line at fault, from 1 with blank lines counted; 0 when no single line is
     * @param reason one sentence that names the line and the field and says what was expected: printable ASCII without
     *     line breaks, at most 200 characters
     * @param lines the lines of the body for the report's policy-string, unchanged, without line ends and blank lines:
     *     the first 100, each of at most 500 characters, with U+FFFD for what is not UTF-8
     */
    record Invalid(int line, String reason, List<String> lines) implements PolicyParse {
        /**
         * Keeps an unchangeable copy of the lines.
         *
         * @param line the line at fault
         * @param reason what is wrong
         * @param lines the lines of the body
         */
        public Invalid {
            lines = List.copyOf(lines);
        }
    }
}
