package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.tlsrpt.read.FailureDetails;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.TlsReport;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What many reports say together. A report that comes twice counts once, by its report-id and organisation (RFC 8460 section
 * 5.3). Immutable. Bounded: what goes over a bound is left out, and {@link #leftOut()} says how much.
 */
public final class ReportSummary {
    private final List<DomainSummary> domains;
    private final int reports;
    private final int duplicates;
    private final int leftOut;

    private ReportSummary(List<DomainSummary> domains, int reports, int duplicates, int leftOut) {
        this.domains = domains;
        this.reports = reports;
        this.duplicates = duplicates;
        this.leftOut = leftOut;
    }

    /**
     * Starts adding.
     *
     * @return a builder, not thread-safe
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The domains that were reported about.
     *
     * @return in alphabetical order
     */
    public List<DomainSummary> domains() {
        return domains;
    }

    /**
     * How many reports count.
     *
     * @return without duplicates
     */
    public int reports() {
        return reports;
    }

    /**
     * How many reports had been added before.
     *
     * @return duplicates
     */
    public int duplicates() {
        return duplicates;
    }

    /**
     * How many entries or details are one too many and are left out.
     *
     * @return none, unless somebody sends nonsense in large amounts
     */
    public int leftOut() {
        return leftOut;
    }

    /** Adds reports. */
    public static final class Builder {
        private static final int MAX_DOMAINS = 10_000;
        private static final int MAX_FAILURES = 10_000;
        private static final int MAX_DAYS = 3_000;

        private final Map<String, Gathered> gathered = new TreeMap<>();
        private final Set<String> seen = new HashSet<>();
        private int reports;
        private int duplicates;
        private int leftOut;

        private Builder() {}

        /**
         * Adds a report, unless it was added before.
         *
         * @param report the report
         * @return this builder
         */
        public Builder add(TlsReport report) {
            // A report without an id is told from others by its time.
            String key = report.organizationName() + "\n" + report.reportId() + "\n"
                    + (report.reportId().isEmpty() ? report.range() : "");
            if (!seen.add(key)) {
                duplicates++;
                return this;
            }
            reports++;
            for (PolicyReport entry : report.policies()) {
                Gathered domain = gathered.get(entry.policyDomain());
                if (domain == null && gathered.size() < MAX_DOMAINS) {
                    domain = new Gathered();
                    gathered.put(entry.policyDomain(), domain);
                }
                add(domain, report, entry);
            }
            return this;
        }

        private void add(@Nullable Gathered domain, TlsReport report, PolicyReport entry) {
            LocalDate day = report.range().day();
            if (domain == null || (!domain.days.containsKey(day) && domain.days.size() >= MAX_DAYS)) {
                leftOut++;
                return;
            }
            domain.reporters.add(report.organizationName());
            domain.days.merge(
                    day,
                    new DaySessions(day, entry.successCount(), entry.failureCount()),
                    (a, b) -> a.plus(b.successes(), b.failures()));
            domain.types.merge(
                    entry.policyType(),
                    new DomainSummary.Sessions(entry.successCount(), entry.failureCount()),
                    (a, b) -> a.plus(b.successes(), b.failures()));
            for (FailureDetails details : entry.failureDetails()) {
                addFailure(domain, report, entry, details);
            }
        }

        private void addFailure(Gathered domain, TlsReport report, PolicyReport entry, FailureDetails details) {
            String mxHost = text(details.receivingMxHostname());
            String key = entry.policyType() + "\n" + details.resultType() + "\n" + mxHost;
            if (!domain.failures.containsKey(key) && domain.failures.size() >= MAX_FAILURES) {
                leftOut++;
                return;
            }
            LocalDate day = report.range().day();
            domain.failures.merge(
                    key,
                    new FailureKind(
                            entry.policyType(),
                            details.resultType(),
                            mxHost,
                            text(details.failureReasonCode()),
                            details.failedSessionCount(),
                            day,
                            day,
                            Set.of(report.organizationName())),
                    FailureKind::plus);
        }

        private static String text(@Nullable String value) {
            return value == null ? "" : value;
        }

        /**
         * Sums up.
         *
         * @return the summary
         */
        public ReportSummary build() {
            List<DomainSummary> domains = new ArrayList<>();
            gathered.forEach((name, domain) -> domains.add(domain.summary(name)));
            return new ReportSummary(List.copyOf(domains), reports, duplicates, leftOut);
        }
    }

    /** What is added up for one domain. */
    private static final class Gathered {
        private final Set<String> reporters = new TreeSet<>();
        private final Map<String, DomainSummary.Sessions> types = new TreeMap<>();
        private final Map<LocalDate, DaySessions> days = new TreeMap<>();
        private final Map<String, FailureKind> failures = new TreeMap<>();

        DomainSummary summary(String name) {
            List<FailureKind> sorted = failures.values().stream()
                    .sorted(Comparator.comparingLong(FailureKind::sessions)
                            .reversed()
                            .thenComparing(FailureKind::resultType)
                            .thenComparing(FailureKind::mxHost)
                            .thenComparing(FailureKind::policyType))
                    .toList();
            return new DomainSummary(
                    name,
                    Collections.unmodifiableSet(reporters),
                    Collections.unmodifiableMap(types),
                    List.copyOf(days.values()),
                    sorted);
        }
    }
}
