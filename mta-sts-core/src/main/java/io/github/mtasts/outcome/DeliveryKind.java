package io.github.mtasts.outcome;

/** The kind of a message: policies treat each differently. */
public enum DeliveryKind {
    /** Mail: policies are enforced and reported. */
    NORMAL,
    /** Mail with {@code TLS-Required: No} (RFC 8689): policies are reported and block nothing. */
    TLS_NOT_REQUIRED,
    /** A TLS report: policies neither block nor count it (RFC 8460 section 5.3), so that reports cause no reports. */
    TLS_REPORT
}
