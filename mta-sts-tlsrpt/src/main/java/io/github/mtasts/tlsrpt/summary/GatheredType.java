package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.tlsrpt.read.PolicyReport;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The sums for one domain under one policy type. Not thread-safe. */
final class GatheredType {
    private static final int MAX_SUBMITTERS = 1_000;

    private final Room.Share room;
    private final NavigableMap<LocalDate, DaySessions> days = new TreeMap<>();
    private final NavigableMap<LocalDate, DaySessions> verifiedDays = new TreeMap<>();
    private final Map<String, LocalDate> verified = new TreeMap<>();
    private final Names reporters;
    private long successes;
    private long failures;

    GatheredType(Room.Share room) {
        this.room = room;
        this.reporters = new Names(room);
    }

    void add(Source source, PolicyReport entry) {
        reporters.add(source);
        successes = Saturated.sum(successes, entry.successCount());
        failures = Saturated.sum(failures, entry.failureCount());
        cover(days, source, entry);
        addSubmitter(source);
        if (source.isVerified()) {
            cover(verifiedDays, source, entry);
        }
    }

    /** Adds the verified submitter and its last day, and no sessions. */
    void addSubmitter(Source source) {
        source.verified().ifPresent(domain -> {
            if (verified.containsKey(domain) || verified.size() < MAX_SUBMITTERS) {
                verified.merge(domain, source.lastDay(), Days::later);
            }
        });
    }

    /**
     * A report of several days has no counts per day: its sessions are added to the first day, and all days are covered.
     * Without room for a further day, the sessions are added to the last earlier day, or to the first one.
     */
    private void cover(NavigableMap<LocalDate, DaySessions> days, Source source, PolicyReport entry) {
        LocalDate first = source.firstDay();
        boolean isVerified = source.isVerified();
        cover(days, isVerified, first, entry.successCount(), entry.failureCount());
        for (LocalDate day = first.plusDays(1); !day.isAfter(source.lastDay()); day = day.plusDays(1)) {
            cover(days, isVerified, day, 0, 0);
        }
    }

    private void cover(
            NavigableMap<LocalDate, DaySessions> days,
            boolean isVerified,
            LocalDate reported,
            long complied,
            long failed) {
        boolean isKept = days.isEmpty() || days.containsKey(reported) || room.take(isVerified, Room.ROW);
        LocalDate earlier = isKept ? reported : days.floorKey(reported);
        LocalDate day = earlier == null ? days.firstKey() : earlier;
        days.merge(day, new DaySessions(day, complied, failed), (a, b) -> a.plus(b.successes(), b.failures()));
    }

    DomainSummary.Counted counted() {
        DomainSummary.Verified ofVerified = verified.isEmpty()
                ? DomainSummary.Verified.NOTHING
                : new DomainSummary.Verified(
                        List.copyOf(verifiedDays.values()), Collections.unmodifiableMap(new TreeMap<>(verified)));
        return new DomainSummary.Counted(
                successes, failures, List.copyOf(days.values()), reporters.sorted(), ofVerified);
    }
}
