package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.policy.StsPolicy;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The reports about one policy domain. Immutable; all collections are sorted.
 *
 * @param domain the domain in A-labels; if the reported text is not a domain name, that text in printable form
 * @param asOf the UTC day of the summary
 * @param current the policy that the domain publishes now, if it was handed over ({@link
 *     ReportSummary.Builder#currentPolicies})
 * @param isVerified whether a verified submitter reported about the domain
 * @param reporters the organisations that reported, by the names that they gave themselves
 * @param byPolicyType the counts per policy type; a session under two policies is counted under both
 * @param failures the failures, the most frequent first
 * @param origins the same failures by reporter, sending address and HELO, the most frequent first
 * @param senders the reporters with their counts, in alphabetical order
 * @param policies the policies that the reporters saw, the latest first, then those of verified submitters, then those seen last
 * @param reports the entries of single reports, the latest first; at most 10,000
 * @see ReportSummary
 */
public record DomainSummary(
        String domain,
        LocalDate asOf,
        Optional<StsPolicy> current,
        boolean isVerified,
        Set<String> reporters,
        Map<String, Counted> byPolicyType,
        List<FailureKind> failures,
        List<FailureOrigin> origins,
        List<ReporterCounts> senders,
        List<PolicySeen> policies,
        List<ReportSeen> reports) {
    private static final String STS = "sts";
    private static final List<String> MOST_IMPORTANT = List.of(STS, "no-policy-found", "tlsa");

    /**
     * The counts under one policy type.
     *
     * @param successes successful sessions
     * @param failures failed sessions
     * @param days the sessions of each day that a report covers, in order
     * @param reporters the organisations that reported it
     * @param verified the part from verified submitters
     */
    public record Counted(
            long successes, long failures, List<DaySessions> days, Set<String> reporters, Verified verified) {
        /** No sessions. */
        static final Counted NOTHING = new Counted(0, 0, List.of(), Set.of(), Verified.NOTHING);

        /**
         * Returns the number of sessions.
         *
         * @return successful and failed ones
         */
        public long sessions() {
            return Saturated.sum(successes, failures);
        }
    }

    /**
     * The counts in reports of verified submitters.
     *
     * @param days the sessions of each day that such a report covers, in order
     * @param lastDays the last day that each submitter reported, also before the period of the summary; the key is its registered domain, so that the hosts of one
     *     organisation count once
     */
    public record Verified(List<DaySessions> days, Map<String, LocalDate> lastDays) {
        /** No report. */
        static final Verified NOTHING = new Verified(List.of(), Map.of());
    }

    /**
     * Returns the counts under a policy type.
     *
     * @param type such as {@code sts}
     * @return the counts; zero if there are no reports
     */
    public Counted under(String type) {
        return byPolicyType.getOrDefault(type, Counted.NOTHING);
    }

    /**
     * Returns the first day that a report covers, under any policy type.
     *
     * @return the first day in the period of the summary; {@link #lastDay()} if all reports are older
     */
    public LocalDate firstDay() {
        return days().reduce(Days::earlier).orElseGet(this::lastDay);
    }

    /**
     * Returns the last day that a report covers, under any policy type.
     *
     * @return the last day; before the period of the summary if all reports are older
     */
    public LocalDate lastDay() {
        return days().reduce(Days::later)
                .or(() -> byPolicyType.values().stream()
                        .flatMap(counted -> counted.verified().lastDays().values().stream())
                        .reduce(Days::later))
                .orElse(asOf);
    }

    private Stream<LocalDate> days() {
        return byPolicyType.values().stream()
                .flatMap(counted -> counted.days().stream())
                .map(DaySessions::day);
    }

    /**
     * Returns the MTA-STS policy that was in force last, according to most verified submitters ({@link PolicySeen#isLatest}).
     *
     * @return empty if no report of a verified submitter has a policy-string
     */
    public Optional<PolicySeen> latestPolicy() {
        return policies.stream().filter(PolicySeen::isLatest).findFirst();
    }

    /**
     * Returns whether a policy has the mode, the mx patterns and the max_age of the one that the domain publishes now.
     *
     * @param policy a policy of {@link #policies()}
     * @return empty if it is not known what the domain publishes now
     */
    public Optional<Boolean> isCurrent(PolicySeen policy) {
        return current.map(published -> policy.policyType().equals(STS)
                && PolicyText.of(policy.lines(), policy.mxHosts()).equals(PolicyText.of(published.lines(), List.of())));
    }

    /**
     * Returns the most important policy type: sts if it was reported, otherwise no-policy-found, tlsa or another one.
     *
     * @return a key of {@link #byPolicyType()}, or sts if that is empty
     */
    public String mainType() {
        for (String type : MOST_IMPORTANT) {
            if (byPolicyType.containsKey(type)) {
                return type;
            }
        }
        return byPolicyType.isEmpty() ? STS : byPolicyType.keySet().iterator().next();
    }
}
