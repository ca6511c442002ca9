package io.github.mtasts;

import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyResolution;
import org.jspecify.annotations.Nullable;

/**
 * The decision about a message for a domain without a host to try (RFC 8461 section 5.1, D12). Pure.
 *
 * <p>Comes in: the delivery, the operator's rule, the result of the MX look-up and the cached policy. Goes out: a decision, or
 * null when the DNS must be asked for a newer policy first.
 */
final class Unroutable {
    private final DeliveryRequest request;
    private final LocalRule rule;
    private final MxLookupResult dnsSays;

    Unroutable(DeliveryRequest request, LocalRule rule, MxLookupResult dnsSays) {
        if (dnsSays instanceof MxLookupResult.Hosts hosts && !hosts.implicit()) {
            throw new IllegalArgumentException("MtaSts.unroutable got " + hosts
                    + ": try these hosts, and ask DeliveryAttempt.unsent if none takes the mail");
        }
        this.request = request;
        this.rule = rule;
        this.dnsSays = dnsSays;
    }

    /** Whether the cached policy can change the decision: reading it may do I/O. */
    boolean dependsOnCache() {
        return rule instanceof LocalRule.Follow && !(dnsSays instanceof MxLookupResult.TemporaryFailure);
    }

    /**
     * Decides without the DNS.
     *
     * @param cached the cached policy, null when there is none or it was not read
     * @return null on a last try for which the DNS must be asked
     */
    @Nullable
    Unsent settled(@Nullable PolicyResolution cached) {
        boolean failed = dnsSays instanceof MxLookupResult.TemporaryFailure;
        String contradiction = contradiction(cached);
        if (!failed && contradiction == null) {
            return new Unsent.MayFail(sentence());
        }
        if (request.isLastTry()) {
            return isNotAsked()
                    ? new Unsent.Defer(
                            "4.4.3",
                            sentence() + "; the last try was not made: the DNS was not asked for MX hosts",
                            true)
                    : null;
        }
        return failed
                ? new Unsent.Defer("4.4.3", sentence())
                : new Unsent.Defer("4.7.5", sentence() + ", which contradicts " + contradiction);
    }

    private boolean isNotAsked() {
        return dnsSays instanceof MxLookupResult.TemporaryFailure failed && failed.fault() == LookupFault.NOT_ASKED;
    }

    /** The reason why the message was not sent. */
    String sentence() {
        if (dnsSays instanceof MxLookupResult.TemporaryFailure) {
            return "mail for " + request.nextHop() + " was not sent: " + dnsSays;
        }
        return request.nextHop() + " takes no mail: "
                + (dnsSays instanceof MxLookupResult.Hosts
                        ? "the domain has neither an MX record nor an address"
                        : dnsSays.toString());
    }

    private @Nullable String contradiction(@Nullable PolicyResolution cached) {
        if (rule instanceof LocalRule.RequireEnforce) {
            return "the operator's rule (" + rule + ")";
        }
        if (cached instanceof PolicyResolution.Undetermined unknown) {
            return "the policy that it may have (" + unknown.reason() + ")";
        }
        return cached instanceof PolicyResolution.InForce inForce
                        && inForce.policy().mode() == PolicyMode.ENFORCE
                ? "its cached MTA-STS policy (" + inForce.policy() + ")"
                : null;
    }
}
