package io.github.mtasts.tlsrpt.read;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entry of {@code policies} while it is parsed; its members may come in any order. Not thread-safe. */
final class PolicyDraft {
    private static final String MX_LINE = "mx:";

    private final List<String> policyString = new ArrayList<>();
    private final List<String> mxHosts = new ArrayList<>();
    private final List<FailureDetails> failureDetails = new ArrayList<>();
    private @Nullable String policyType;
    private @Nullable String policyDomain;
    private @Nullable Long successCount;
    private @Nullable Long failureCount;

    void policyType(@Nullable String text) {
        policyType = text;
    }

    void policyDomain(@Nullable String text) {
        policyDomain = text;
    }

    /** Adds a line, or several lines if a reporter has written them in one string. */
    void addPolicyString(String text) {
        text.lines().filter(line -> !line.isBlank()).forEach(policyString::add);
    }

    /** Adds a pattern; some reporters write the line of the policy instead. */
    void addMxHost(String text, Warnings warnings) {
        String pattern = text.strip();
        if (pattern.regionMatches(true, 0, MX_LINE, 0, MX_LINE.length())) {
            warnings.add("mx-host is written as a line of the policy, with \"mx:\"");
            pattern = pattern.substring(MX_LINE.length()).strip();
        }
        if (!pattern.isEmpty()) {
            mxHosts.add(pattern);
        }
    }

    void successCount(@Nullable Long count) {
        successCount = count;
    }

    void failureCount(@Nullable Long count) {
        failureCount = count;
    }

    void add(FailureDetails details) {
        failureDetails.add(details);
    }

    /** Returns whether no member of an entry was parsed. */
    boolean isEmpty() {
        return policyType == null
                && policyDomain == null
                && successCount == null
                && failureCount == null
                && failureDetails.isEmpty();
    }

    PolicyReport build(Warnings warnings) {
        if (policyDomain == null) {
            warnings.add("a policy has no policy-domain");
        }
        if (policyType == null) {
            warnings.add("a policy has no policy-type");
        }
        return new PolicyReport(
                orEmpty(policyType),
                policyString,
                orEmpty(policyDomain),
                mxHosts,
                successCount == null ? 0 : successCount,
                failureCount == null ? detailedFailures(warnings) : failureCount,
                failureDetails);
    }

    /** Sums up with saturation: each count is at most 2^53 and there are at most 2^29, whose sum can exceed a long. */
    private long detailedFailures(Warnings warnings) {
        if (!failureDetails.isEmpty()) {
            warnings.add("total-failure-session-count is missing; computed from the failure details");
        }
        long sum = 0;
        for (FailureDetails details : failureDetails) {
            sum = Math.min(Scalars.MAX_COUNT, sum + details.failedSessionCount());
        }
        return sum;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
