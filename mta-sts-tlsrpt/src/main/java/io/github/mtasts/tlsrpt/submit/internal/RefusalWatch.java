package io.github.mtasts.tlsrpt.submit.internal;

import io.github.mtasts.name.internal.RegistrableDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether refusals are the fault of this server: most of the destinations that answered within an hour refused. Then
 * nothing is sent for a while, each time for longer, and no report is dropped. Destinations and reported domains count by
 * registrable domain, so that one registrant, who has any number of names below it, cannot stop the sending. Thread-safe.
 */
final class RefusalWatch {
    /** How long a refusal is undecided: until then it may turn out to be the fault of this server. */
    static final Duration WINDOW = Duration.ofHours(1);

    /** The least number of refusing destinations, with reports of as many domains. */
    private static final int LEAST = 5;

    private static final Duration FIRST_STOP = Duration.ofMinutes(15);
    private static final Duration LONGEST_STOP = Duration.ofHours(4);

    /** For each refusing destination, the reported domains, and when it last refused a report for each. */
    private final Map<String, Map<String, Instant>> refusing = new HashMap<>();

    private final Map<String, Instant> accepting = new HashMap<>();
    private Duration nextStop = FIRST_STOP;
    private @Nullable Instant stoppedUntil;
    private boolean hasNewStop;

    /** Notes that a host accepted a report. */
    synchronized void accepted(String host, Instant now) {
        String destination = RegistrableDomain.of(host);
        refusing.remove(destination);
        accepting.put(destination, now);
        forget(now);
        if (accepting.size() > refusing.size()) {
            nextStop = FIRST_STOP;
        }
    }

    /**
     * Notes that a host, or the relay on the way to it, refused a report.
     *
     * @param reported the domain of the report
     * @return whether sending stops because of it
     */
    synchronized boolean refused(String host, String reported, Instant now) {
        forget(now);
        String destination = RegistrableDomain.of(host);
        if (!accepting.containsKey(destination)) {
            Map<String, Instant> domains = refusing.computeIfAbsent(destination, each -> new HashMap<>());
            if (domains.size() < LEAST) {
                domains.put(RegistrableDomain.of(reported), now);
            }
        }
        if (stoppedUntil != null
                || refusing.size() < LEAST
                || refusing.size() <= accepting.size()
                || independentRefusals() < LEAST) {
            return false;
        }
        stoppedUntil = now.plus(nextStop);
        hasNewStop = true;
        nextStop = nextStop.compareTo(LONGEST_STOP.dividedBy(2)) > 0 ? LONGEST_STOP : nextStop.multipliedBy(2);
        return true;
    }

    /** Returns the number of refusing destinations that can be given a reported domain each, all of them different. */
    private int independentRefusals() {
        Set<String> given = new HashSet<>();
        refusing.values().stream()
                .map(Map::keySet)
                .sorted(Comparator.comparingInt(Set::size)) // those with the least choice first
                .forEach(domains -> domains.stream()
                        .filter(domain -> !given.contains(domain))
                        .findFirst()
                        .ifPresent(given::add));
        return given.size();
    }

    private void forget(Instant now) {
        refusing.values().forEach(domains -> forget(domains.values(), now));
        refusing.values().removeIf(Map::isEmpty);
        forget(accepting.values(), now);
    }

    private static void forget(Collection<Instant> times, Instant now) {
        Instant old = now.minus(WINDOW);
        times.removeIf(at -> !at.isAfter(old) || at.isAfter(now));
    }

    /** Returns how many destinations refused within the last hour. */
    synchronized int refusingDestinations() {
        return refusing.size();
    }

    /** Returns whether sending has stopped since {@link #stopSettled}: the refusals from before were the fault of this server. */
    synchronized boolean hasNewStop() {
        return hasNewStop;
    }

    /** Notes that the store holds no refusal from before the last stop. */
    synchronized void stopSettled() {
        hasNewStop = false;
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
}
