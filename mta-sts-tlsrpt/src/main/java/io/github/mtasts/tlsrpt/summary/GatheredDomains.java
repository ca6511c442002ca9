package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.policy.StsPolicy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * The sums for all domains. Bounded: if there are too many, those that verified submitters reported are kept first, then
 * those with the most reports, so that one report about thousands of domains hides no other. Not thread-safe.
 */
final class GatheredDomains {
    private static final int MAX_DOMAINS = 10_000;

    private final Map<String, GatheredDomain> domains = new HashMap<>();
    private final Room room;

    GatheredDomains(long characters) {
        this.room = new Room(characters);
    }

    /** Returns the sums for a domain. */
    GatheredDomain get(String name) {
        return domains.computeIfAbsent(name, each -> new GatheredDomain(room.share()));
    }

    /** Removes domains if there are twice as many as are kept; returns the number of entries about them. */
    int trimIfDouble() {
        return domains.size() >= 2 * MAX_DOMAINS ? trim() : 0;
    }

    /** Removes the domains that are not kept; returns the number of entries about them. */
    int trim() {
        if (domains.size() <= MAX_DOMAINS) {
            return 0;
        }
        List<Map.Entry<String, GatheredDomain>> sorted = new ArrayList<>(domains.entrySet());
        sorted.sort(Map.Entry.<String, GatheredDomain>comparingByValue(GatheredDomain.mostReported())
                .thenComparing(Map.Entry.comparingByKey()));
        int entries = 0;
        for (Map.Entry<String, GatheredDomain> removed : sorted.subList(MAX_DOMAINS, sorted.size())) {
            entries += removed.getValue().entries();
            removed.getValue().release();
            domains.remove(removed.getKey());
        }
        return entries;
    }

    /**
     * Adds up a number over the domains.
     *
     * @return at most the largest int
     */
    int sum(ToIntFunction<GatheredDomain> number) {
        long sum = domains.values().stream().mapToLong(number::applyAsInt).sum();
        return (int) Math.min(sum, Integer.MAX_VALUE);
    }

    /**
     * Returns the domains in alphabetical order.
     *
     * @param current the policies that domains publish now, by their names
     */
    List<DomainSummary> summaries(LocalDate asOf, Map<String, StsPolicy> current) {
        List<DomainSummary> summaries = new ArrayList<>(domains.size());
        new TreeMap<>(domains)
                .forEach((name, gathered) ->
                        summaries.add(gathered.summary(name, asOf, Optional.ofNullable(current.get(name)))));
        return List.copyOf(summaries);
    }
}
