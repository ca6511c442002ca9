package io.github.mtasts.tlsrpt.submit.internal;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Limits the number of reports per minute to one registrable domain, so that TLSRPT records cannot direct a flood of reports at a
 * victim (RFC 8460 section 7): whoever writes the records can give one address any number of host names. Reports beyond the limit
 * get a later minute. Thread-safe.
 */
final class RateLimiter {
    private static final long MINUTE_SECONDS = 60;

    private final int perMinute;
    private final Map<String, NavigableMap<Long, Integer>> sent = new HashMap<>();
    private final Map<String, NavigableMap<Long, Integer>> reserved = new HashMap<>();
    private long prunedAt;

    RateLimiter(int perMinute) {
        this.perMinute = perMinute;
    }

    /** Returns empty if a report may be sent to the registrable domain now, otherwise the minute in which it may be sent. */
    synchronized Optional<Instant> reserve(String site, Instant now) {
        long minute = now.getEpochSecond() / MINUTE_SECONDS;
        prune(minute);
        if (add(sent, site, minute)) {
            return Optional.empty();
        }
        long later = minute + 1;
        while (!add(reserved, site, later)) {
            later++;
        }
        return Optional.of(Instant.ofEpochSecond(later * MINUTE_SECONDS));
    }

    private boolean add(Map<String, NavigableMap<Long, Integer>> counts, String site, long minute) {
        Map<Long, Integer> minutes = counts.computeIfAbsent(site, each -> new TreeMap<>());
        int count = minutes.getOrDefault(minute, 0);
        if (count >= perMinute) {
            return false;
        }
        minutes.put(minute, count + 1);
        return true;
    }

    private void prune(long minute) {
        if (minute != prunedAt) {
            prunedAt = minute;
            for (Map<String, NavigableMap<Long, Integer>> counts : List.of(sent, reserved)) {
                counts.values().forEach(minutes -> minutes.headMap(minute).clear());
                counts.values().removeIf(Map::isEmpty);
            }
        }
    }
}
