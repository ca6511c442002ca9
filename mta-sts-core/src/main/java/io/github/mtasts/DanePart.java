package io.github.mtasts;

import io.github.mtasts.dane.DaneLookup;
import io.github.mtasts.dane.DaneQuestion;
import io.github.mtasts.dane.HostDane;
import io.github.mtasts.decision.DaneDecider;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.resolution.DaneRule;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * DANE in one attempt: the operator's rule, and what the DNS says about each MX host.
 *
 * <p>Comes in: a host. Goes out: its state, from memory or after a look-up. Thread-safe.
 */
final class DanePart {
    static final HostDane OFF = new HostDane.None("DANE is off");
    private static final HostDane IGNORED = new HostDane.None("the operator's rule ignores TLSA records");
    private static final HostDane ADDRESS = new HostDane.None("the next hop is an address");
    private static final HostDane REPORT = new HostDane.None("TLS reports are not judged");

    private final @Nullable DaneLookup lookup;
    private final DeliveryRequest request;
    private final DaneRule rule;
    private final boolean standsIn;

    /** @param standsIn whether DANE stands in for the certificate that a published policy requires */
    DanePart(@Nullable DaneLookup lookup, DeliveryRequest request, DaneRule rule, boolean standsIn) {
        this.standsIn = standsIn;
        this.lookup = lookup;
        this.request = request;
        this.rule = rule;
    }

    DaneRule rule() {
        return rule;
    }

    /** Adds what DANE requires of a host; nothing blocks a message for which TLS is not required (D31). */
    MxDecision decide(MxDecision sts, HostDane found) {
        return request.kind().isBlockedByPolicies() ? DaneDecider.decide(sts, found, rule, standsIn) : sts;
    }

    /** What is known without a question to the DNS; null when it must be asked. */
    @Nullable
    HostDane known(MxHost host) {
        PolicyDomain domain = request.domain();
        if (lookup == null) {
            return OFF;
        }
        if (domain == null) {
            return ADDRESS; // RFC 7672 section 2.2
        }
        if (request.kind() == DeliveryKind.TLS_REPORT) {
            return REPORT;
        }
        return rule == DaneRule.IGNORE ? IGNORED : lookup.known(question(domain, host));
    }

    /** Asks the DNS. Completes with the state, never exceptionally. */
    CompletableFuture<HostDane> find(MxHost host) {
        PolicyDomain domain = request.domain();
        return lookup == null || domain == null
                ? CompletableFuture.completedFuture(OFF)
                : lookup.find(question(domain, host));
    }

    private DaneQuestion question(PolicyDomain domain, MxHost host) {
        return new DaneQuestion(domain.name(), host.name(), request.port(), request.isWithoutMx());
    }
}
