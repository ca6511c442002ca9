package io.github.mtasts.fetch;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.policy.StsPolicy;
import java.util.List;

/**
 * The result of a fetch.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.3">RFC 8461 section 3.3</a>
 */
public sealed interface FetchResult {
    /**
     * A valid policy.
     *
     * @param policy the policy
     * @param warnings one sentence for each fault that the parser tolerated, with its line
     */
    record Fetched(StsPolicy policy, List<String> warnings) implements FetchResult {
        /**
         * Keeps an unchangeable copy of the warnings.
         *
         * @param policy the policy
         * @param warnings one sentence for each tolerated fault
         */
        public Fetched {
            warnings = List.copyOf(warnings);
        }

        @Override
        public String toString() {
            return "fetched: " + policy + (warnings.isEmpty() ? "" : " (" + String.join("; ", warnings) + ")");
        }
    }

    /**
     * No policy.
     *
     * @param cause the step that failed
     * @param failure the failure as a TLS report names it, with the reason
     * @param lines the lines of the body when it was retrieved but is no valid policy, for the report's policy-string
     *     (bounded); empty otherwise
     */
    record Failed(Cause cause, Failure failure, List<String> lines) implements FetchResult {
        /**
         * Keeps an unchangeable copy of the lines.
         *
         * @param cause the step that failed
         * @param failure the failure as a TLS report names it
         * @param lines the lines of an invalid body
         */
        public Failed {
            lines = List.copyOf(lines);
        }

        @Override
        public String toString() {
            return "not fetched: " + failure;
        }
    }

    /** The step of a fetch that failed. */
    enum Cause {
        /** The Policy Host has no address, or the look-up failed. */
        DNS,
        /** The address guard permits none of the addresses of the Policy Host. */
        FORBIDDEN_ADDRESS,
        /** The connection failed or broke. */
        CONNECTION,
        /** The TLS handshake failed for a reason other than the certificate. */
        TLS,
        /** The certificate of the Policy Host is not valid for it. */
        CERTIFICATE,
        /** The deadline passed. */
        TIMEOUT,
        /** The status is not 200; redirects included. */
        STATUS,
        /** The media type is not text/plain, or the body has a content encoding. */
        MEDIA_TYPE,
        /** The body is larger than the limit. */
        TOO_LARGE,
        /** The body is not a valid policy. */
        INVALID_POLICY,
        /** The caller closed the library, or interrupted the fetch. */
        CLOSED,
        /** No fetch was made, because too much other work of this sender was waiting: never the domain's failure. */
        OVERLOADED,
        /**
         * This sender could not fetch: its name servers, its proxy or its network did not answer, or a part of it is broken.
         * Never the domain's failure: it is not reported, and the next fetch waits for a minute at most.
         */
        OWN_FAULT,
        /**
         * A limit of this JVM's TLS stack ended the handshake; the reason names its system property. Never the domain's
         * failure: it is not reported. It lasts until the JVM is started with other settings, so that the next fetch waits as
         * after any failure.
         */
        OWN_LIMIT
    }
}
