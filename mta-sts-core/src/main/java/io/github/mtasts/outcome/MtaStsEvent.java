package io.github.mtasts.outcome;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.text.Printable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the library did, for an operator: {@link MtaStsListener} receives it. Each event is immutable. */
public sealed interface MtaStsEvent {
    /**
     * An attempt began: the policy in force was looked up (RFC 8461 section 5.1).
     *
     * @param domain the Policy Domain; null when the next hop is an IP address
     * @param source where the answer came from
     * @param resolution the policy in force, or why there is none
     * @param duration how long the delivery waited for it
     */
    record Resolved(@Nullable PolicyDomain domain, Source source, PolicyResolution resolution, Duration duration)
            implements MtaStsEvent {
        @Override
        public String toString() {
            return "policy of " + (domain == null ? "an address" : domain) + " from " + source + " after "
                    + duration.toMillis() + " ms: " + resolution;
        }
    }

    /** The source of the policy that a delivery got, or of the answer that there is none. */
    enum Source {
        /** Nothing was asked: the next hop is an address, or the operator's rule ignores the policy. */
        NONE,
        /** Memory. */
        MEMORY,
        /** The cache's store; also when the look-up of a newer policy goes on and the delivery did not wait for it. */
        STORE,
        /** The TXT record. */
        DNS,
        /** A fetch from the Policy Host, which failed when the resolution is no policy. */
        FETCH
    }

    /**
     * A policy was fetched, or its fetch failed (RFC 8461 section 3.3). A fetch that was not made, in a pause after a failure or
     * for lack of room, is none.
     *
     * @param domain the Policy Domain
     * @param result the policy, or why there is none
     * @param duration the whole fetch, with the look-up of addresses
     */
    record Fetched(PolicyDomain domain, FetchResult result, Duration duration) implements MtaStsEvent {
        @Override
        public String toString() {
            return "fetch for " + domain + ", " + duration.toMillis() + " ms: " + result;
        }
    }

    /**
     * A host was decided about: a candidate of an attempt (RFC 8461 section 5).
     *
     * @param domain the Policy Domain; null when the next hop is an IP address
     * @param mxName the host from the MX record; when it names no host, as the caller gave it: untrusted text
     * @param decision the requirements on the host; null when it was rejected without any, because it names no host or because
     *     it is not known whether there is a policy
     * @param failure why the host was rejected, or the violation that is reported only; null otherwise
     * @param rule the operator's rule for the domain, which the decision took into account
     */
    record Decided(
            @Nullable PolicyDomain domain,
            String mxName,
            @Nullable MxDecision decision,
            @Nullable Failure failure,
            LocalRule rule)
            implements MtaStsEvent {
        @Override
        public String toString() {
            return "decision on " + Printable.reason(mxName) + " for "
                    + (domain == null ? "an address" : domain) + " under the rule " + rule + ": "
                    + (decision == null ? "rejected" : decision) + (failure == null ? "" : ", " + failure);
        }
    }

    /**
     * A connection to one address of an MX host was opened, or was not.
     *
     * @param domain the Policy Domain; null when the next hop is an IP address
     * @param host the MX host
     * @param result the step at which it ended
     * @param session the result of the session; null when there was none, or the connection is not ready
     * @param failures those that were recorded
     * @param reused whether the connection comes from a pool
     * @param duration from dialling to the end; zero when the connection was reused
     */
    record Opened(
            @Nullable PolicyDomain domain,
            MxHost host,
            Result result,
            @Nullable SessionResult session,
            List<Failure> failures,
            boolean reused,
            Duration duration)
            implements MtaStsEvent {
        /**
         * Keeps an unchangeable copy of the failures.
         *
         * @param domain the Policy Domain
         * @param host the MX host
         * @param result the step at which it ended
         * @param session the result of the session
         * @param failures those that were recorded
         * @param reused whether the connection comes from a pool
         * @param duration from dialling to the end
         */
        public Opened {
            failures = List.copyOf(failures);
        }

        @Override
        public String toString() {
            return "connection to " + host + " for " + (domain == null ? "an address" : domain) + ": " + result
                    + (reused ? ", reused" : " after " + duration.toMillis() + " ms")
                    + (failures.isEmpty() ? "" : ", failures " + failures);
        }

        /** The step at which an opening ended. The names but {@link #READY} are those of {@code Opening.NotReady.Cause}. */
        public enum Result {
            /** Mail may go over the connection. */
            READY,
            /** The caller's dialer could not connect. */
            UNREACHABLE,
            /** The host refused in its greeting or EHLO reply, sent no valid reply, or closed the connection. */
            SMTP,
            /** The host has no STARTTLS, or refuses it, and validated TLS is required. */
            NO_STARTTLS,
            /** The TLS handshake or the certificate failed, and validated TLS is required or TLS is implicit. */
            TLS,
            /** The host offers no REQUIRETLS, and the message requires it (RFC 8689 section 4.2.1). */
            NO_REQUIRETLS,
            /** The host was too slow. */
            TIMEOUT,
            /** The caller ended the attempt, or this server was at fault. */
            ENDED
        }
    }

    /**
     * A message was not sent, and the caller was told what to do with it.
     *
     * @param nextHop the domain or address of the delivery
     * @param mayFail whether the message may, or must, be returned to its sender; otherwise it is deferred
     * @param enhancedStatus the enhanced status of a deferral, such as {@code 4.7.5}, or that with which it must be returned; null
     *     when it may be
     * @param sentence the reason, printable
     * @param lastTryMissed whether the last try could not be made
     */
    record Unsent(
            String nextHop, boolean mayFail, @Nullable String enhancedStatus, String sentence, boolean lastTryMissed)
            implements MtaStsEvent {
        @Override
        public String toString() {
            return "mail to " + Printable.reason(nextHop) + " not sent, "
                    + (mayFail
                            ? enhancedStatus == null ? "may be returned" : "returned with " + enhancedStatus
                            : "deferred with " + enhancedStatus)
                    + ": " + sentence;
        }
    }
}
