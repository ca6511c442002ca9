package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.resolution.CachedPolicy;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A policy as the endpoint shows it.
 *
 * @param domain the Policy Domain
 * @param mode enforce, testing or none
 * @param mx the mx patterns
 * @param maxAgeSeconds as published
 * @param id the id of the TXT record that led to the fetch
 * @param fetchedAt when it was fetched
 * @param expiresAt when it expires
 * @param refreshFailure why it could not be refreshed last; null when it could
 */
public record PolicyView(
        String domain,
        String mode,
        List<String> mx,
        int maxAgeSeconds,
        String id,
        String fetchedAt,
        String expiresAt,
        @Nullable String refreshFailure) {
    static PolicyView of(PolicyDomain domain, CachedPolicy entry) {
        return new PolicyView(
                domain.name(),
                entry.policy().mode().name().toLowerCase(Locale.ROOT),
                entry.policy().mxPatterns().stream().map(MxPattern::toString).toList(),
                entry.policy().maxAgeSeconds(),
                entry.id(),
                entry.fetchedAt().toString(),
                entry.expiresAt().toString(),
                entry.refreshFailure() == null ? null : entry.refreshFailure().toString());
    }

    /** Returns null for the mark of a removal, and for a row that has no valid policy. */
    static @Nullable PolicyView of(StoredPolicy row) {
        try {
            CachedPolicy entry = row.isRemoval() ? null : row.parse();
            return entry == null ? null : of(row.domain(), entry);
        } catch (IllegalStateException e) {
            return null; // the cache reports an invalid row
        }
    }
}
