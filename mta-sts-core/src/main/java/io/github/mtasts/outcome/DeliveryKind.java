package io.github.mtasts.outcome;

/** What is being delivered, as far as policies treat it differently. */
public enum DeliveryKind {
    /** Mail: policies are enforced and reported. */
    NORMAL,
    /** Mail whose sender asked with {@code TLS-Required: No} (RFC 8689) not to be held back: policies are reported only. */
    TLS_NOT_REQUIRED,
    /** A TLS report: policies neither hold it back nor count it (RFC 8460 section 5.3), lest reports breed reports. */
    TLS_REPORT
}
