package io.github.mtasts.policy;

import java.util.List;

/**
 * The result of {@link PolicyParser}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.2">RFC 8461 section 3.2</a>
 */
public sealed interface PolicyParse {
    /**
     * The body is a policy.
     *
     * @param policy the policy
     * @param warnings one sentence for each tolerated fault, with its line: printable ASCII without line breaks, at most 20
     *     sentences and one with the number of the others
     */
    record Valid(StsPolicy policy, List<String> warnings) implements PolicyParse {
        /**
         * Keeps an unchangeable copy of the warnings.
         *
         * @param policy the policy
         * @param warnings one sentence for each tolerated fault
         */
        public Valid {
            warnings = List.copyOf(warnings);
        }

        @Override
        public String toString() {
            return "valid policy: " + policy + (warnings.isEmpty() ? "" : " (" + String.join("; ", warnings) + ")");
        }
    }

    /**
     * The body is not a policy: {@code sts-policy-invalid} in a TLS report.
     *
     * @param line the line at fault, from 1 with blank lines counted; 0 when no single line is
     * @param reason one sentence with the line, the field and the expected value: printable ASCII without line breaks, at most
     *     200 characters
     * @param lines the lines of the body for the report's policy-string, unchanged, without line ends and blank lines:
     *     the first 100, each of at most 500 characters, with U+FFFD for what is not UTF-8
     */
    record Invalid(int line, String reason, List<String> lines) implements PolicyParse {
        /**
         * Keeps an unchangeable copy of the lines.
         *
         * @param line the line at fault
         * @param reason the fault
         * @param lines the lines of the body
         */
        public Invalid {
            lines = List.copyOf(lines);
        }

        @Override
        public String toString() {
            return "invalid policy: " + reason;
        }
    }
}
