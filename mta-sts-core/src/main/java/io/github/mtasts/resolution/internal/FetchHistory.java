package io.github.mtasts.resolution.internal;

import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.PolicyDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fetches of the last five minutes, with their failures. After a failure the same id waits five minutes (RFC 8461 section
 * 3.3), and a domain gets three fetches in five minutes whatever its ids, so that an attacker who forges ids cannot cause
 * unlimited fetches. Thread-safe.
 *
 * <p>Successful fetches count only while a policy is in force. Without one, because its max_age is short or the cache had no room
 * for it, a delayed fetch would mean a delivery without the policy.
 */
final class FetchHistory {
    private static final long WINDOW_MILLIS = Duration.ofMinutes(5).toMillis();
    private static final int MAX_FETCHES_IN_WINDOW = 3;

    /** An invalid body may take 100 kilobytes of memory, and one host can serve it for any number of domains. */
    private static final int MAX_BODIES = 256;

    /** @param failure without the lines of the body, null when the fetch succeeded */
    private record FetchRecord(String id, long atMillis, FetchResult.@Nullable Failed failure) {
        /** After the clock was set back, an attempt is not recent. */
        boolean isRecent(long nowMillis) {
            long age = nowMillis - atMillis;
            return age >= 0 && age < WINDOW_MILLIS;
        }
    }

    /**
     * A fetch must wait.
     *
     * @param lastFailure null when the fetches of the window all succeeded
     */
    record Backoff(FetchResult.@Nullable Failed lastFailure) {}

    private final LruMap<List<FetchRecord>> attempts;
    private final LruMap<FetchResult.Failed> bodies;

    FetchHistory(int maxDomains) {
        this.attempts = new LruMap<>(maxDomains);
        this.bodies = new LruMap<>(Math.min(maxDomains, MAX_BODIES));
    }

    /**
     * Checks whether a fetch must wait.
     *
     * @param hasPolicy whether a policy is in force
     * @return null when the fetch may be made now
     */
    @Nullable
    Backoff backoff(PolicyDomain domain, String id, boolean hasPolicy, long nowMillis) {
        FetchResult.Failed lastFailure = null;
        boolean sameIdFailed = false;
        int counted = 0;
        for (FetchRecord attempt : recent(domain, nowMillis)) {
            if (attempt.failure != null) {
                lastFailure = attempt.failure;
                sameIdFailed |= attempt.id.equals(id);
            }
            if (attempt.failure != null || hasPolicy) {
                counted++;
            }
        }
        return sameIdFailed || counted >= MAX_FETCHES_IN_WINDOW ? new Backoff(withBody(domain, lastFailure)) : null;
    }

    /** The failure of the last fetch; null when it succeeded, or was more than five minutes ago. */
    FetchResult.@Nullable Failed lastFailure(PolicyDomain domain, long nowMillis) {
        List<FetchRecord> recent = recent(domain, nowMillis);
        return recent.isEmpty() ? null : withBody(domain, recent.get(recent.size() - 1).failure);
    }

    void failed(PolicyDomain domain, String id, FetchResult.Failed failure, long nowMillis) {
        if (!failure.lines().isEmpty()) {
            bodies.put(domain, failure);
        }
        FetchResult.Failed withoutBody = new FetchResult.Failed(failure.cause(), failure.failure(), List.of());
        add(domain, new FetchRecord(id, nowMillis, withoutBody), nowMillis);
    }

    void succeeded(PolicyDomain domain, String id, long nowMillis) {
        add(domain, new FetchRecord(id, nowMillis, null), nowMillis);
    }

    /**
     * Only one fetch of a domain is under way at a time, so that nothing is lost between read and write. Keeps only as many
     * successes as can delay a fetch: with max_age 0 every delivery may add one.
     */
    private void add(PolicyDomain domain, FetchRecord attempt, long nowMillis) {
        List<FetchRecord> updated = new ArrayList<>(recent(domain, nowMillis));
        if (attempt.failure == null
                && updated.stream().filter(earlier -> earlier.failure == null).count() >= MAX_FETCHES_IN_WINDOW) {
            updated.remove(firstSuccess(updated));
        }
        updated.add(attempt);
        attempts.put(domain, List.copyOf(updated));
    }

    private static int firstSuccess(List<FetchRecord> attempts) {
        int first = 0;
        while (attempts.get(first).failure != null) {
            first++;
        }
        return first;
    }

    private FetchResult.@Nullable Failed withBody(PolicyDomain domain, FetchResult.@Nullable Failed failure) {
        if (failure == null) {
            return null;
        }
        FetchResult.Failed last = bodies.get(domain);
        return last != null && last.failure().equals(failure.failure()) ? last : failure;
    }

    private List<FetchRecord> recent(PolicyDomain domain, long nowMillis) {
        List<FetchRecord> known = attempts.get(domain);
        return known == null
                ? List.of()
                : known.stream().filter(attempt -> attempt.isRecent(nowMillis)).toList();
    }
}
