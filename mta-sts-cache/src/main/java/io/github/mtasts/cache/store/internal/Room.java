package io.github.mtasts.cache.store.internal;

import java.time.Duration;

/** The rules by which rows are deleted to make room for others. */
public final class Room {
    /** The largest number of rows under one registrable domain, without its own. */
    public static final int ROWS_PER_SITE = 1_000;

    /** Use is recorded about daily: a shorter difference does not tell which policy was used last. */
    public static final long UNUSED_MILLIS = Duration.ofDays(2).toMillis();

    /** How long a policy stays after its expiry, so that an earlier fetch cannot replace one with a max_age of 0. */
    public static final long WITHDRAWN_MILLIS = Duration.ofMinutes(5).toMillis();

    /** How long the mark of a removal stays. */
    public static final long REMOVED_MILLIS = Duration.ofDays(1).toMillis();

    private Room() {}
}
