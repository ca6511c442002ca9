package io.github.mtasts.resolution.internal;

import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.PolicyDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fetches of the last five minutes, and what they failed with: after a failure the same id waits five minutes (RFC
 * 8461 section 3.3), and a domain gets three fetches in five minutes whatever ids its records show, so that an attacker
 * who can forge ids cannot make a sender fetch without end. Thread-safe.
 *
 * <p>Fetches that succeeded count only where a policy is in force. Where none is, because its max_age is short or the
 * cache had no room for it, holding back the next fetch would mean to deliver without the policy.
 */
final class FetchHistory {
    private static final long WINDOW_MILLIS = Duration.ofMinutes(5).toMillis();
    private static final int MAX_FETCHES_IN_WINDOW = 3;

    /** An invalid body may take 100 kilobytes of memory, and anyone can serve one for any number of domains. */
    private static final int MAX_BODIES = 256;

    /** @param failure without the lines of the body, null when the fetch succeeded */
    private record FetchRecord(String id, long atMillis, FetchResult.@Nullable Failed failure) {
        /** A negative age (the clock was set back) counts as due. */
        boolean isRecent(long nowMillis) {
            long age = nowMillis - atMillis;
            return age >= 0 && age < WINDOW_MILLIS;
        }
    }

    /**
     * A fetch may not be made now.
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
     * Whether a fetch has to wait.
     *
     * @param hasPolicy whether a policy is in force meanwhile
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

    /** What the last fetch failed with; null when it succeeded, or was made more than five minutes ago. */
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
     * Fetches of one domain are in single flight, so nothing is lost between the read and the write. Of the successes of
     * a window only as many are kept as can hold back a fetch: max_age 0 may bring one with every delivery.
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
