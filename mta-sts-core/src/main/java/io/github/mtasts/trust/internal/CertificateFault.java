package io.github.mtasts.trust.internal;

import io.github.mtasts.text.Printable;

/**
 * One thing that is wrong with a certificate chain.
 *
 * @param kind what it is, for choosing a result type
 * @param reason a stable code such as {@code unknown-issuer}, then ": " and a short detail; bounded and printable
 */
public record CertificateFault(Kind kind, String reason) {
    /** Kinds of faults, as far as RFC 8460 section 4.3.1 tells them apart. */
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
        /** It could not be learnt whether a certificate is revoked, and the operator demands to know. */
        REVOCATION_UNKNOWN
    }

    /** Makes a fault; what the peer wrote into its certificate is made harmless. */
    public CertificateFault {
        reason = Printable.reason(reason);
    }
}
