package io.github.mtasts.decision;

import io.github.mtasts.dane.HostDane;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.MxDecision.Reject;
import io.github.mtasts.outcome.MxDecision.RequireDane;
import io.github.mtasts.outcome.MxDecision.RequireTls;
import io.github.mtasts.outcome.MxDecision.Scope;
import io.github.mtasts.resolution.DaneRule;
import org.jspecify.annotations.Nullable;

/**
 * Adds what DANE requires of an MX host to what its MTA-STS policy requires (RFC 8461 section 2: neither overrides the other,
 * D15). Pure; allocates only for a rejection.
 */
public final class DaneDecider {
    /** The reason code of a host that has no address. */
    public static final String NO_ADDRESS = "no-address";

    private static final MxDecision DANE = new RequireDane(null);
    private static final MxDecision DANE_AND_PUBLISHED = new RequireDane(Scope.PUBLISHED);
    private static final MxDecision DANE_AND_LOCAL = new RequireDane(Scope.LOCAL);
    private static final MxDecision TLS = new RequireTls();

    private DaneDecider() {}

    /**
     * Decides for one host.
     *
     * @param sts what the MTA-STS policy and the operator's rule for it require
     * @param dane what the DNS says about the host
     * @param rule the operator's rule for DANE
     * @return the requirements
     */
    public static MxDecision decide(MxDecision sts, HostDane dane, DaneRule rule) {
        return decide(sts, dane, rule, false);
    }

    /**
     * Decides for one host.
     *
     * @param sts what the MTA-STS policy and the operator's rule for it require
     * @param dane what the DNS says about the host
     * @param rule the operator's rule for DANE
     * @param standsIn whether DANE behind signed MX records stands in for the certificate that a published policy requires (D15)
     * @return the requirements
     */
    public static MxDecision decide(MxDecision sts, HostDane dane, DaneRule rule, boolean standsIn) {
        if (sts instanceof Reject || rule == DaneRule.IGNORE || rule == DaneRule.AUDIT) {
            return sts;
        }
        Failure failure = failure(dane, rule);
        if (failure != null) {
            return new Reject(failure, Scope.DANE);
        }
        if (dane instanceof HostDane.Records) {
            boolean isReplaced = standsIn && dane.secureMx() && sts.validatedBy() == Scope.PUBLISHED;
            return withDane(isReplaced ? null : sts.validatedBy());
        }
        // RFC 7672 section 2.2: never in the clear; a policy that enforces asks for more than that.
        return dane instanceof HostDane.EncryptOnly && !sts.requiresTls() ? TLS : sts;
    }

    private static MxDecision withDane(@Nullable Scope validated) {
        if (validated == null) {
            return DANE;
        }
        return validated == Scope.LOCAL ? DANE_AND_LOCAL : DANE_AND_PUBLISHED;
    }

    /**
     * Why no mail goes to a host at all.
     *
     * @param dane what the DNS says about the host
     * @param rule the operator's rule for DANE
     * @return null when a connection may be opened
     */
    public static @Nullable Failure failure(HostDane dane, DaneRule rule) {
        if (dane instanceof HostDane.Unknown unknown) {
            return unknown.failure();
        }
        if (dane instanceof HostDane.Unreachable none) {
            return new Failure(ResultType.VALIDATION_FAILURE, NO_ADDRESS + ": " + none);
        }
        return rule == DaneRule.REQUIRE ? missing(dane) : null;
    }

    /** RFC 7672 section 6: signed MX records and usable TLSA records. */
    private static @Nullable Failure missing(HostDane dane) {
        if (dane instanceof HostDane.Records found && found.secureMx()) {
            return null;
        }
        String why = dane instanceof HostDane.Records ? "the MX records are not signed" : dane.toString();
        return new Failure(ResultType.DANE_REQUIRED, "dane-required: the operator's rule requires DANE, and " + why);
    }
}
