package io.github.mtasts.fetch;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.policy.StsPolicy;
import java.util.List;

/**
 * What a fetch brought.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.3">RFC 8461 section 3.3</a>
 */
public sealed interface FetchResult {
    /**
     * A valid policy.
     *
     * @param policy the policy
     * @param warnings what the parser overlooked, a sentence each, naming the line
     */
    record Fetched(StsPolicy policy, List<String> warnings) implements FetchResult {
        /**
         * Keeps an unchangeable copy of the warnings.
         *
         * @param policy the policy
         * @param warnings what the parser overlooked
         */
        public Fetched {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * No policy.
     *
     * @param cause which step failed
     * @param failure the failure as a TLS report names it, with the reason
     * @param lines the lines of the body when it was retrieved but is no valid policy, for the report's policy-string
     *     (bounded); empty otherwise
     */
    record Failed(Cause cause, Failure failure, List<String> lines) implements FetchResult {
        /**
         * Keeps an unchangeable copy of the lines.
         *
         * @param cause which step failed
         * @param failure the failure as a TLS report names it
         * @param lines the lines of an invalid body
         */
        public Failed {
            lines = List.copyOf(lines);
        }
    }

    /** The step of a fetch that failed. */
    enum Cause {
        /** The Policy Host has no address, or the DNS could not tell. */
        DNS,
        /** The Policy Host has only addresses that a stranger has no business naming. */
        FORBIDDEN_ADDRESS,
        /** No connection, or it broke. */
        CONNECTION,
        /** The TLS handshake failed for a reason other than the certificate. */
        TLS,
        /** The certificate of the Policy Host is not valid for it. */
        CERTIFICATE,
        /** The deadline passed. */
        TIMEOUT,
        /** A status other than 200, redirects included. */
        STATUS,
        /** A media type other than text/plain, or a content encoding. */
        MEDIA_TYPE,
        /** The body is larger than the limit. */
        TOO_LARGE,
        /** The body is not a valid policy. */
        INVALID_POLICY,
        /** The work was given up because the caller closed the library. */
        CLOSED
    }
}
