package io.github.mtasts.tlsrpt.store.internal;

import java.time.Instant;
import java.util.Set;

/**
 * The destinations that a look-up found in a TLSRPT record on the day of a report (D35). Immutable.
 *
 * @param report the report of the domain and the day
 * @param destinations the URIs
 * @param at the time of the look-up
 */
public record Sighting(ReportKey report, Set<String> destinations, Instant at) {
    /** Copies the set. */
    public Sighting {
        destinations = Set.copyOf(destinations);
    }
}
