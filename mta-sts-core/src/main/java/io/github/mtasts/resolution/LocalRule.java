package io.github.mtasts.resolution;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.policy.MxPattern;
import java.util.List;

/** An operator's rule for a domain, in addition to the policy that the domain publishes. Immutable. */
public sealed interface LocalRule {
    /** Follow the published policy. */
    LocalRule FOLLOW = new Follow();

    /** Follow the published policy. */
    record Follow() implements LocalRule {
        @Override
        public String toString() {
            return "follow the published policy";
        }
    }

    /** Act as if the domain published no policy. */
    record Ignore() implements LocalRule {
        @Override
        public String toString() {
            return "ignore the published policy";
        }
    }

    /** Treat a published enforce policy as testing: report violations, and deliver. */
    record TreatAsTesting() implements LocalRule {
        @Override
        public String toString() {
            return "treat the published policy as testing";
        }
    }

    /**
     * Require validated TLS and these hosts, whatever is published. A published policy can add requirements, but not remove any.
     *
     * @param mxPatterns the permitted hosts; at least one
     */
    record RequireEnforce(List<MxPattern> mxPatterns) implements LocalRule {
        /**
         * Keeps an unchangeable copy of the patterns.
         *
         * @param mxPatterns the permitted hosts
         * @throws IllegalArgumentException when there is no pattern
         */
        public RequireEnforce {
            mxPatterns = List.copyOf(mxPatterns);
            if (mxPatterns.isEmpty()) {
                throw new IllegalArgumentException("LocalRule.RequireEnforce has no mx pattern: pass at least one");
            }
        }

        /**
         * Whether the rule covers a host.
         *
         * @param host the host from the MX record
         * @return true when a pattern matches
         */
        public boolean permits(MxHost host) {
            for (MxPattern pattern : mxPatterns) {
                if (pattern.matches(host)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return "require validated TLS with " + mxPatterns;
        }
    }
}
