package io.github.mtasts.tlsrpt.store.internal;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one report. A session under two policies is one session, and is counted in the entry of each policy
 * (D25). Not thread-safe.
 */
public final class ReportCounts {
    // Most reports have one entry, and a map of one entry is found without a hash and takes one object.
    private Map<PolicyKey, PolicyCounts> policies = Map.of();
    private long sessions;

    /** Adds a number of sessions to the total of the report. */
    public void addSessions(long added) {
        sessions += added;
    }

    /** Returns the number of sessions, however many policies each was under. */
    public long sessions() {
        return sessions;
    }

    /** Returns the entry of each policy; a view until the next entry is added. */
    public Map<PolicyKey, PolicyCounts> policies() {
        return Collections.unmodifiableMap(policies);
    }

    /** Returns the entry of a policy; null if there is none. */
    public @Nullable PolicyCounts policy(PolicyKey key) {
        return policies.get(key);
    }

    /** Adds an entry. */
    public void put(PolicyKey key, PolicyCounts counts) {
        if (policies.isEmpty()) {
            policies = Map.of(key, counts);
        } else {
            if (!(policies instanceof HashMap)) {
                policies = new HashMap<>(policies);
            }
            policies.put(key, counts);
        }
    }
}
