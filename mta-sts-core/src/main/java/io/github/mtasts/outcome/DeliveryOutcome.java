package io.github.mtasts.outcome;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one session with one MX host, or of a host that was rejected before any connection. Immutable.
 *
 * @param domain the Policy Domain
 * @param kind the kind of message; never {@link DeliveryKind#TLS_REPORT}, which is not counted
 * @param time when the TLS result was known
 * @param mxHost the host from the MX record
 * @param sendingAddress our address, null without a connection
 * @param receivingAddress the host's address, null without a connection
 * @param receivingHelo the name the host gave in its EHLO reply, printable, null when it gave none
 * @param policies every policy the session was evaluated under, at least one
 * @param reused whether the session had been opened for another domain before
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-6">RFC 8461 section 6</a>
 */
public record DeliveryOutcome(
        PolicyDomain domain,
        DeliveryKind kind,
        Instant time,
        MxHost mxHost,
        @Nullable InetAddress sendingAddress,
        @Nullable InetAddress receivingAddress,
        @Nullable String receivingHelo,
        List<AppliedPolicy> policies,
        boolean reused) {
    /**
     * Keeps an unchangeable copy of the policies.
     *
     * @param domain the Policy Domain
     * @param kind the kind of message
     * @param time when the TLS result was known
     * @param mxHost the host from the MX record
     * @param sendingAddress our address
     * @param receivingAddress the host's address
     * @param receivingHelo the name the host gave in its EHLO reply
     * @param policies every policy the session was evaluated under
     * @param reused whether the session had been opened for another domain before
     */
    public DeliveryOutcome {
        policies = List.copyOf(policies);
    }

    @Override
    public String toString() {
        return time + " " + domain + " via " + mxHost + (reused ? ", reused session: " : ": ")
                + policies.stream().map(AppliedPolicy::toString).collect(Collectors.joining("; "));
    }
}
