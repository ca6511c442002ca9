package io.github.mtasts.resolution;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.policy.StsPolicy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A policy and when it was fetched. What a cache stores is immutable; beside it an entry remembers, for this process
 * only, when its id was last compared with the DNS and what the last refresh failed with. Thread-safe.
 *
 * <p>The lifetime counts from the last successful HTTPS fetch and from nothing else (RFC 8461 section 3.2, D14), in wall
 * clock time, because it outlives the process.
 */
public final class CachedPolicy {
    private static final long MILLIS_PER_SECOND = 1_000;
    /** Use is noted once in 2^26 milliseconds, which is 19 hours: a shift is made faster than a division. */
    private static final int USE_PERIOD_BITS = 26;

    private final StsPolicy policy;
    private final String id;
    private final long fetchedAtMillis;

    /** Unsigned, 0 for never: an entry is kept for each of a million domains, and eight octets are eight megabytes. */
    private volatile int comparedAtSeconds;

    private volatile @Nullable Failure refreshFailure;
    private volatile int usedIn;

    /**
     * An entry as it was stored.
     *
     * @param policy the policy
     * @param id the id of the TXT record that led to the fetch
     * @param fetchedAt when the fetch succeeded
     */
    public CachedPolicy(StsPolicy policy, String id, Instant fetchedAt) {
        this.policy = policy;
        this.id = id;
        this.fetchedAtMillis = fetchedAt.toEpochMilli();
    }

    /**
     * The policy.
     *
     * @return as it was fetched
     */
    public StsPolicy policy() {
        return policy;
    }

    /**
     * The id of the TXT record that led to the fetch.
     *
     * @return 1 to 32 ASCII letters and digits
     */
    public String id() {
        return id;
    }

    /**
     * When the fetch succeeded.
     *
     * @return wall-clock time, in milliseconds
     */
    public Instant fetchedAt() {
        return Instant.ofEpochMilli(fetchedAtMillis);
    }

    /**
     * When the policy stops being in force (RFC 8461 section 3.2).
     *
     * @return the fetch time plus max_age
     */
    public Instant expiresAt() {
        return Instant.ofEpochMilli(expiresAtMillis());
    }

    /**
     * Whether the policy is still in force. Allocates nothing.
     *
     * @param nowMillis wall-clock time in milliseconds since the epoch
     * @return true until max_age has passed since the fetch; also when the clock was set back to before it
     */
    public boolean inForceAt(long nowMillis) {
        return nowMillis < expiresAtMillis();
    }

    /**
     * Whether this entry was fetched before another: an older fetch never replaces a newer one.
     *
     * @param other another entry for the same domain
     * @param nowMillis wall-clock time in milliseconds since the epoch; a fetch time beyond it is taken as now, because
     *     the clock was set back since
     * @return true when this is the older fetch
     */
    public boolean isOlderThan(CachedPolicy other, long nowMillis) {
        return Math.min(fetchedAtMillis, nowMillis) < Math.min(other.fetchedAtMillis, nowMillis);
    }

    /**
     * The same entry around the objects of another, so that equal policies and ids are in memory once.
     *
     * @param other an entry with an equal policy
     * @return an entry with the policy of the other, and its id where that is equal
     * @throws IllegalArgumentException when the policies are not equal
     */
    public CachedPolicy sharing(CachedPolicy other) {
        if (!other.policy.equals(policy)) {
            throw new IllegalArgumentException("only an equal policy can be shared");
        }
        CachedPolicy entry = new CachedPolicy(other.policy, other.id.equals(id) ? other.id : id, fetchedAt());
        entry.comparedAtSeconds = comparedAtSeconds;
        entry.refreshFailure = refreshFailure;
        entry.usedIn = usedIn;
        return entry;
    }

    /**
     * What the last attempt to refresh this entry failed with.
     *
     * @return null when it did not fail, or was not made yet
     */
    public @Nullable Failure refreshFailure() {
        return refreshFailure;
    }

    /**
     * This entry as a resolution. Made only when it is asked for: a decision needs the policy alone, and is made often.
     *
     * @return the policy in force as long as this entry is
     */
    public PolicyResolution.InForce resolution() {
        return new PolicyResolution.InForce(policy, PolicyResolution.Source.CACHE, refreshFailure);
    }

    /**
     * Notes that a delivery used this entry, for a cache that refreshes only what is used. Allocates nothing, and writes
     * once in 19 hours.
     *
     * @param nowMillis wall-clock time in milliseconds since the epoch
     * @return true the first time in 19 hours; of several threads more than one may be told so
     */
    public boolean markUsed(long nowMillis) {
        int period = (int) (nowMillis >>> USE_PERIOD_BITS);
        if (usedIn == period) {
            return false;
        }
        usedIn = period;
        return true;
    }

    /**
     * Whether the id is to be compared with the TXT record again (RFC 8461 section 5.1). The library asks this at each
     * delivery. Allocates nothing.
     *
     * @param nowMillis wall-clock time in milliseconds since the epoch; before the last comparison, because the clock was
     *     set back, a comparison is due
     * @param everyMillis how old the last comparison may be, in milliseconds
     * @return true when the id was not compared in this process yet, or longer ago
     */
    public boolean isComparisonDue(long nowMillis, long everyMillis) {
        long last = Integer.toUnsignedLong(comparedAtSeconds) * MILLIS_PER_SECOND;
        return last == 0 || nowMillis - last > everyMillis || nowMillis < last;
    }

    /**
     * Notes that the id was compared with the TXT record, and how refreshing the policy went. The library calls this after
     * each check; nothing of it is stored.
     *
     * @param nowMillis wall-clock time in milliseconds since the epoch
     * @param failure what refreshing the policy failed with; null when it did not fail, or was not needed
     */
    public void compared(long nowMillis, @Nullable Failure failure) {
        comparedAtSeconds = (int) (nowMillis / MILLIS_PER_SECOND);
        refreshFailure = failure;
    }

    private long expiresAtMillis() {
        return fetchedAtMillis + policy.maxAgeSeconds() * MILLIS_PER_SECOND;
    }

    @Override
    public String toString() {
        return "id " + id + ", fetched " + fetchedAt() + ": " + policy;
    }
}
