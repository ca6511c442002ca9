package io.github.mtasts.resolution;

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
 */
final class FetchHistory {
    private static final long WINDOW_MILLIS = Duration.ofMinutes(5).toMillis();
    private static final int MAX_FETCHES_IN_WINDOW = 3;

    /** @param failure null when the fetch succeeded */
    private record Attempt(String id, long atMillis, FetchResult.@Nullable Failed failure) {
        /** A negative age (the clock was set back) counts as due. */
        boolean isRecent(long nowMillis) {
            long age = nowMillis - atMillis;
            return age >= 0 && age < WINDOW_MILLIS;
        }
    }

    /**
     * Whether a fetch may be made, and if not, what the last one failed with.
     *
     * @param lastFailure null when the fetches of the window all succeeded
     */
    record Backoff(FetchResult.@Nullable Failed lastFailure) {}

    private final Remembered<List<Attempt>> attempts;

    FetchHistory(int maxDomains) {
        this.attempts = new Remembered<>(maxDomains);
    }

    /** Null when the fetch may be made now. */
    @Nullable
    Backoff backoff(PolicyDomain domain, String id, long nowMillis) {
        List<Attempt> recent = recent(domain, nowMillis);
        FetchResult.Failed lastFailure = null;
        boolean sameIdFailed = false;
        for (Attempt attempt : recent) {
            if (attempt.failure != null) {
                lastFailure = attempt.failure;
                sameIdFailed |= attempt.id.equals(id);
            }
        }
        return sameIdFailed || recent.size() >= MAX_FETCHES_IN_WINDOW ? new Backoff(lastFailure) : null;
    }

    void failed(PolicyDomain domain, String id, FetchResult.Failed failure, long nowMillis) {
        add(domain, new Attempt(id, nowMillis, failure), nowMillis);
    }

    void succeeded(PolicyDomain domain, String id, long nowMillis) {
        add(domain, new Attempt(id, nowMillis, null), nowMillis);
    }

    /** Fetches of one domain are in single flight, so nothing is lost between the read and the write. */
    private void add(PolicyDomain domain, Attempt attempt, long nowMillis) {
        List<Attempt> updated = new ArrayList<>(recent(domain, nowMillis));
        updated.add(attempt);
        attempts.put(domain, List.copyOf(updated));
    }

    private List<Attempt> recent(PolicyDomain domain, long nowMillis) {
        List<Attempt> known = attempts.get(domain);
        return known == null
                ? List.of()
                : known.stream().filter(attempt -> attempt.isRecent(nowMillis)).toList();
    }
}
