package io.github.mtasts.resolution.internal;

import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.PolicyDomain;
import org.jspecify.annotations.Nullable;

/**
 * The pauses after fetches that failed by a fault of this sender, so that a lasting fault, such as a Policy Host with IPv6
 * addresses only and no IPv6 here, does not cost a fetch for each delivery. A pause is five seconds, and doubles up to a minute
 * with each fetch that fails in the same way. It is no failure of the domain ({@link FetchHistory} has those). Thread-safe.
 */
final class OwnPauses {
    private static final long FIRST_MILLIS = 5_000;
    private static final long LONGEST_MILLIS = 60_000;

    private record Pause(FetchResult.Failed failure, long sinceMillis, long lengthMillis) {
        /** Whether this much of a pause, or more, has passed; also after the clock was set back. */
        boolean isOver(long nowMillis, long lengths) {
            long age = nowMillis - sinceMillis;
            return age < 0 || age >= lengths * lengthMillis;
        }
    }

    private final LruMap<Pause> pauses;

    OwnPauses(int maxDomains) {
        this.pauses = new LruMap<>(maxDomains);
    }

    /** The failure of the last fetch while its pause lasts; null when a fetch may be made. */
    FetchResult.@Nullable Failed during(PolicyDomain domain, long nowMillis) {
        Pause pause = pauses.get(domain);
        return pause == null || pause.isOver(nowMillis, 1) ? null : pause.failure;
    }

    /** Begins a pause: a longer one when the last began less than three of its lengths ago. */
    void failed(PolicyDomain domain, FetchResult.Failed failure, long nowMillis) {
        Pause last = pauses.get(domain);
        long length = last == null || last.isOver(nowMillis, 3)
                ? FIRST_MILLIS
                : Math.min(2 * last.lengthMillis, LONGEST_MILLIS);
        pauses.put(domain, new Pause(failure, nowMillis, length));
    }

    /** A fetch succeeded, or failed by a fault of the domain. */
    void end(PolicyDomain domain) {
        pauses.remove(domain);
    }
}
