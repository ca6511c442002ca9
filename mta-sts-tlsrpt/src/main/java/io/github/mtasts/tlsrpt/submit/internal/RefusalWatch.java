package io.github.mtasts.tlsrpt.submit.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether refusals are the fault of this server: most of the hosts that answered within an hour refused. Then nothing is
 * sent for a while, each time for longer, and no report is dropped. Thread-safe.
 */
final class RefusalWatch {
    /** How long a refusal is undecided: until then it may turn out to be the fault of this server. */
    static final Duration WINDOW = Duration.ofHours(1);

    private static final int LEAST_HOSTS = 5;
    private static final Duration FIRST_STOP = Duration.ofMinutes(15);
    private static final Duration LONGEST_STOP = Duration.ofHours(4);

    private final Map<String, Instant> refusing = new HashMap<>();
    private final Map<String, Instant> accepting = new HashMap<>();
    private Duration nextStop = FIRST_STOP;
    private @Nullable Instant stoppedUntil;
    private int stops;

    /** Notes that a host accepted a report. */
    synchronized void accepted(String host, Instant now) {
        refusing.remove(host);
        accepting.put(host, now);
        forget(now);
        if (accepting.size() > refusing.size()) {
            nextStop = FIRST_STOP;
        }
    }

    /**
     * Notes that a host, or the relay on the way to it, refused a report.
     *
     * @return whether sending stops because of it
     */
    synchronized boolean refused(String host, Instant now) {
        forget(now);
        if (!accepting.containsKey(host)) {
            refusing.put(host, now);
        }
        if (stoppedUntil != null || refusing.size() < LEAST_HOSTS || refusing.size() <= accepting.size()) {
            return false;
        }
        stops++;
        stoppedUntil = now.plus(nextStop);
        nextStop = nextStop.compareTo(LONGEST_STOP.dividedBy(2)) > 0 ? LONGEST_STOP : nextStop.multipliedBy(2);
        return true;
    }

    private void forget(Instant now) {
        Instant old = now.minus(WINDOW);
        refusing.values().removeIf(at -> !at.isAfter(old) || at.isAfter(now));
        accepting.values().removeIf(at -> !at.isAfter(old) || at.isAfter(now));
    }

    /** Returns how many hosts refused within the last hour. */
    synchronized int refusingHosts() {
        return refusing.size();
    }

    /** Returns when sending goes on; null if it has not stopped. */
    synchronized @Nullable Instant stoppedUntil() {
        return stoppedUntil;
    }

    /** Returns whether sending went on with this call, because its stop is over. */
    synchronized boolean resume(Instant now) {
        boolean isOver = stoppedUntil != null
                && (!now.isBefore(stoppedUntil) || now.plus(LONGEST_STOP).isBefore(stoppedUntil));
        if (isOver) {
            stoppedUntil = null;
            refusing.clear();
        }
        return isOver;
    }

    /** Returns how often sending has stopped: a refusal from before a stop was the fault of this server. */
    synchronized int stops() {
        return stops;
    }
}
