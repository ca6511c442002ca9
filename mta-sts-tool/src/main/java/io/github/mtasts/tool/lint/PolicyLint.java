package io.github.mtasts.tool.lint;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the body of a policy for its publisher. A body without a finding of severity error is a policy that senders accept.
 * Stateless.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.2">RFC 8461 section 3.2</a>
 */
public final class PolicyLint {
    /** RFC 8461 section 3.3: senders may limit a policy to this size. */
    public static final int MAX_OCTETS = 65_536;

    /** RFC 8461 section 3.2: "in the range of weeks or greater". */
    static final Duration SHORTEST_ENFORCED = Duration.ofDays(7);

    /** RFC 8461 section 8.3 removes a policy by one of mode none with a max_age of, for example, a day. */
    static final Duration LONGEST_NONE = Duration.ofDays(1);

    /** How the parser begins a reason about one line. */
    private static final String LINE = "line ";

    private static final String SEPARATOR = ": ";

    private PolicyLint() {}

    /**
     * Checks a body.
     *
     * @param body as it is or will be served
     * @param domain the Policy Domain, for rules that depend on it; null if it is not known
     * @return the findings in the order of the rules
     */
    public static List<Finding> of(byte[] body, @Nullable PolicyDomain domain) {
        List<Finding> findings = new ArrayList<>();
        if (body.length > MAX_OCTETS) {
            findings.add(Finding.of(
                    Rule.HOST_TOO_LARGE,
                    "",
                    "The policy has " + body.length + " octets; senders may refuse more than " + MAX_OCTETS + ".",
                    "List fewer MX hosts, or cover them with a wildcard such as *.mx.example.com."));
        }
        PolicyParse parse = PolicyParser.parse(body);
        if (parse instanceof PolicyParse.Valid valid) {
            for (String warning : valid.warnings()) {
                findings.add(Finding.of(
                        Rule.POLICY_TOLERATED,
                        subjectOf(warning),
                        sentenceOf(warning),
                        "Correct the line: other senders may refuse the whole policy."));
            }
            findings.addAll(UnknownFields.of(body, valid.warnings()));
            findings.addAll(ofSettings(valid.policy()));
            findings.addAll(PatternRules.of(valid.policy(), domain));
        } else if (parse instanceof PolicyParse.Invalid invalid) {
            findings.add(invalid(invalid.reason()));
        }
        return findings;
    }

    /**
     * The finding for a body that is no policy.
     *
     * @param reason what the parser says
     * @return the finding
     */
    public static Finding invalid(String reason) {
        return Finding.of(
                Rule.POLICY_INVALID,
                subjectOf(reason),
                sentenceOf(reason) + " No sender sees a policy.",
                "Correct the text, and check it with mta-sts lint before you publish it.");
    }

    private static List<Finding> ofSettings(StsPolicy policy) {
        Duration maxAge = Duration.ofSeconds(policy.maxAgeSeconds());
        String value = "max_age " + policy.maxAgeSeconds();
        if (policy.mode() == PolicyMode.ENFORCE && maxAge.compareTo(SHORTEST_ENFORCED) < 0) {
            return List.of(Finding.of(
                    Rule.MAX_AGE_SHORT,
                    value,
                    "Senders forget this policy after " + Spans.of(maxAge)
                            + ". An attacker who hides the TXT record or the Policy Host for longer than that"
                            + " prevents its discovery, and mail goes unprotected.",
                    "Use weeks or more, such as 2592000 (30 days), once the policy has proved itself."));
        }
        if (policy.mode() == PolicyMode.NONE) {
            return ofNone(maxAge, value);
        }
        return List.of();
    }

    private static List<Finding> ofNone(Duration maxAge, String value) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.of(
                Rule.MODE_NONE,
                "mode none",
                "Senders treat the domain as if it had no policy.",
                "Leave it so only while the policy is introduced or removed; mta-sts plan shows the steps."));
        if (maxAge.compareTo(LONGEST_NONE) > 0) {
            findings.add(Finding.of(
                    Rule.NONE_KEPT_LONG,
                    value,
                    "Senders may keep the policy of mode none for " + Spans.of(maxAge) + ", for no gain.",
                    "Use a short max_age with mode none, such as 86400 (a day)."));
        }
        return findings;
    }

    /** The line that a reason of the parser begins with, else the policy. */
    private static String subjectOf(String reason) {
        int end = endOfLine(reason);
        return end < 0 ? "policy" : reason.substring(0, end);
    }

    /** The rest of the reason: the subject of a finding stands before its sentence. */
    private static String sentenceOf(String reason) {
        int end = endOfLine(reason);
        return Sentences.of(end < 0 ? reason : reason.substring(end + SEPARATOR.length()));
    }

    private static int endOfLine(String reason) {
        return reason.startsWith(LINE) ? reason.indexOf(SEPARATOR) : -1;
    }
}
