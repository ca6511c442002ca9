package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.text.Printable;
import io.github.mtasts.tlsrpt.foreign.ForeignSession;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes the entry and the failure detail to which a session belongs. */
final class Keys {
    private static final int MAX_HELO_LENGTH = 255;

    private Keys() {}

    /** One entry per distinct policy (D26); TLSA record sets that differ in order only are equal. */
    static PolicyKey policy(AppliedPolicy applied) {
        return policy(applied.type(), applied.policyDomain(), applied.policyString(), applied.mxHosts());
    }

    /** The same of a session of another mail server. */
    static PolicyKey policy(ForeignSession.Policy applied) {
        return policy(applied.type(), applied.policyDomain(), applied.policyString(), applied.mxHosts());
    }

    private static PolicyKey policy(PolicyType type, String domain, List<String> lines, List<String> mxHosts) {
        List<String> text = type == PolicyType.TLSA ? lines.stream().sorted().toList() : lines;
        return new PolicyKey(type, domain, text, mxHosts);
    }

    /** @param sending the sending address that the detail names; null for none */
    static DetailKey detail(DeliveryOutcome outcome, @Nullable InetAddress sending, Failure failure) {
        String helo = outcome.receivingHelo();
        return new DetailKey(
                failure.type(),
                text(sending),
                outcome.mxHost().name(),
                helo == null ? "" : Printable.line(helo, MAX_HELO_LENGTH),
                text(outcome.receivingAddress()),
                failure.reason());
    }

    /** @param sending the sending address that the detail names; null for none */
    static DetailKey detail(ForeignSession.Failed failed, @Nullable InetAddress sending) {
        return new DetailKey(
                failed.type(),
                text(sending),
                failed.mxHost(),
                failed.receivingHelo(),
                text(failed.receivingAddress()),
                failed.reason());
    }

    /**
     * Gives equal addresses equal text, in small letters as the JDK writes them and without a scope; the RFC 5952 form of IPv6 addresses
     * is created when the report is written.
     */
    private static String text(@Nullable InetAddress address) {
        if (address == null) {
            return "";
        }
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}
