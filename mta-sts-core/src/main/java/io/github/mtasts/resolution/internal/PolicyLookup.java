package io.github.mtasts.resolution.internal;

import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The answer to {@link PolicyResolver#lookUp}: the policy for one delivery, or the work that will find it. Immutable. */
public sealed interface PolicyLookup {
    /** The answer needs no waiting. */
    sealed interface Settled extends PolicyLookup {
        /**
         * The policy to apply.
         *
         * @return null when no policy is in force, or when that is unknown
         */
        @Nullable
        StsPolicy policy();

        /**
         * The policy in force, or the reason why there is none.
         *
         * @return the resolution
         */
        PolicyResolution resolution();
    }

    /**
     * A cached policy is in force. Holds the entry as it is, so that a decision on a cached policy allocates no
     * resolution.
     *
     * @param entry the cache entry
     */
    record Cached(CachedPolicy entry) implements Settled {
        @Override
        public StsPolicy policy() {
            return entry.policy();
        }

        @Override
        public PolicyResolution resolution() {
            return entry.resolution();
        }
    }

    /**
     * The result is known for another reason: the absence of a policy was found a short while ago, or a look-up has ended.
     *
     * @param resolution the result
     */
    record Known(PolicyResolution resolution) implements Settled {
        @Override
        public @Nullable StsPolicy policy() {
            return resolution instanceof PolicyResolution.InForce inForce ? inForce.policy() : null;
        }
    }

    /**
     * The result of the check before a last try.
     *
     * @param resolution the result
     * @param lastTry whether the check counts
     */
    record Checked(PolicyResolution resolution, LastTry lastTry) implements Settled {
        @Override
        public @Nullable StsPolicy policy() {
            return resolution instanceof PolicyResolution.InForce inForce ? inForce.policy() : null;
        }
    }

    /** What a pending look-up asks. */
    enum Way {
        /** The cache's store only. */
        READ,
        /** The cache's store, and the DNS where it has no policy. */
        FIND,
        /** The DNS in any case. */
        CHECK
    }

    /**
     * The cache's store, the DNS or the Policy Host must be asked; other threads do so.
     *
     * @param resolution completes with the result, never exceptionally
     * @param way what is asked
     * @param lastTry whether the check counts as that before a last try; null for another try
     */
    record Pending(
            CompletableFuture<PolicyResolution> resolution,
            Way way,
            @Nullable LastTry lastTry) implements PolicyLookup {
        Pending(CompletableFuture<PolicyResolution> resolution, Way way) {
            this(resolution, way, null);
        }

        /**
         * Makes the settled answer.
         *
         * @param found the result
         * @return the answer with that result
         */
        public Settled settled(PolicyResolution found) {
            return lastTry == null ? new Known(found) : new Checked(found, lastTry);
        }
    }
}
