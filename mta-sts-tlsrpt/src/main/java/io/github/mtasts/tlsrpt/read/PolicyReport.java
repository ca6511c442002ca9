package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The entry of a report for one policy. Every text is untrusted, but is on one line and bounded.
 *
 * @param policyType the token in the report, such as {@code sts}, also if it is unknown; empty if it is missing
 * @param policyString the lines of the policy as the reporter saw it
 * @param policyDomain the domain of the policy; empty if it is missing
 * @param mxHosts the mx patterns of the policy
 * @param successCount the number of successful sessions, at least 0
 * @param failureCount the number of failed sessions, at least 0
 * @param failureDetails the failures; their counts need not add up to {@code failureCount}
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4.4">RFC 8460 section 4.4</a>
 */
public record PolicyReport(
        String policyType,
        List<String> policyString,
        String policyDomain,
        List<String> mxHosts,
        long successCount,
        long failureCount,
        List<FailureDetails> failureDetails) {
    private static final int MAX_POLICY_LINE = 65_536;

    /**
     * Puts each text on one line, and copies the lists.
     *
     * @param policyType the token in the report
     * @param policyString the lines of the policy
     * @param policyDomain the domain of the policy
     * @param mxHosts the mx patterns of the policy
     * @param successCount the number of successful sessions
     * @param failureCount the number of failed sessions
     * @param failureDetails the failures
     * @throws IllegalArgumentException if a count is negative
     */
    public PolicyReport {
        requireCount("successCount", successCount);
        requireCount("failureCount", failureCount);
        policyType = Printable.inAnyScript(policyType, TlsReport.MAX_TEXT);
        policyDomain = Printable.inAnyScript(policyDomain, TlsReport.MAX_TEXT);
        policyString = lines(policyString, MAX_POLICY_LINE);
        mxHosts = lines(mxHosts, TlsReport.MAX_TEXT);
        failureDetails = List.copyOf(failureDetails);
    }

    private static List<String> lines(List<String> texts, int maxLength) {
        List<String> lines = new ArrayList<>(texts.size());
        for (String text : texts) {
            lines.add(Printable.inAnyScript(text, maxLength));
        }
        return List.copyOf(lines);
    }

    static void requireCount(String name, long count) {
        if (count < 0) {
            throw new IllegalArgumentException(name + " is " + count + ": it must not be negative");
        }
    }

    /**
     * Returns the domain as a value that can be compared.
     *
     * @return empty if the text is not a domain name
     */
    public Optional<PolicyDomain> domain() {
        return PolicyDomain.parse(policyDomain);
    }

    /**
     * Returns the policy type of RFC 8460.
     *
     * @return empty if the token is unknown
     */
    public Optional<PolicyType> knownPolicyType() {
        for (PolicyType type : PolicyType.values()) {
            if (type.token().equalsIgnoreCase(policyType)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
