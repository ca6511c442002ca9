package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The MTA-STS policies of one domain in its reports. Bounded; further ones are left out. */
final class GatheredPolicies {
    private static final int MAX_POLICIES = 100;

    private final Map<List<String>, PolicySeen> seen = new HashMap<>();

    /** The last day on which a verified submitter saw each policy. */
    private final Map<List<String>, LocalDate> verified = new HashMap<>();

    void add(Source source, List<String> lines) {
        boolean isKept = seen.containsKey(lines) || seen.size() < MAX_POLICIES;
        if (lines.isEmpty() || !isKept) {
            return;
        }
        PolicySeen policy = new PolicySeen(
                lines,
                Set.of(source.reporter()),
                source.firstDay(),
                source.lastDay(),
                source.submitter().isVerified(),
                false);
        seen.merge(policy.lines(), policy, PolicySeen::plus);
        if (policy.isVerified()) {
            verified.merge(policy.lines(), policy.lastDay(), Days::later);
        }
    }

    /** Returns the policies, the latest first. An unverified report does not change the order of verified ones. */
    List<PolicySeen> sorted() {
        List<PolicySeen> policies = new ArrayList<>(seen.values());
        policies.sort(Comparator.comparing((PolicySeen policy) -> verified.getOrDefault(policy.lines(), LocalDate.MIN))
                .thenComparing(PolicySeen::lastDay)
                .thenComparing(PolicySeen::firstDay)
                .reversed()
                .thenComparing(policy -> String.join("\n", policy.lines())));
        if (!policies.isEmpty()) {
            policies.set(0, policies.get(0).asLatest());
        }
        return List.copyOf(policies);
    }
}
