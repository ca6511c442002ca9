package io.github.mtasts.resolution.internal;

import io.github.mtasts.name.PolicyDomain;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

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
        forEach(domain, LastTry::answered);
    }

    /** A newer policy is announced, and this sender failed to fetch it. */
    void notFetched(PolicyDomain domain) {
        forEach(domain, LastTry::notFetched);
    }

    private void forEach(PolicyDomain domain, Consumer<LastTry> notice) {
        waiting.computeIfPresent(domain, (key, all) -> {
            all.forEach(notice);
            return all;
        });
    }

    void end(PolicyDomain domain, LastTry lastTry) {
        waiting.computeIfPresent(domain, (key, all) -> {
            all.remove(lastTry);
            return all.isEmpty() ? null : all;
        });
    }
}
