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

    private static final Comparator<FailureOrigin> MOST_SESSIONS =
            Comparator.comparingLong(FailureOrigin::sessions).reversed().thenComparing(FailureOrigin::toString);
    private static final Comparator<ReporterCounts> BY_NAME =
            Comparator.comparing(ReporterCounts::name).thenComparing(ReporterCounts::submitter);
    private static final Comparator<ReportSeen> LATEST_FIRST =
            Comparator.comparing(ReportSeen::end).reversed().thenComparing(ReportSeen::toString);

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
        type(type).add(source, entry);
        addSender(source, entry);
        policies.add(source, type, entry);
        ReportSeen report = ReportSeen.of(source, type, entry);
        if (seen.row(report, source.isVerified(), report.characters(), each -> each) == null) {
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
        type(type(source, entry)).addSubmitter(source);
    }

    private GatheredType type(String name) {
        return types.map().computeIfAbsent(name, each -> new GatheredType(room));
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
            GatheredType kept =
                    types.row(unknown, source.isVerified(), unknown.length(), each -> new GatheredType(room));
            return kept == null ? OTHER_TYPES : unknown;
        });
    }

    private static FailureDetails detailsOf(long sessions) {
        return new FailureDetails(UNSPECIFIED, null, null, null, null, sessions, null, null);
    }

    private void addSender(Source source, PolicyReport entry) {
        reporters.add(source);
        ReporterCounts sender = ReporterCounts.of(source, entry);
        String key = sender.name() + "\n" + sender.submitter();
        long characters = (long) key.length() + sender.contact().length();
        if (!senders.add(key, sender, sender.isVerified(), characters, ReporterCounts::plus)) {
            senders.map().merge(Names.OTHERS, sender.asOneOf(Names.OTHERS), ReporterCounts::plus);
        }
    }

    private void add(String policyType, String resultType, FailureDetails details, Source source) {
        GatheredFailure.Kind kind =
                new GatheredFailure.Kind(policyType, resultType, text(details.receivingMxHostname()));
        GatheredFailure failure =
                failures.row(kind, source.isVerified(), kind.characters(), each -> new GatheredFailure(each, room));
        if (failure == null) {
            failure = failures.map()
                    .computeIfAbsent(
                            new GatheredFailure.Kind(policyType, OTHERS, ""), each -> new GatheredFailure(each, room));
        }
        failure.add(source, details);
        FailureOrigin origin = FailureOrigin.of(source, policyType, resultType, details);
        if (!origins.add(origin.key(), origin, source.isVerified(), origin.characters(), FailureOrigin::plus)) {
            FailureOrigin other = origin.asOneOf(OTHERS);
            origins.map().merge(other.key(), other, FailureOrigin::plus);
        }
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
        return new DomainSummary(
                name,
                asOf,
                current,
                isVerified,
                reporters.sorted(),
                Collections.unmodifiableMap(counted),
                failures(),
                origins.sorted(MOST_SESSIONS),
                senders.sorted(BY_NAME),
                policies.sorted(asOf),
                seen.sorted(LATEST_FIRST));
    }

    private List<FailureKind> failures() {
        List<FailureKind> built = new ArrayList<>();
        failures.values().forEach(each -> built.add(each.built()));
        built.sort(FailureKind.MOST_FREQUENT);
        return List.copyOf(built);
    }
}
