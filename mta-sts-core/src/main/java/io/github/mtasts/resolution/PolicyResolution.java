package io.github.mtasts.resolution;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.policy.StsPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy in force for a domain at one moment, or none, and why. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-5.1">RFC 8461 section 5.1</a>
 */
public sealed interface PolicyResolution {
    /**
     * A policy is in force.
     *
     * @param policy the policy, of any mode
     * @param source where it came from
     * @param refreshFailure what the last attempt to refresh it failed with, null when nothing did: the policy stays in
     *     force, and the failure is reported (RFC 8461 section 6)
     */
    record InForce(
            StsPolicy policy, Source source, @Nullable Failure refreshFailure) implements PolicyResolution {}

    /**
     * No policy is in force.
     *
     * @param reason why
     * @param failure the reportable failure that kept a published policy from being known, null when there is none to
     *     report
     * @param lines the lines of a body that was no valid policy, for the report; empty otherwise
     */
    record NoPolicy(Reason reason, @Nullable Failure failure, List<String> lines) implements PolicyResolution {
        /**
         * Keeps an unchangeable copy of the lines.
         *
         * @param reason why
         * @param failure the reportable failure
         * @param lines the lines of a body that was no valid policy
         */
        public NoPolicy {
            lines = List.copyOf(lines);
        }
    }

    /**
     * It could not be found out whether a policy is in force, and the caller is not to deliver now: the attempt was
     * ended, or the operator chose to defer when the DNS fails (D11). Never the same as "no policy".
     *
     * @param reason for a log line
     */
    record Undetermined(String reason) implements PolicyResolution {}

    /** Where a policy in force came from. */
    enum Source {
        /** The cache. */
        CACHE,
        /** A fetch that this resolution made or waited for. */
        FETCH
    }

    /** Why no policy is in force. */
    enum Reason {
        /** The domain announces none. */
        NOT_PUBLISHED,
        /** Its TXT record is not usable. */
        INVALID_RECORD,
        /** The DNS could not tell (D11). */
        DNS_FAILURE,
        /** A policy is announced and could not be fetched. */
        FETCH_FAILED,
        /** The look-up goes on in the background, and this delivery does not wait for it. */
        NOT_YET_KNOWN,
        /** The next hop is an IP address: there is no Policy Domain (RFC 8461 section 3.4). */
        NO_POLICY_DOMAIN,
        /** The operator's own rule says to ignore what the domain publishes. */
        IGNORED_BY_LOCAL_RULE
    }
}
