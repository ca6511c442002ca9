package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.tlsrpt.foreign.ForeignSession;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.PolicyCounts;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.ReportCounts;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import java.net.InetAddress;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Counts in memory. Distinct failure details and domains are bounded, so that an attacker cannot exhaust the memory; details
 * beyond the bound are counted in one detail per entry, and sessions with further domains as refused. Not thread-safe.
 */
final class Tally {
    /**
     * The largest number of distinct details in memory, over all domains; further ones are counted in one detail per
     * entry.
     */
    private static final int MAX_DETAILS = 200_000;

    private final ReportLimits limits;
    private final int maxReports;
    private final UnaryOperator<@Nullable InetAddress> sender;
    private final Map<ReportKey, ReportCounts> counts = new HashMap<>();
    private long refusedSessions;
    private int details;

    /** Creates a tally with room for domains with an answer, whose details name the sending address as it is. */
    Tally(ReportLimits limits) {
        this(limits, limits.domains(), UnaryOperator.identity());
    }

    /**
     * Creates a tally with room for domains with and without an answer.
     *
     * @param sender the sending address that a failure detail names
     */
    static Tally within(ReportLimits limits, UnaryOperator<@Nullable InetAddress> sender) {
        long reports = (long) limits.domains() + limits.unanswered();
        return new Tally(limits, (int) Math.min(Integer.MAX_VALUE, reports), sender);
    }

    /** @param maxReports the largest number of domains and days */
    private Tally(ReportLimits limits, int maxReports, UnaryOperator<@Nullable InetAddress> sender) {
        this.limits = limits;
        this.maxReports = maxReports;
        this.sender = sender;
    }

    /** RFC 8460 section 4.2: each applied policy of a session is counted once, as a success or as a failure (D25). */
    void count(LocalDate day, DeliveryOutcome outcome) {
        ReportCounts report = report(new ReportKey(day, outcome.domain()));
        if (report == null) {
            refusedSessions++;
            return;
        }
        report.addSessions(1);
        List<AppliedPolicy> policies = outcome.policies();
        for (int i = 0; i < policies.size(); i++) { // an iterator costs an object for each session
            AppliedPolicy applied = policies.get(i);
            PolicyCounts counted = policy(report, Keys.policy(applied), outcome.domain());
            counted.add(applied.success() ? 1 : 0, applied.success() ? 0 : 1);
            addDetails(counted, outcome, applied.failures());
            addDetails(counted, outcome, applied.refreshFailures());
        }
    }

    /** Counts the verdict of another mail server in the same way; its failures count once each, also those before a success. */
    void count(LocalDate day, ForeignSession session) {
        ReportCounts report = report(new ReportKey(day, session.domain()));
        if (report == null) {
            refusedSessions++;
            return;
        }
        report.addSessions(1);
        for (ForeignSession.Policy applied : session.policies()) {
            PolicyCounts counted = policy(report, Keys.policy(applied), session.domain());
            counted.add(applied.success() ? 1 : 0, applied.success() ? 0 : 1);
            applied.failures().stream()
                    .map(failed -> Keys.detail(failed, sender.apply(failed.sendingAddress())))
                    .distinct()
                    .forEach(detail -> add(counted, detail, 1));
        }
    }

    private void addDetails(PolicyCounts counted, DeliveryOutcome outcome, List<Failure> failures) {
        if (failures.isEmpty()) {
            return; // most sessions succeed: whether an address may be named is not asked for them
        }
        InetAddress sending = sender.apply(outcome.sendingAddress());
        if (failures.size() == 1) {
            add(counted, Keys.detail(outcome, sending, failures.get(0)), 1);
        } else {
            // A failure that occurs twice in a session is counted once.
            Set<DetailKey> distinct = new HashSet<>();
            failures.forEach(failure -> distinct.add(Keys.detail(outcome, sending, failure)));
            distinct.forEach(detail -> add(counted, detail, 1));
        }
    }

    private void add(PolicyCounts counted, DetailKey detail, long sessions) {
        if (counted.add(detail, sessions, details < MAX_DETAILS ? limits.details() : 0)) {
            details++;
        }
    }

    private @Nullable ReportCounts report(ReportKey key) {
        ReportCounts report = counts.get(key);
        if (report == null) {
            if (counts.size() >= maxReports) {
                return null;
            }
            report = new ReportCounts();
            counts.put(key, report);
        }
        return report;
    }

    private PolicyCounts policy(ReportCounts report, PolicyKey key, PolicyDomain domain) {
        PolicyCounts counted = report.policy(key);
        return counted == null ? newPolicy(report, key, domain) : counted;
    }

    /** Beyond the limit, all further policies share the entry of a policy without a text. */
    private PolicyCounts newPolicy(ReportCounts report, PolicyKey key, PolicyDomain domain) {
        PolicyKey unnamed = new PolicyKey(PolicyType.STS, domain.name(), List.of(), List.of());
        PolicyCounts shared = report.policy(unnamed);
        boolean isNamed = report.policies().size() - (shared == null ? 0 : 1) < limits.policies();
        if (!isNamed && shared != null) {
            return shared;
        }
        PolicyCounts counted = new PolicyCounts();
        report.put(isNamed ? key : unnamed, counted);
        return counted;
    }

    /** Adds the counts of another tally. */
    void addAll(Tally other) {
        refusedSessions += other.refusedSessions;
        addAll(other.counts);
    }

    /** Adds the counts of reports. */
    void addAll(Map<ReportKey, ReportCounts> others) {
        for (Map.Entry<ReportKey, ReportCounts> entry : others.entrySet()) {
            ReportKey key = entry.getKey();
            ReportCounts from = entry.getValue();
            ReportCounts report = report(key);
            if (report == null) {
                refusedSessions += from.sessions();
                continue;
            }
            report.addSessions(from.sessions());
            from.policies().forEach((policyKey, policy) -> {
                PolicyCounts to = policy(report, policyKey, key.domain());
                to.add(policy.successes(), policy.failures());
                policy.details().forEach((detail, sessions) -> add(to, detail, sessions));
            });
        }
    }

    Set<ReportKey> reports() {
        return counts.keySet();
    }

    void remove(ReportKey report) {
        forgetDetails(counts.remove(report));
    }

    /** Removes the counts of these reports, and returns them. */
    Map<ReportKey, ReportCounts> take(Collection<ReportKey> reports) {
        Map<ReportKey, ReportCounts> taken = new HashMap<>();
        for (ReportKey report : List.copyOf(reports)) {
            ReportCounts removed = counts.remove(report);
            if (removed != null) {
                taken.put(report, removed);
                forgetDetails(removed);
            }
        }
        return taken;
    }

    private void forgetDetails(@Nullable ReportCounts report) {
        if (report != null) {
            for (PolicyCounts each : report.policies().values()) {
                details -= Math.min(details, each.details().size());
            }
        }
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    /** Returns the number of sessions beyond the domain limit since the last call. */
    long takeRefused() {
        long sessions = refusedSessions;
        refusedSessions = 0;
        return sessions;
    }
}
