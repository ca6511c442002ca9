package io.github.mtasts.tlsrpt.store.internal;

import java.util.HashMap;
import java.util.Map;

/**
 * The counts of one report. A session under two policies is one session, and is counted in the entry of each policy
 * (D25). Not thread-safe.
 */
public final class ReportCounts {
    private final Map<PolicyKey, PolicyCounts> policies = new HashMap<>(2);
    private long sessions;

    /** Adds a number of sessions to the total of the report. */
    public void addSessions(long added) {
        sessions += added;
    }

    /** Returns the number of sessions, however many policies each was under. */
    public long sessions() {
        return sessions;
    }

    /** Returns the entry of each policy; the map is live. */
    public Map<PolicyKey, PolicyCounts> policies() {
        return policies;
    }
}
