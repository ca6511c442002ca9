package io.github.mtasts.cache.store;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.resolution.CachedPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row of a store: the octets of a policy as they were fetched, or the mark of a removal. Times are wall-clock times, cut to
 * milliseconds. Immutable.
 */
public final class StoredPolicy {
    private final PolicyDomain domain;
    private final String id;
    private final byte[] source;
    private final Instant fetchedAt;
    private final Instant expiresAt;
    private final Instant refreshAt;

    private StoredPolicy(
            PolicyDomain domain, String id, byte[] source, Instant fetchedAt, Instant expiresAt, Instant refreshAt) {
        this.domain = domain;
        this.id = id;
        this.source = source;
        this.fetchedAt = Instant.ofEpochMilli(fetchedAt.toEpochMilli());
        this.expiresAt = Instant.ofEpochMilli(expiresAt.toEpochMilli());
        this.refreshAt = Instant.ofEpochMilli(refreshAt.toEpochMilli());
    }

    /**
     * Creates the row of a fetched policy.
     *
     * @param domain the Policy Domain
     * @param entry the fetched policy
     * @param refreshAfter how long after the fetch its refresh is due
     * @return the row
     */
    public static StoredPolicy of(PolicyDomain domain, CachedPolicy entry, Duration refreshAfter) {
        return new StoredPolicy(
                domain,
                entry.id(),
                entry.policy().source(),
                entry.fetchedAt(),
                entry.expiresAt(),
                entry.fetchedAt().plus(refreshAfter));
    }

    /**
     * Creates a row from the columns of a store.
     *
     * @param domain the Policy Domain
     * @param id the id of the TXT record; empty for a removal
     * @param source the octets of the policy; empty for a removal
     * @param fetchedAt when it was fetched, or removed
     * @param expiresAt when it expires
     * @param refreshAt when its refresh is due
     * @return the row
     */
    public static StoredPolicy row(
            PolicyDomain domain, String id, byte[] source, Instant fetchedAt, Instant expiresAt, Instant refreshAt) {
        return new StoredPolicy(domain, id, source.clone(), fetchedAt, expiresAt, refreshAt);
    }

    /**
     * Creates the mark of a removal.
     *
     * @param domain the Policy Domain
     * @param removedAt when it was removed
     * @return the row
     */
    public static StoredPolicy removal(PolicyDomain domain, Instant removedAt) {
        return new StoredPolicy(domain, "", new byte[0], removedAt, removedAt, removedAt);
    }

    /**
     * Returns the Policy Domain.
     *
     * @return its name
     */
    public PolicyDomain domain() {
        return domain;
    }

    /**
     * Returns the id of the TXT record that led to the fetch.
     *
     * @return the id; empty for a removal
     */
    public String id() {
        return id;
    }

    /**
     * Returns the policy as it was fetched.
     *
     * @return a copy of its octets; empty for a removal
     */
    public byte[] source() {
        return source.clone();
    }

    /**
     * Returns the time when the policy was fetched, or removed.
     *
     * @return wall-clock time
     */
    public Instant fetchedAt() {
        return fetchedAt;
    }

    /**
     * Returns the time when the policy expires.
     *
     * @return the fetch time plus max_age
     */
    public Instant expiresAt() {
        return expiresAt;
    }

    /**
     * Returns the time when the refresh of the policy is due.
     *
     * @return wall-clock time
     */
    public Instant refreshAt() {
        return refreshAt;
    }

    /**
     * Whether an operator removed the policy.
     *
     * @return true if this row has no policy
     */
    public boolean isRemoval() {
        return source.length == 0;
    }

    /**
     * Parses the policy, as strictly as when it was fetched.
     *
     * @return the policy; null for a removal
     * @throws IllegalStateException if the octets are not a valid policy, or the expiry differs from the fetch time plus
     *     max_age; the message names the cause
     */
    public @Nullable CachedPolicy parse() {
        if (isRemoval()) {
            return null;
        }
        PolicyParse parse = PolicyParser.parse(source);
        if (parse instanceof PolicyParse.Invalid invalid) {
            throw new IllegalStateException("the stored policy of " + domain + " is not valid: " + invalid);
        }
        CachedPolicy entry = new CachedPolicy(((PolicyParse.Valid) parse).policy(), id, fetchedAt);
        if (!entry.expiresAt().equals(expiresAt)) {
            throw new IllegalStateException("the stored policy of " + domain + " was fetched at " + fetchedAt
                    + " with a max_age of " + entry.policy().maxAgeSeconds() + " seconds, but the row expires at "
                    + expiresAt);
        }
        return entry;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredPolicy that
                && domain.equals(that.domain)
                && id.equals(that.id)
                && Arrays.equals(source, that.source)
                && fetchedAt.equals(that.fetchedAt)
                && expiresAt.equals(that.expiresAt)
                && refreshAt.equals(that.refreshAt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(domain, id, fetchedAt);
    }

    @Override
    public String toString() {
        return isRemoval()
                ? domain + " removed " + fetchedAt
                : domain + " id " + id + ", fetched " + fetchedAt + ", expires " + expiresAt;
    }
}
