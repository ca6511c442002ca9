package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.text.Printable;
import io.github.mtasts.tlsrpt.store.DetailKey;
import io.github.mtasts.tlsrpt.store.PolicyKey;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which entry, and which of its failure details, a session belongs to. */
final class Keys {
    private static final int MAX_HELO_LENGTH = 255;

    private Keys() {}

    /** D26: one entry for each distinct policy; the order of records in a TLSA set does not make another one. */
    static PolicyKey policy(AppliedPolicy applied) {
        List<String> text = applied.type() == PolicyType.TLSA
                ? applied.policyString().stream().sorted().toList()
                : applied.policyString();
        return new PolicyKey(applied.type(), applied.policyDomain(), text, applied.mxHosts());
    }

    static DetailKey detail(DeliveryOutcome outcome, Failure failure) {
        String helo = outcome.receivingHelo();
        return new DetailKey(
                failure.type(),
                text(outcome.sendingAddress()),
                outcome.mxHost().name(),
                helo == null ? "" : Printable.line(helo, MAX_HELO_LENGTH),
                text(outcome.receivingAddress()),
                failure.reason());
    }

    /** RFC 5952 for IPv6 is made when the report is written; here equal addresses have equal text. */
    private static String text(@Nullable InetAddress address) {
        if (address == null) {
            return "";
        }
        String text = address.getHostAddress().toLowerCase(Locale.ROOT);
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}
