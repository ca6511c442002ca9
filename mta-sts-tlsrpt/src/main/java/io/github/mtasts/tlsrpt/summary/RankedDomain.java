package io.github.mtasts.tlsrpt.summary;

import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A domain with its readiness and its trend.
 *
 * @param domain the reports about the domain
 * @param readiness its readiness
 * @param trend the failures of the last days
 */
record RankedDomain(DomainSummary domain, Readiness readiness, Trend trend) {
    /**
     * Returns the domains of a summary, the one that needs attention most first. Domains that only unverified reports are about
     * are last, unless all are the operator's own.
     */
    static List<RankedDomain> of(ReportSummary summary, Criteria criteria) {
        return summary.domains().stream()
                .map(domain -> new RankedDomain(domain, Readiness.of(domain, criteria), Trend.of(domain)))
                .sorted(Comparator.comparing((RankedDomain each) -> !summary.isOwnOnly() && !each.domain.isVerified())
                        .thenComparing(RankedDomain::urgency)
                        .thenComparing(Comparator.comparingLong(RankedDomain::openSessions)
                                .reversed())
                        .thenComparing(each -> each.domain.domain()))
                .toList();
    }

    /**
     * Returns the domains to show if there are too many: those with verified reports first, then those with the most reports, in
     * the given order.
     */
    static List<RankedDomain> mostReported(List<RankedDomain> domains, int max) {
        if (domains.size() <= max) {
            return domains;
        }
        Set<RankedDomain> shown = domains.stream()
                .sorted(Comparator.comparing((RankedDomain each) -> !each.domain.isVerified())
                        .thenComparing(Comparator.comparingInt((RankedDomain each) ->
                                        each.domain.reports().size())
                                .reversed()))
                .limit(max)
                .collect(Collectors.toCollection(() -> Collections.newSetFromMap(new IdentityHashMap<>())));
        return domains.stream().filter(shown::contains).toList();
    }

    private int urgency() {
        return switch (readiness.level()) {
            case NOT_YET, ENFORCED_WITH_FAILURES -> 0;
            case TOO_LITTLE_EVIDENCE -> 1;
            case READY -> 2;
            case ENFORCED -> 3;
        };
    }

    private long openSessions() {
        return readiness.openFailures().stream().map(FailureKind::sessions).reduce(0L, Saturated::sum);
    }

    /** Returns the domain for people, who cannot see an empty name. */
    String name() {
        return domain.domain().isBlank() ? "(no policy-domain)" : domain.domain();
    }

    /** Returns the failed sessions under the most important policy type. */
    long failures() {
        return domain.under(domain.mainType()).failures();
    }

    long sessions() {
        return domain.under(domain.mainType()).sessions();
    }
}
