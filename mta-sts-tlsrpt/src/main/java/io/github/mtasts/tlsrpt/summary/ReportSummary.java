package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tlsrpt.read.ReportIdentity;
import io.github.mtasts.tlsrpt.read.ReportRead;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The summary of the reports of the last year. Duplicates are ignored, by {@link ReportIdentity} (RFC 8460 section 5.3); a report
 * of an unverified submitter with the contents of a verified one is a duplicate, too. Bounded: {@link #leftOut()} is the number
 * of reports and entries beyond the bounds. Immutable.
 */
public final class ReportSummary {
    private final Instant asOf;
    private final LocalDate begin;
    private final boolean isOwnOnly;
    private final List<DomainSummary> domains;
    private final List<String> warnings;
    private final Map<ReportRead.Cause, Integer> refused;
    private final Map<LeftOut, Integer> leftOut;
    private final int reports;
    private final int duplicates;

    private ReportSummary(Builder builder) {
        this.asOf = builder.asOf;
        this.begin = builder.begin;
        this.isOwnOnly = builder.gathering.hasOwn();
        this.domains = List.copyOf(builder.gathering.summaries());
        this.warnings = List.copyOf(builder.gathering.warnings());
        this.refused = Collections.unmodifiableMap(new EnumMap<>(builder.refused));
        this.leftOut = Collections.unmodifiableMap(new EnumMap<>(builder.gathering.leftOut()));
        this.reports = builder.gathering.reports();
        this.duplicates = builder.gathering.duplicates();
    }

    /**
     * Creates a builder.
     *
     * @param clock provides the current day, with which the period and the window of {@link Readiness} end; reports about later
     *     days are left out
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
     * Returns the first day of the period, which ends on the day of {@link #asOf()}. Older reports are left out; that a verified
     * submitter sent one is kept for {@link Readiness}.
     *
     * @return the UTC day a year before
     */
    public LocalDate begin() {
        return begin;
    }

    /** Returns whether all domains are the operator's own. */
    boolean isOwnOnly() {
        return isOwnOnly;
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
     * Returns the number of reports and entries that were left out, by reason.
     *
     * @return without reasons that did not occur
     */
    public Map<LeftOut, Integer> leftOut() {
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
        private static final int PERIOD_DAYS = 365;

        private final Instant asOf;
        private final LocalDate begin;
        private final Gathering gathering;
        private final Map<ReportRead.Cause, Integer> refused = new EnumMap<>(ReportRead.Cause.class);

        private Builder(Instant asOf) {
            LocalDate today = LocalDate.ofInstant(asOf, ZoneOffset.UTC);
            this.asOf = asOf;
            this.begin = today.minusDays(PERIOD_DAYS);
            this.gathering = new Gathering(begin, today);
        }

        /**
         * Limits the summary to the operator's own domains; entries about others are left out. Anybody can send reports about
         * any domains, and a summary has room for 10,000.
         *
         * @param own policy domains; for reports about DANE also the names of the MX hosts, which are the policy domains there.
         *     Default: all domains
         * @return this builder
         */
        public Builder domains(Set<PolicyDomain> own) {
            gathering.own(own);
            return this;
        }

        /**
         * Hands over the policies that domains publish now. The page then says which of the reported policies is that one, and
         * {@link Readiness} takes the mode from it and requires that verified submitters saw it. The reports alone do not tell
         * what a domain publishes now: for a domain without a policy here, the latest reported one counts.
         *
         * @param policies the policy of each domain
         * @return this builder
         */
        public Builder currentPolicies(Map<PolicyDomain, StsPolicy> policies) {
            gathering.current(policies);
            return this;
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
                gathering.add(read);
            }
            return this;
        }

        /**
         * Builds the summary.
         *
         * @return the summary of the reports so far
         */
        public ReportSummary build() {
            gathering.finish();
            return new ReportSummary(this);
        }
    }
}
