package io.github.mtasts.trust.internal;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.text.Printable;

/**
 * One fault of a certificate chain.
 *
 * @param kind the kind, which decides the result type
 * @param reason a stable code such as {@code unknown-issuer}, then ": " and a short detail; bounded and printable
 */
public record CertificateFault(Kind kind, String reason) {
    /** The code in the reason of {@link Kind#NOT_ASKED}. */
    public static final String NOT_ASKED_CODE = "revocation-not-asked";

    /** The kinds of faults that RFC 8460 section 4.3.1 distinguishes, and some more. */
    public enum Kind {
        /** The certificate of the host, or one between it and the anchor, is past its last day. */
        EXPIRED,
        /** As {@link #EXPIRED}, before the first day. */
        NOT_YET_VALID,
        /** No valid path to a trust anchor, or a certificate that was not issued for TLS servers. */
        NOT_TRUSTED,
        /** None of the DNS-IDs is the name that was dialled. */
        HOST_MISMATCH,
        /** The issuer has revoked a certificate of the path. */
        REVOKED,
        /**
         * Whether a certificate is revoked is unknown, and the operator requires a check, or no path was found among the
         * certificates that the peer presented.
         */
        REVOCATION_UNKNOWN,
        /** As {@link #REVOCATION_UNKNOWN}, because of a fault of our own: not the fault of the certificate's owner. */
        NOT_ASKED
    }

    /**
     * The fault as one of an MX host (RFC 8460 section 4.3.1).
     *
     * @return the failure with its result type
     */
    public Failure ofMxHost() {
        ResultType type = switch (kind) {
            case EXPIRED -> ResultType.CERTIFICATE_EXPIRED;
            case HOST_MISMATCH -> ResultType.CERTIFICATE_HOST_MISMATCH;
            case NOT_YET_VALID, NOT_TRUSTED, REVOKED, REVOCATION_UNKNOWN, NOT_ASKED ->
                ResultType.CERTIFICATE_NOT_TRUSTED;
        };
        return new Failure(type, reason);
    }

    /** Makes a fault, with a cut and cleaned reason: it quotes the certificate. */
    public CertificateFault {
        reason = Printable.reason(reason);
    }
}
