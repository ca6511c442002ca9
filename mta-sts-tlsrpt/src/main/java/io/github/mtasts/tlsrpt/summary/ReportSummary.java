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
 * The summary of many reports. Duplicates are ignored, by report-id and organisation (RFC 8460 section 5.3). Immutable.
 * Bounded: {@link #leftOut()} is the number of reports and entries beyond the bounds.
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
     * Creates a builder.
     *
     * @param clock provides the current day; reports about later days are ignored, because they would shift the days that
     *     {@link Readiness} considers
     * @return an empty builder
     */
    public static Builder builder(Clock clock) {
        return new Builder(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /**
     * Returns the reported domains.
     *
     * @return in alphabetical order
     */
    public List<DomainSummary> domains() {
        return domains;
    }

    /**
     * Returns the number of reports.
     *
     * @return without duplicates
     */
    public int reports() {
        return reports;
    }

    /**
     * Returns the number of duplicates that were ignored.
     *
     * @return the number of reports
     */
    public int duplicates() {
        return duplicates;
    }

    /**
     * Returns the number of ignored reports about future days, plus the number of ignored entries beyond the largest
     * number of domains.
     *
     * @return zero unless the input is implausible
     */
    public int leftOut() {
        return leftOut;
    }

    /** Collects reports. Not thread-safe. */
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
         * Adds a report, unless it is a duplicate.
         *
         * @param report the report
         * @return this builder
         */
        public Builder add(TlsReport report) {
            // A report without an id is identified by its date-range.
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
         * Builds the summary.
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
