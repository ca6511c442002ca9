package io.github.mtasts.tlsrpt.store;

import java.util.LinkedHashMap;
import java.util.Map;

/** How the sessions under one policy fared. Not thread-safe. */
public final class PolicyCounts {
    private final Map<DetailKey, Long> details = new LinkedHashMap<>(0);
    private long successes;
    private long failures;

    /** Nothing counted yet. */
    public PolicyCounts() {}

    /**
     * Sessions that complied.
     *
     * @return how many
     */
    public long successes() {
        return successes;
    }

    /**
     * Sessions that did not.
     *
     * @return how many
     */
    public long failures() {
        return failures;
    }

    /**
     * The failure details.
     *
     * @return how many sessions each was seen in; the map is this object's own
     */
    public Map<DetailKey, Long> details() {
        return details;
    }

    /**
     * Counts sessions.
     *
     * @param complied how many complied
     * @param failed how many did not
     */
    public void add(long complied, long failed) {
        successes += complied;
        failures += failed;
    }

    /**
     * Counts sessions in which a failure was seen, among the others where it is one distinct failure too many.
     *
     * @param detail the failure
     * @param sessions how many
     * @param maxDetails how many distinct ones are kept here
     * @return whether the detail is new here
     */
    public boolean add(DetailKey detail, long sessions, int maxDetails) {
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
