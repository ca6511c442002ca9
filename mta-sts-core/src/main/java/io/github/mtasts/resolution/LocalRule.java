package io.github.mtasts.resolution;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.policy.MxPattern;
import java.util.List;

/** What an operator rules for a domain, beside what the domain publishes. */
public sealed interface LocalRule {
    /** Follow what the domain publishes. */
    LocalRule FOLLOW = new Follow();

    /** Follow what the domain publishes. */
    record Follow() implements LocalRule {}

    /** Act as if the domain published nothing. */
    record Ignore() implements LocalRule {}

    /** Take a published enforce policy as testing: report what it would stop, stop nothing. */
    record TreatAsTesting() implements LocalRule {}

    /**
     * Require validated TLS and these hosts, whatever is published. A published policy can ask for more, never for less.
     *
     * @param mxPatterns the hosts mail may go to; at least one
     */
    record RequireEnforce(List<MxPattern> mxPatterns) implements LocalRule {
        /**
         * Keeps an unchangeable copy of the patterns.
         *
         * @param mxPatterns the hosts mail may go to
         * @throws IllegalArgumentException when there is no pattern
         */
        public RequireEnforce {
            mxPatterns = List.copyOf(mxPatterns);
            if (mxPatterns.isEmpty()) {
                throw new IllegalArgumentException("a local rule that requires enforce needs at least one mx pattern");
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
    }
}
