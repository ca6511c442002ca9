package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.text.Printable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a report says about one policy. Every text is on one line and bounded, and apart from that as the reporter wrote
 * it: it is untrusted.
 *
 * @param policyType the token of the report, such as {@code sts}; unknown ones are kept; empty when there was none
 * @param policyString the lines of the policy as the reporter saw it
 * @param policyDomain the domain the policy is for; empty when the report does not say
 * @param mxHosts the mx patterns of the policy
 * @param successCount how many sessions succeeded, at least 0
 * @param failureCount how many sessions failed, at least 0
 * @param failureDetails how they failed; the counts need not add up to {@code failureCount}
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
     * Puts each text on one line, and keeps unchangeable copies of the lists.
     *
     * @param policyType the token of the report
     * @param policyString the lines of the policy
     * @param policyDomain the domain the policy is for
     * @param mxHosts the mx patterns of the policy
     * @param successCount how many sessions succeeded
     * @param failureCount how many sessions failed
     * @param failureDetails how they failed
     * @throws IllegalArgumentException when a count is negative
     */
    public PolicyReport {
        requireCount("successCount", successCount);
        requireCount("failureCount", failureCount);
        policyType = Printable.inAnyScript(policyType, TlsReport.MAX_TEXT);
        policyDomain = Printable.inAnyScript(policyDomain, TlsReport.MAX_TEXT);
        policyString = policyString.stream()
                .map(line -> Printable.inAnyScript(line, MAX_POLICY_LINE))
                .toList();
        mxHosts = mxHosts.stream()
                .map(text -> Printable.inAnyScript(text, TlsReport.MAX_TEXT))
                .toList();
        failureDetails = List.copyOf(failureDetails);
    }

    static void requireCount(String name, long count) {
        if (count < 0) {
            throw new IllegalArgumentException(name + " is " + count + ": it must not be negative");
        }
    }

    /**
     * The domain as a name that can be compared.
     *
     * @return empty when the text is no domain name
     */
    public Optional<PolicyDomain> domain() {
        return PolicyDomain.parse(policyDomain);
    }

    /**
     * The type of the policy, when it is one of the three that exist.
     *
     * @return empty for a token of the future or a misspelt one
     */
    public Optional<PolicyType> knownPolicyType() {
        return Arrays.stream(PolicyType.values())
                .filter(type -> type.token().equalsIgnoreCase(policyType))
                .findFirst();
    }
}
