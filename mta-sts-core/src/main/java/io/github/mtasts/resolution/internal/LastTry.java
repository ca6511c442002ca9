package io.github.mtasts.resolution.internal;

import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.resolution.PolicyResolution;
import org.jspecify.annotations.Nullable;

/**
 * The evidence that a last try was made (RFC 8461 section 5.1): the DNS answered a question for the domain's TXT record
 * after the try began, and the cache could be read. Thread-safe.
 */
public final class LastTry {
    private final PolicyCache cache;
    private final long unreadableBefore;
    private volatile boolean answered;
    private volatile boolean notFetched;

    LastTry(PolicyCache cache) {
        this.cache = cache;
        this.unreadableBefore = cache.unreadableLookups();
    }

    /** The question was answered, with SERVFAIL or by a time-out, too (D17). */
    void answered() {
        answered = true;
    }

    /** The newer policy that the answer announced could not be fetched, by a fault of this sender. */
    void notFetched() {
        notFetched = true;
    }

    boolean isAnswered() {
        return answered;
    }

    /**
     * Why the last try does not count.
     *
     * @param resolution the policy that the try was made under
     * @return null when the message may be returned to its sender
     */
    public @Nullable String fault(PolicyResolution resolution) {
        if (!answered) {
            return "the DNS was not asked for a newer policy";
        }
        if (notFetched) {
            return "this server could not fetch the policy that the DNS announces";
        }
        if (resolution instanceof PolicyResolution.InForce) {
            return null;
        }
        // A cache may answer "none" although it could not read its store, which may hold a policy.
        return cache.unreadableLookups() != unreadableBefore ? "the policy cache could not be read" : null;
    }
}
