package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tlsrpt.read.FailureDetails;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The sums for one domain. Bounded; failures and reporters beyond the bound are counted together. Not thread-safe. */
final class GatheredDomain {
    /** The result type of failed sessions without details. */
    static final String UNSPECIFIED = "unspecified";

    /** The result type of failures beyond the bound. */
    static final String OTHERS = "other-failures";

    /** The policy types beyond the bound. */
    private static final String OTHER_TYPES = "other-policy-types";

    private static final int MAX_FAILURES = 10_000;
    private static final int MAX_SENDERS = 1_000;
    private static final int MAX_UNKNOWN_TYPES = 20;
    private static final int MAX_REPORTS = 10_000;

    private final Room.Share room;
    private final Names reporters;
    private final Rows<String, GatheredType> types;
    private final Rows<GatheredFailure.Kind, GatheredFailure> failures;
    private final Rows<FailureOrigin, FailureOrigin> origins;
    private final Rows<String, ReporterCounts> senders;
    private final Rows<ReportSeen, ReportSeen> seen;
    private final GatheredPolicies policies;
    private int latest;
    private int unlisted;
    private boolean isVerified;
    private int entries;
    private int reports;

    GatheredDomain(Room.Share room) {
        this.room = room;
        this.reporters = new Names(room);
        this.types = new Rows<>(MAX_UNKNOWN_TYPES, room);
        this.failures = new Rows<>(MAX_FAILURES, room);
        this.origins = new Rows<>(MAX_FAILURES, room);
        this.senders = new Rows<>(MAX_SENDERS, room);
        this.seen = new Rows<>(MAX_REPORTS, room);
        this.policies = new GatheredPolicies(room);
    }

    void add(Source source, PolicyReport entry) {
        countReport(source);
        String type = type(source, entry);
        types.map().computeIfAbsent(type, each -> new GatheredType(room)).add(source, entry);
        addSender(source, entry);
        policies.add(source, type, entry);
        ReportSeen report = ReportSeen.of(source, type, entry);
        if (seen.admits(report, source.isVerified(), report.characters())) {
            seen.map().put(report, report);
        } else {
            unlisted++;
        }
        long explained = 0;
        for (FailureDetails details : entry.failureDetails()) {
            if (details.failedSessionCount() > 0) {
                explained = Saturated.sum(explained, details.failedSessionCount());
                String result =
                        details.knownResultType().map(each -> each.token()).orElse(details.resultType());
                add(type, result, details, source);
            }
        }
        long unexplained = entry.failureCount() - explained;
        if (unexplained > 0) {
            add(type, UNSPECIFIED, detailsOf(unexplained), source);
        }
    }

    /** Adds only that a verified submitter reported about the domain, for a report about days before the period. */
    void addSubmitter(Source source, PolicyReport entry) {
        countReport(source);
        types.map()
                .computeIfAbsent(type(source, entry), each -> new GatheredType(room))
                .addSubmitter(source);
    }

    private void countReport(Source source) {
        entries++;
        reports += source.number() == latest ? 0 : 1;
        latest = source.number();
        isVerified |= source.isVerified();
    }

    private String type(Source source, PolicyReport entry) {
        String unknown = entry.policyType();
        return entry.knownPolicyType().map(PolicyType::token).orElseGet(() -> {
            boolean isKept = types.admits(unknown, source.isVerified(), unknown.length());
            return isKept ? unknown : OTHER_TYPES;
        });
    }

    private static FailureDetails detailsOf(long sessions) {
        return new FailureDetails(UNSPECIFIED, null, null, null, null, sessions, null, null);
    }

    private void addSender(Source source, PolicyReport entry) {
        reporters.add(source);
        ReporterCounts sender = ReporterCounts.of(source, entry);
        String key = sender.name() + "\n" + sender.submitter();
        if (senders.admits(
                key, sender.isVerified(), key.length() + sender.contact().length())) {
            senders.map().merge(key, sender, ReporterCounts::plus);
        } else {
            senders.map().merge(Names.OTHERS, sender.asOneOf(Names.OTHERS), ReporterCounts::plus);
        }
    }

    private void add(String policyType, String resultType, FailureDetails details, Source source) {
        GatheredFailure.Kind kind =
                new GatheredFailure.Kind(policyType, resultType, text(details.receivingMxHostname()));
        GatheredFailure.Kind kept = failures.admits(kind, source.isVerified(), kind.characters())
                ? kind
                : new GatheredFailure.Kind(policyType, OTHERS, "");
        failures.map()
                .computeIfAbsent(kept, each -> new GatheredFailure(kept, room))
                .add(source, details);
        FailureOrigin origin = FailureOrigin.of(source, policyType, resultType, details);
        FailureOrigin counted = origins.admits(origin.key(), source.isVerified(), origin.characters())
                ? origin
                : origin.asOneOf(OTHERS);
        origins.map().merge(counted.key(), counted, FailureOrigin::plus);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** Returns the number of entries about the domain. */
    int entries() {
        return entries;
    }

    /** Returns the number of entries that are in no list of single reports. */
    int unlisted() {
        return unlisted;
    }

    /** Returns the number of entries whose policy is left out. */
    int leftOutPolicies() {
        return policies.leftOut();
    }

    /** Returns the order in which domains are kept if there are too many: those of verified submitters, then by reports. */
    static Comparator<GatheredDomain> mostReported() {
        return Comparator.comparing((GatheredDomain domain) -> !domain.isVerified)
                .thenComparing(Comparator.comparingInt((GatheredDomain domain) -> domain.reports)
                        .reversed());
    }

    void release() {
        room.release();
    }

    DomainSummary summary(String name, LocalDate asOf, Optional<StsPolicy> current) {
        Map<String, DomainSummary.Counted> counted = new TreeMap<>();
        types.map().forEach((type, gathered) -> counted.put(type, gathered.counted()));
        List<ReporterCounts> sortedSenders = new ArrayList<>(senders.values());
        sortedSenders.sort(Comparator.comparing(ReporterCounts::name).thenComparing(ReporterCounts::submitter));
        return new DomainSummary(
                name,
                asOf,
                current,
                isVerified,
                reporters.sorted(),
                Collections.unmodifiableMap(counted),
                failures.values().stream()
                        .map(GatheredFailure::built)
                        .sorted(FailureKind.mostFrequent())
                        .toList(),
                origins.values().stream()
                        .sorted(Comparator.comparingLong(FailureOrigin::sessions)
                                .reversed()
                                .thenComparing(FailureOrigin::toString))
                        .toList(),
                List.copyOf(sortedSenders),
                policies.sorted(asOf),
                seen.values().stream()
                        .sorted(Comparator.comparing(ReportSeen::end).reversed().thenComparing(ReportSeen::toString))
                        .toList());
    }
}
