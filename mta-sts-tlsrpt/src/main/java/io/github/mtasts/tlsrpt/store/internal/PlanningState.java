package io.github.mtasts.tlsrpt.store.internal;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The facts that decide what to do when the look-up of a closed report finds no usable TLSRPT record (D35). Immutable.
 *
 * @param failingSince the first look-up that failed on the side of the domain; null if none did
 * @param absentSince the first look-up that found no usable record; null if none did
 * @param isSeen whether the day had a look-up that found a record
 * @param confirmed the URIs that two look-ups of the day found, at least an hour apart
 */
public record PlanningState(
        @Nullable Instant failingSince, @Nullable Instant absentSince, boolean isSeen, Set<String> confirmed) {
    /** Copies the set. */
    public PlanningState {
        confirmed = Set.copyOf(confirmed);
    }
}
