package io.github.mtasts.trust.internal;

/** What one piece of evidence says about one certificate. */
enum RevocationState {
    GOOD,
    REVOKED,
    /** The evidence is missing, out of date, not signed by the issuer, or about something else. */
    UNKNOWN
}
