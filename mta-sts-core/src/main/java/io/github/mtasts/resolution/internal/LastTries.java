package io.github.mtasts.resolution.internal;

import io.github.mtasts.name.PolicyDomain;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The last tries that wait for an answer of the DNS about their domain. Thread-safe. */
final class LastTries {
    private final Map<PolicyDomain, Set<LastTry>> waiting = new ConcurrentHashMap<>();

    void begin(PolicyDomain domain, LastTry lastTry) {
        waiting.compute(domain, (key, known) -> {
            Set<LastTry> all = known == null ? new HashSet<>() : known;
            all.add(lastTry);
            return all;
        });
    }

    void answered(PolicyDomain domain) {
        Set<LastTry> all = waiting.remove(domain);
        if (all != null) {
            all.forEach(LastTry::answered);
        }
    }

    void end(PolicyDomain domain, LastTry lastTry) {
        waiting.computeIfPresent(domain, (key, all) -> {
            all.remove(lastTry);
            return all.isEmpty() ? null : all;
        });
    }
}
