package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.tlsrpt.store.DetailKey;
import io.github.mtasts.tlsrpt.store.PolicyCounts;
import io.github.mtasts.tlsrpt.store.PolicyKey;
import io.github.mtasts.tlsrpt.store.ReportKey;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts in memory, bounded whatever happens (pitfalls 29 and 30). Not thread-safe. */
final class Tally {
    /** Distinct details in memory, of all domains together; what goes over is counted without being named. */
    private static final int MAX_DETAILS = 200_000;

    private final ReportLimits caps;
    private final Map<ReportKey, Map<PolicyKey, PolicyCounts>> counts = new HashMap<>();
    private long refusedSessions;
    private int details;

    Tally(ReportLimits caps) {
        this.caps = caps;
    }

    /** RFC 8460 section 4.2: each applied policy of a session is counted once, as a success or as a failure (D25). */
    void count(LocalDate day, DeliveryOutcome outcome) {
        Map<PolicyKey, PolicyCounts> report = report(new ReportKey(day, outcome.domain()));
        if (report == null) {
            refusedSessions++;
            return;
        }
        for (AppliedPolicy applied : outcome.policies()) {
            PolicyCounts counted = policy(report, Keys.policy(applied), outcome.domain());
            counted.add(applied.success() ? 1 : 0, applied.success() ? 0 : 1);
            addDetails(counted, outcome, applied.failures());
            addDetails(counted, outcome, applied.refreshFailures());
        }
    }

    private void addDetails(PolicyCounts counted, DeliveryOutcome outcome, List<Failure> failures) {
        if (failures.size() == 1) {
            add(counted, Keys.detail(outcome, failures.get(0)), 1);
        } else if (failures.size() > 1) {
            // One session with the same failure twice is one session.
            Set<DetailKey> distinct = new HashSet<>();
            failures.forEach(failure -> distinct.add(Keys.detail(outcome, failure)));
            distinct.forEach(detail -> add(counted, detail, 1));
        }
    }

    private void add(PolicyCounts counted, DetailKey detail, long sessions) {
        if (counted.add(detail, sessions, details < MAX_DETAILS ? caps.details() : 0)) {
            details++;
        }
    }

    private @Nullable Map<PolicyKey, PolicyCounts> report(ReportKey key) {
        Map<PolicyKey, PolicyCounts> report = counts.get(key);
        if (report == null) {
            if (counts.size() >= caps.domains()) {
                return null;
            }
            report = new HashMap<>(2);
            counts.put(key, report);
        }
        return report;
    }

    private PolicyCounts policy(Map<PolicyKey, PolicyCounts> report, PolicyKey key, PolicyDomain domain) {
        PolicyCounts counted = report.get(key);
        if (counted == null) {
            PolicyKey named = report.size() < caps.policies()
                    ? key
                    : new PolicyKey(PolicyType.STS, domain.name(), List.of(), List.of());
            counted = report.computeIfAbsent(named, each -> new PolicyCounts());
        }
        return counted;
    }

    /** Takes over what another tally has counted. */
    void addAll(Tally other) {
        refusedSessions += other.refusedSessions;
        for (Map.Entry<ReportKey, Map<PolicyKey, PolicyCounts>> entry : other.counts.entrySet()) {
            ReportKey key = entry.getKey();
            Map<PolicyKey, PolicyCounts> report = report(key);
            for (Map.Entry<PolicyKey, PolicyCounts> each : entry.getValue().entrySet()) {
                PolicyCounts from = each.getValue();
                if (report == null) {
                    refusedSessions += from.successes() + from.failures();
                    continue;
                }
                PolicyCounts to = policy(report, each.getKey(), key.domain());
                to.add(from.successes(), from.failures());
                from.details().forEach((detail, sessions) -> add(to, detail, sessions));
            }
        }
    }

    Set<ReportKey> reports() {
        return counts.keySet();
    }

    void remove(ReportKey report) {
        forgetDetails(counts.remove(report));
    }

    /** Takes the counts of some reports out, to be added to a store together. */
    Map<ReportKey, Map<PolicyKey, PolicyCounts>> takeSome(int limit) {
        Map<ReportKey, Map<PolicyKey, PolicyCounts>> taken = new HashMap<>();
        Iterator<Map.Entry<ReportKey, Map<PolicyKey, PolicyCounts>>> all =
                counts.entrySet().iterator();
        while (taken.size() < limit && all.hasNext()) {
            Map.Entry<ReportKey, Map<PolicyKey, PolicyCounts>> next = all.next();
            taken.put(next.getKey(), next.getValue());
            all.remove();
            forgetDetails(next.getValue());
        }
        return taken;
    }

    private void forgetDetails(@Nullable Map<PolicyKey, PolicyCounts> report) {
        if (report != null) {
            for (PolicyCounts each : report.values()) {
                details -= Math.min(details, each.details().size());
            }
        }
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    /** How many sessions were of a domain too many, since this was last asked. */
    long takeRefused() {
        long sessions = refusedSessions;
        refusedSessions = 0;
        return sessions;
    }
}
