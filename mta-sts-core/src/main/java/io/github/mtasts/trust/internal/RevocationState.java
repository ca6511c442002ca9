package io.github.mtasts.trust.internal;

/** The state of one certificate according to one response or CRL. */
enum RevocationState {
    GOOD,
    REVOKED,
    /** The response or CRL is missing, out of date, not signed by the issuer, or about another certificate. */
    UNKNOWN
}
