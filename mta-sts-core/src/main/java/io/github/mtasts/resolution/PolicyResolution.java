package io.github.mtasts.resolution;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.text.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy in force for a domain at one moment, or the reason why there is none. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-5.1">RFC 8461 section 5.1</a>
 */
public sealed interface PolicyResolution {
    /**
     * A policy is in force.
     *
     * @param policy the policy, of any mode
     * @param source the source of the policy
     * @param refreshFailure the failure of the last attempt to refresh it, null when there was none: the policy stays in force,
     *     and the failure is reported (RFC 8461 section 6)
     */
    record InForce(
            StsPolicy policy, Source source, @Nullable Failure refreshFailure) implements PolicyResolution {
        @Override
        public String toString() {
            return policy
                    + (source == Source.CACHE ? " (cached)" : " (fetched)")
                    + (refreshFailure == null ? "" : ", refresh failed: " + refreshFailure);
        }
    }

    /**
     * No policy is in force.
     *
     * @param reason the reason
     * @param failure the failure to obtain a published policy, to be reported; null when there is none
     * @param lines the lines of an invalid body, for the report; empty otherwise
     */
    record NoPolicy(Reason reason, @Nullable Failure failure, List<String> lines) implements PolicyResolution {
        /**
         * Keeps an unchangeable copy of the lines.
         *
         * @param reason the reason
         * @param failure the failure to be reported
         * @param lines the lines of an invalid body
         */
        public NoPolicy {
            lines = List.copyOf(lines);
        }

        @Override
        public String toString() {
            return "no policy: " + reason.sentence + (failure == null ? "" : ": " + failure);
        }
    }

    /**
     * Whether a policy is in force is unknown, and the message must wait: the attempt was ended, the cache could not be read, or
     * the operator defers when the DNS fails (D11). Not the same as "no policy".
     *
     * @param reason for a log line: printable ASCII, at most 200 characters
     * @param dnsFailure true when the operator defers because the DNS failed. Such a failure does not prolong the life of a
     *     message: on a last try it counts as "no newer policy" (D17)
     */
    record Undetermined(String reason, boolean dnsFailure) implements PolicyResolution {
        /**
         * Makes the resolution of an attempt that was ended, or of a cache that could not be read.
         *
         * @param reason for a log line
         */
        public Undetermined(String reason) {
            this(reason, false);
        }

        /**
         * Cleans and cuts the reason, which may quote the DNS.
         *
         * @param reason for a log line
         * @param dnsFailure true when the operator defers because the DNS failed
         */
        public Undetermined {
            reason = Printable.reason(reason);
        }

        @Override
        public String toString() {
            return "policy unknown: " + reason;
        }
    }

    /** The source of a policy in force. */
    enum Source {
        /** The cache. */
        CACHE,
        /** A fetch of this look-up. */
        FETCH
    }

    /** The reason why no policy is in force. */
    enum Reason {
        /** The domain announces none. */
        NOT_PUBLISHED("the domain publishes none"),
        /** Its TXT record is invalid. */
        INVALID_RECORD("the TXT record is invalid"),
        /** The DNS look-up failed (D11). */
        DNS_FAILURE("the DNS look-up failed"),
        /** A policy is announced, and its fetch failed. */
        FETCH_FAILED("the fetch failed"),
        /** The look-up is under way, and this delivery does not wait for it. */
        NOT_YET_KNOWN("the look-up is under way"),
        /** The next hop is an IP address: there is no Policy Domain (RFC 8461 section 3.4). */
        NO_POLICY_DOMAIN("the next hop is an IP address"),
        /** The operator's rule is to ignore the published policy. */
        IGNORED_BY_LOCAL_RULE("a local rule ignores it");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }
    }
}
