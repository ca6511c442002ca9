package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.TlsReport;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
     * @param clock tells the day; a report about a day that has not begun is left out, for it would push what is true out of
     *     the days that are looked at
     * @return a builder, not thread-safe
     */
    public static Builder builder(Clock clock) {
        return new Builder(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
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
     * How many reports are about days to come, and how many entries about domains beyond the number kept.
     *
     * @return none, unless somebody sends nonsense in large amounts
     */
    public int leftOut() {
        return leftOut;
    }

    /** Adds reports. */
    public static final class Builder {
        private static final int MAX_DOMAINS = 10_000;

        private final LocalDate today;
        private final Map<String, GatheredDomain> gathered = new TreeMap<>();
        private final Set<String> seen = new HashSet<>();
        private int reports;
        private int duplicates;
        private int leftOut;

        private Builder(LocalDate today) {
            this.today = today;
        }

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
            if (report.range().day().isAfter(today)) {
                leftOut++;
                return this;
            }
            if (!seen.add(key)) {
                duplicates++;
                return this;
            }
            reports++;
            for (PolicyReport entry : report.policies()) {
                String name = entry.domain().map(PolicyDomain::name).orElse(entry.policyDomain());
                if (gathered.size() >= MAX_DOMAINS && !gathered.containsKey(name)) {
                    leftOut++;
                } else {
                    gathered.computeIfAbsent(name, each -> new GatheredDomain()).add(report, entry);
                }
            }
            return this;
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
}
