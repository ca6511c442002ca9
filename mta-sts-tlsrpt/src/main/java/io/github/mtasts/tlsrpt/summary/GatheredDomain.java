package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.tlsrpt.read.FailureDetails;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.TlsReport;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The sums for one domain. Bounded; failures beyond the bound are counted together. */
final class GatheredDomain {
    /** The result type of failed sessions without details. */
    static final String UNSPECIFIED = "unspecified";

    /** The result type of failures beyond the bound. */
    static final String OTHERS = "other-failures";

    private static final int MAX_FAILURES = 10_000;
    private static final int MAX_DAYS_OF_REPORT = 31;

    private final Set<String> reporters = new TreeSet<>();
    private final Map<String, GatheredType> types = new TreeMap<>();
    private final Map<String, FailureKind> failures = new TreeMap<>();

    void add(TlsReport report, PolicyReport entry) {
        String type = entry.knownPolicyType().map(PolicyType::token).orElse(entry.policyType());
        reporters.add(report.organizationName());
        types.computeIfAbsent(type, each -> new GatheredType()).add(report, entry);
        boolean isExplained = false;
        for (FailureDetails details : entry.failureDetails()) {
            if (details.failedSessionCount() > 0) {
                isExplained = true;
                add(
                        type,
                        details.knownResultType().map(each -> each.token()).orElse(details.resultType()),
                        details,
                        report);
            }
        }
        if (!isExplained && entry.failureCount() > 0) {
            add(kind(type, UNSPECIFIED, "", "", entry.failureCount(), report));
        }
    }

    private void add(String policyType, String resultType, FailureDetails details, TlsReport report) {
        add(kind(
                policyType,
                resultType,
                text(details.receivingMxHostname()),
                text(details.failureReasonCode()),
                details.failedSessionCount(),
                report));
    }

    private void add(FailureKind kind) {
        String key = kind.policyType() + "\n" + kind.resultType() + "\n" + kind.mxHost();
        boolean isKept = failures.containsKey(key) || failures.size() < MAX_FAILURES;
        FailureKind counted = isKept ? kind : kind.asOneOf(OTHERS);
        failures.merge(isKept ? key : kind.policyType() + "\n" + OTHERS, counted, FailureKind::plus);
    }

    private static FailureKind kind(
            String policyType, String resultType, String mxHost, String reason, long sessions, TlsReport report) {
        return new FailureKind(
                policyType,
                resultType,
                mxHost,
                reason,
                sessions,
                report.range().day(),
                report.range().day(),
                Set.of(report.organizationName()));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    DomainSummary summary(String name) {
        Map<String, DomainSummary.Counted> counted = new TreeMap<>();
        types.forEach((type, gathered) -> counted.put(type, gathered.counted()));
        List<FailureKind> sorted = failures.values().stream()
                .sorted(Comparator.comparingLong(FailureKind::sessions)
                        .reversed()
                        .thenComparing(FailureKind::resultType)
                        .thenComparing(FailureKind::mxHost)
                        .thenComparing(FailureKind::policyType))
                .toList();
        return new DomainSummary(
                name,
                Collections.unmodifiableSet(new TreeSet<>(reporters)),
                Collections.unmodifiableMap(counted),
                sorted);
    }

    /** The sums for one policy type. */
    private static final class GatheredType {
        private final Map<LocalDate, DaySessions> days = new TreeMap<>();
        private final Set<String> reporters = new TreeSet<>();
        private long successes;
        private long failures;

        /**
         * A report of several days has no counts per day: its sessions are added to the first day, and all days are
         * covered.
         */
        void add(TlsReport report, PolicyReport entry) {
            LocalDate first = report.range().day();
            reporters.add(report.organizationName());
            successes = Saturated.sum(successes, entry.successCount());
            failures = Saturated.sum(failures, entry.failureCount());
            cover(first, entry.successCount(), entry.failureCount());
            LocalDate last = report.range().lastDay();
            for (int i = 1; i < MAX_DAYS_OF_REPORT && !first.plusDays(i).isAfter(last); i++) {
                cover(first.plusDays(i), 0, 0);
            }
        }

        private void cover(LocalDate day, long complied, long failed) {
            days.merge(day, new DaySessions(day, complied, failed), (a, b) -> a.plus(b.successes(), b.failures()));
        }

        DomainSummary.Counted counted() {
            return new DomainSummary.Counted(
                    successes,
                    failures,
                    List.copyOf(days.values()),
                    Collections.unmodifiableSet(new TreeSet<>(reporters)));
        }
    }
}
