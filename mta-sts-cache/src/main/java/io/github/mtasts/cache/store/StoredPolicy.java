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
 * A row of a store: the octets of a policy as they were fetched, or the mark of a removal. Times are wall-clock times in
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
     * A row for a policy that was fetched.
     *
     * @param domain the Policy Domain
     * @param entry what was fetched
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
     * A row as a store has it.
     *
     * @param domain the Policy Domain
     * @param id the id of the TXT record; empty for a removal
     * @param source the octets of the policy; empty for a removal
     * @param fetchedAt when it was fetched, or removed
     * @param expiresAt when it stops being in force
     * @param refreshAt when its refresh is due
     * @return the row
     */
    public static StoredPolicy row(
            PolicyDomain domain, String id, byte[] source, Instant fetchedAt, Instant expiresAt, Instant refreshAt) {
        return new StoredPolicy(domain, id, source.clone(), fetchedAt, expiresAt, refreshAt);
    }

    /**
     * The mark of a removal.
     *
     * @param domain the Policy Domain
     * @param removedAt when it was removed
     * @return the row
     */
    public static StoredPolicy removal(PolicyDomain domain, Instant removedAt) {
        return new StoredPolicy(domain, "", new byte[0], removedAt, removedAt, removedAt);
    }

    /**
     * The Policy Domain.
     *
     * @return its name
     */
    public PolicyDomain domain() {
        return domain;
    }

    /**
     * The id of the TXT record that led to the fetch.
     *
     * @return empty for a removal
     */
    public String id() {
        return id;
    }

    /**
     * The policy as it was fetched.
     *
     * @return a copy of its octets; empty for a removal
     */
    public byte[] source() {
        return source.clone();
    }

    /**
     * When the policy was fetched, or removed.
     *
     * @return wall-clock time
     */
    public Instant fetchedAt() {
        return fetchedAt;
    }

    /**
     * When the policy stops being in force.
     *
     * @return the fetch time plus max_age
     */
    public Instant expiresAt() {
        return expiresAt;
    }

    /**
     * When the refresh of the policy is due.
     *
     * @return wall-clock time
     */
    public Instant refreshAt() {
        return refreshAt;
    }

    /**
     * Whether an operator removed the policy.
     *
     * @return true when there is no policy in this row
     */
    public boolean isRemoval() {
        return source.length == 0;
    }

    /**
     * Reads the policy again, as strictly as when it was fetched.
     *
     * @return null for a removal
     * @throws IllegalStateException saying what is wrong, when the octets are no valid policy or do not fit the expiry
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
            throw new IllegalStateException("the stored policy of " + domain + " was fetched " + fetchedAt
                    + " and says " + entry.policy().maxAgeSeconds() + " seconds, but the row expires " + expiresAt);
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
