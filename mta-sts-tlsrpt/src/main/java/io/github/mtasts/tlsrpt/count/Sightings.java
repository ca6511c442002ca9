package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The destinations that look-ups found, until the store has them, and the reports that are kept because of them (D35).
 * {@link #found} is thread-safe; the other methods are called by one thread at a time.
 */
final class Sightings {
    private static final Duration CONFIRMED_AFTER = Duration.ofHours(1);
    private static final int MAX_KEPT = 200_000;

    private record Stored(Set<String> destinations, Instant first, boolean isConfirmed) {}

    private final Map<ReportKey, Sighting> found = new ConcurrentHashMap<>();
    private final Map<ReportKey, Stored> stored = new HashMap<>();

    void found(PolicyDomain domain, Set<String> destinations, Instant at) {
        ReportKey report = new ReportKey(LocalDate.ofInstant(at, ZoneOffset.UTC), domain);
        found.put(report, new Sighting(report, destinations, at));
    }

    /** Notes the destinations for a report of a day that is not that of the look-up. */
    void found(ReportKey report, Set<String> destinations, Instant at) {
        found.putIfAbsent(report, new Sighting(report, destinations, at));
    }

    /** Returns up to some sightings that the store does not have: new ones, and the first at least an hour later. */
    List<Sighting> unstored(int limit) {
        for (Sighting each : List.copyOf(found.values())) {
            Stored before = stored.get(each.report());
            if (before != null
                    && before.destinations.equals(each.destinations())
                    && (before.isConfirmed || !confirms(before, each))) {
                found.remove(each.report(), each);
            }
        }
        return found.values().stream().limit(limit).toList();
    }

    private static boolean confirms(Stored before, Sighting each) {
        return Duration.between(before.first, each.at()).compareTo(CONFIRMED_AFTER) >= 0;
    }

    /** Notes that the store has some sightings. */
    void stored(List<Sighting> sightings) {
        for (Sighting each : sightings) {
            found.remove(each.report(), each);
            Stored before = stored.get(each.report());
            if (before != null && before.destinations.equals(each.destinations())) {
                keep(each.report(), new Stored(each.destinations(), before.first, confirms(before, each)));
            } else {
                keep(each.report(), new Stored(each.destinations(), each.at(), false));
            }
        }
    }

    /** Notes that the store keeps a report because another node, or an earlier process, saw a record. */
    void keep(ReportKey report) {
        if (!stored.containsKey(report)) {
            keep(report, new Stored(Set.of(), Instant.EPOCH, false));
        }
    }

    private void keep(ReportKey report, Stored state) {
        if (stored.size() >= MAX_KEPT && !stored.containsKey(report)) {
            LocalDate day = report.day();
            stored.keySet().removeIf(each -> each.day().isBefore(day));
            if (stored.size() >= MAX_KEPT) {
                return; // the store is asked again
            }
        }
        stored.put(report, state);
    }

    /** Returns whether a record was seen on the day of a report, as far as this node knows. */
    boolean isKept(ReportKey report) {
        return stored.containsKey(report);
    }
}
