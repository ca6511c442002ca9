package io.github.mtasts.tlsrpt.store.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The session counts and failure details of one entry of a report. Not thread-safe. */
public final class PolicyCounts {
    // Made with the first failure: most entries have none.
    private Map<DetailKey, Long> details = Map.of();
    private long successes;
    private long failures;

    /** Returns the number of sessions that complied with the policy. */
    public long successes() {
        return successes;
    }

    /** Returns the number of sessions that did not comply. */
    public long failures() {
        return failures;
    }

    /** Returns the number of sessions per failure detail; a view until the next detail is added. */
    public Map<DetailKey, Long> details() {
        return Collections.unmodifiableMap(details);
    }

    /** Adds sessions that complied and sessions that failed. */
    public void add(long complied, long failed) {
        successes += complied;
        failures += failed;
    }

    /**
     * Adds sessions with a failure detail. A new detail beyond the limit is counted in {@link DetailKey#beyondTheCap()}.
     *
     * @param maxDetails the largest number of distinct details here
     * @return whether the detail is new here
     */
    public boolean add(DetailKey detail, long sessions, int maxDetails) {
        if (details.isEmpty()) {
            details = new LinkedHashMap<>(2);
        }
        Long seen = details.get(detail);
        if (seen != null) {
            details.put(detail, seen + sessions);
            return false;
        }
        if (details.size() >= maxDetails) {
            details.merge(DetailKey.beyondTheCap(), sessions, Long::sum);
            return false;
        }
        details.put(detail, sessions);
        return true;
    }
}
