package io.github.mtasts.resolution;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.policy.StsPolicy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A policy with the time of its fetch. A cache stores policy, id and time, which never change. In addition an entry has, for
 * this process only, the time of the last comparison of its id with the DNS and the failure of the last refresh. Thread-safe.
 *
 * <p>The lifetime counts from the last successful HTTPS fetch only (RFC 8461 section 3.2, D14), in wall-clock time, because it
 * must survive a restart.
 */
public final class CachedPolicy {
    private static final long MILLIS_PER_SECOND = 1_000;
    /** Use is recorded once in 2^26 milliseconds, about 19 hours. */
    private static final int USE_PERIOD_BITS = 26;

    private final StsPolicy policy;
    private final String id;
    private final long fetchedAtMillis;

    /** Unsigned, 0 for never; an int because there may be a million entries. */
    private volatile int comparedAtSeconds;

    private volatile @Nullable Failure refreshFailure;
    private volatile int usedIn;

    /**
     * Makes an entry.
     *
     * @param policy the policy
     * @param id the id of the TXT record that led to the fetch
     * @param fetchedAt the time of the successful fetch
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
     * The time of the successful fetch.
     *
     * @return wall-clock time, to the millisecond
     */
    public Instant fetchedAt() {
        return Instant.ofEpochMilli(fetchedAtMillis);
    }

    /**
     * The time at which the policy expires (RFC 8461 section 3.2).
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
     * @return true until max_age has passed since the fetch, also when the clock was set back to before the fetch
     */
    public boolean inForceAt(long nowMillis) {
        return nowMillis < expiresAtMillis();
    }

    /**
     * Whether this entry was fetched before another one. An older fetch never replaces a newer one; an entry with a fetch
     * time in the future, because the clock was set back since, is newer than none.
     *
     * @param other another entry for the same domain
     * @param nowMillis wall-clock time in milliseconds since the epoch
     * @return true when this is the older fetch
     */
    public boolean isOlderThan(CachedPolicy other, long nowMillis) {
        return other.fetchedAtMillis <= nowMillis && fetchedAtMillis < other.fetchedAtMillis;
    }

    /**
     * Makes the same entry with the objects of another one, so that equal policies and ids are in memory once.
     *
     * @param other an entry with an equal policy
     * @return an entry with the policy of the other, and its id where that is equal
     * @throws IllegalArgumentException when the policies are not equal
     */
    public CachedPolicy sharing(CachedPolicy other) {
        if (!other.policy.equals(policy)) {
            throw new IllegalArgumentException(
                    "CachedPolicy.sharing got an entry with another policy: pass one with an equal policy");
        }
        CachedPolicy entry = new CachedPolicy(other.policy, other.id.equals(id) ? other.id : id, fetchedAt());
        entry.comparedAtSeconds = comparedAtSeconds;
        entry.refreshFailure = refreshFailure;
        entry.usedIn = usedIn;
        return entry;
    }

    /**
     * The failure of the last attempt to refresh this entry.
     *
     * @return null when it did not fail, or there was none
     */
    public @Nullable Failure refreshFailure() {
        return refreshFailure;
    }

    /**
     * This entry as a resolution. Made on demand, because a decision needs only the policy.
     *
     * @return the policy in force as long as this entry is
     */
    public PolicyResolution.InForce resolution() {
        return new PolicyResolution.InForce(policy, PolicyResolution.Source.CACHE, refreshFailure);
    }

    /**
     * Records that a delivery used this entry, for a cache that refreshes only used entries. Allocates nothing, and writes
     * once in 19 hours.
     *
     * @param nowMillis wall-clock time in milliseconds since the epoch
     * @return true the first time in 19 hours; more than one of several concurrent threads may get true
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
     * Whether a comparison of the id with the TXT record is due (RFC 8461 section 5.1). The library calls this for each
     * delivery. Allocates nothing.
     *
     * @param nowMillis wall-clock time in milliseconds since the epoch; when it is before the last comparison, because the
     *     clock was set back, a comparison is due
     * @param everyMillis the greatest age of the last comparison, in milliseconds
     * @return true when the id was not compared in this process yet, or longer ago
     */
    public boolean isComparisonDue(long nowMillis, long everyMillis) {
        long last = Integer.toUnsignedLong(comparedAtSeconds) * MILLIS_PER_SECOND;
        return last == 0 || nowMillis - last > everyMillis || nowMillis < last;
    }

    /**
     * Records a comparison of the id with the TXT record. The library calls this after each check; no cache stores it.
     *
     * @param nowMillis wall-clock time in milliseconds since the epoch
     * @param failure the failure to refresh the policy; null when it did not fail, or was not needed
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
