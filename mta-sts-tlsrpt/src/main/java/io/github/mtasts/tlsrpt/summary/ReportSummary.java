package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.ReportIdentity;
import io.github.mtasts.tlsrpt.read.ReportRead;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The summary of many reports. Duplicates are ignored, by {@link ReportIdentity} (RFC 8460 section 5.3). Immutable.
 * Bounded: {@link #leftOut()} is the number of reports and entries beyond the bounds.
 */
public final class ReportSummary {
    private final Instant asOf;
    private final List<DomainSummary> domains;
    private final List<String> warnings;
    private final Map<ReportRead.Cause, Integer> refused;
    private final int reports;
    private final int duplicates;
    private final int leftOut;

    private ReportSummary(Builder builder) {
        List<DomainSummary> built = new ArrayList<>();
        builder.gathered.forEach((name, domain) -> built.add(domain.summary(name, builder.today)));
        this.asOf = builder.asOf;
        this.domains = List.copyOf(built);
        this.warnings = List.copyOf(builder.warnings);
        this.refused = Collections.unmodifiableMap(new EnumMap<>(builder.refused));
        this.reports = builder.reports;
        this.duplicates = builder.duplicates;
        this.leftOut = builder.leftOut;
    }

    /**
     * Creates a builder.
     *
     * @param clock provides the current day, with which the window of {@link Readiness} ends; reports about later days are
     *     ignored
     * @return an empty builder
     */
    public static Builder builder(Clock clock) {
        return new Builder(clock.instant());
    }

    /**
     * Returns the time of the summary.
     *
     * @return the time of the clock when the builder was created
     */
    public Instant asOf() {
        return asOf;
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

    /**
     * Returns the number of refused reports by cause.
     *
     * @return without causes that did not occur
     */
    public Map<ReportRead.Cause, Integer> refused() {
        return refused;
    }

    /**
     * Returns the reports whose key is that of another report with other contents; all of them are counted.
     *
     * @return a sentence for each, at most 50
     */
    public List<String> warnings() {
        return warnings;
    }

    /** Collects reports. Not thread-safe. */
    public static final class Builder {
        private static final int MAX_DOMAINS = 10_000;
        private static final int MAX_WARNINGS = 50;

        private final Instant asOf;
        private final LocalDate today;
        private final Map<String, GatheredDomain> gathered = new TreeMap<>();
        private final Map<ReportIdentity, Set<String>> seen = new HashMap<>();
        private final Map<ReportRead.Cause, Integer> refused = new EnumMap<>(ReportRead.Cause.class);
        private final List<String> warnings = new ArrayList<>();
        private int reports;
        private int duplicates;
        private int leftOut;

        private Builder(Instant asOf) {
            this.asOf = asOf;
            this.today = LocalDate.ofInstant(asOf, ZoneOffset.UTC);
        }

        /**
         * Adds a report unless it is a duplicate, or counts a refusal.
         *
         * @param result the result of reading a report
         * @return this builder
         */
        public Builder add(ReportRead result) {
            if (result instanceof ReportRead.Refused refusal) {
                refused.merge(refusal.cause(), 1, Integer::sum);
            } else if (result instanceof ReportRead.Read read) {
                count(read);
            }
            return this;
        }

        private void count(ReportRead.Read read) {
            if (read.report().range().day().isAfter(today)) {
                leftOut++;
            } else if (!isNew(read.identity())) {
                duplicates++;
            } else {
                reports++;
                Source source = Source.of(read, today);
                read.report().policies().forEach(entry -> count(source, entry));
            }
        }

        private boolean isNew(ReportIdentity identity) {
            Set<String> digests = seen.computeIfAbsent(identity.key(), key -> new HashSet<>());
            boolean isNew = digests.add(identity.digest());
            if (isNew && digests.size() > 1 && warnings.size() < MAX_WARNINGS) {
                warnings.add("Reports with different contents and the same submitter, report-id, dates and domains, all"
                        + " counted: \"" + identity.reportId() + "\" from " + identity.submitter());
            }
            return isNew;
        }

        private void count(Source source, PolicyReport entry) {
            String name = entry.domain().map(PolicyDomain::name).orElse(entry.policyDomain());
            if (gathered.size() >= MAX_DOMAINS && !gathered.containsKey(name)) {
                leftOut++;
            } else {
                gathered.computeIfAbsent(name, each -> new GatheredDomain()).add(source, entry);
            }
        }

        /**
         * Builds the summary.
         *
         * @return the summary
         */
        public ReportSummary build() {
            return new ReportSummary(this);
        }
    }
}
