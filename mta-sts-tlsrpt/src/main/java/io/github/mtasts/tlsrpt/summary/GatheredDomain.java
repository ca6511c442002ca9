package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.tlsrpt.read.FailureDetails;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The sums for one domain. Bounded; failures and reporters beyond the bound are counted together. */
final class GatheredDomain {
    /** The result type of failed sessions without details. */
    static final String UNSPECIFIED = "unspecified";

    /** The result type of failures beyond the bound, and the name of reporters beyond it. */
    static final String OTHERS = "other-failures";

    private static final int MAX_FAILURES = 10_000;
    private static final int MAX_SENDERS = 1_000;
    private static final String OTHER_REPORTERS = "(others)";

    private final Set<String> reporters = new TreeSet<>();
    private final Map<String, GatheredType> types = new TreeMap<>();
    private final Map<String, FailureKind> failures = new TreeMap<>();
    private final Map<FailureOrigin, FailureOrigin> origins = new HashMap<>();
    private final Map<String, ReporterCounts> senders = new TreeMap<>();
    private final GatheredPolicies policies = new GatheredPolicies();

    void add(Source source, PolicyReport entry) {
        String type = entry.knownPolicyType().map(PolicyType::token).orElse(entry.policyType());
        add(sender(source, entry));
        types.computeIfAbsent(type, each -> new GatheredType()).add(source, entry);
        if (type.equals(PolicyType.STS.token())) {
            policies.add(source, entry.policyString());
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

    private static FailureDetails detailsOf(long sessions) {
        return new FailureDetails(UNSPECIFIED, null, null, null, null, sessions, null, null);
    }

    private static ReporterCounts sender(Source source, PolicyReport entry) {
        return new ReporterCounts(
                source.reporter(),
                source.submitter().text(),
                source.submitter().isVerified(),
                entry.successCount(),
                entry.failureCount(),
                source.firstDay(),
                source.lastDay());
    }

    private void add(ReporterCounts sender) {
        String key = sender.name() + "\n" + sender.submitter();
        boolean isKept = senders.containsKey(key) || senders.size() < MAX_SENDERS;
        reporters.add(isKept ? sender.name() : OTHER_REPORTERS);
        senders.merge(
                isKept ? key : OTHER_REPORTERS,
                isKept
                        ? sender
                        : new ReporterCounts(
                                OTHER_REPORTERS,
                                "",
                                false,
                                sender.successes(),
                                sender.failures(),
                                sender.firstDay(),
                                sender.lastDay()),
                ReporterCounts::plus);
    }

    private void add(String policyType, String resultType, FailureDetails details, Source source) {
        String mxHost = text(details.receivingMxHostname());
        add(new FailureKind(
                policyType,
                resultType,
                mxHost,
                text(details.failureReasonCode()),
                details.failedSessionCount(),
                source.firstDay(),
                source.lastDay(),
                Set.of(source.reporter()),
                new TreeMap<>(Map.of(source.lastDay(), details.failedSessionCount()))));
        FailureOrigin origin = new FailureOrigin(
                source.reporter(),
                source.submitter().isVerified(),
                policyType,
                resultType,
                mxHost,
                text(details.sendingMtaIp()),
                text(details.receivingMxHelo()),
                details.failedSessionCount(),
                source.firstDay(),
                source.lastDay());
        boolean isKept = origins.containsKey(origin.key()) || origins.size() < MAX_FAILURES;
        FailureOrigin counted = isKept ? origin : origin.asOneOf(OTHERS);
        origins.merge(counted.key(), counted, FailureOrigin::plus);
    }

    private void add(FailureKind kind) {
        String key = kind.policyType() + "\n" + kind.resultType() + "\n" + kind.mxHost();
        boolean isKept = failures.containsKey(key) || failures.size() < MAX_FAILURES;
        FailureKind counted = isKept ? kind : kind.asOneOf(OTHERS);
        failures.merge(isKept ? key : kind.policyType() + "\n" + OTHERS, counted, FailureKind::plus);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    DomainSummary summary(String name, LocalDate asOf) {
        Map<String, DomainSummary.Counted> counted = new TreeMap<>();
        types.forEach((type, gathered) -> counted.put(type, gathered.counted()));
        List<FailureKind> sorted = failures.values().stream()
                .sorted(Comparator.comparingLong(FailureKind::sessions)
                        .reversed()
                        .thenComparing(FailureKind::resultType)
                        .thenComparing(FailureKind::mxHost)
                        .thenComparing(FailureKind::policyType))
                .toList();
        List<FailureOrigin> sortedOrigins = origins.values().stream()
                .sorted(Comparator.comparingLong(FailureOrigin::sessions)
                        .reversed()
                        .thenComparing(FailureOrigin::toString))
                .toList();
        return new DomainSummary(
                name,
                asOf,
                Collections.unmodifiableSet(new TreeSet<>(reporters)),
                Collections.unmodifiableMap(counted),
                sorted,
                sortedOrigins,
                List.copyOf(senders.values()),
                policies.sorted());
    }
}
