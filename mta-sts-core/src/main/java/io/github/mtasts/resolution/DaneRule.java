package io.github.mtasts.resolution;

/**
 * An operator's rule about DANE for a domain, beside the {@link LocalRule} about MTA-STS.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7672#section-6">RFC 7672 section 6</a>
 */
public enum DaneRule {
    /** Do what the DNS says. */
    FOLLOW,
    /** Act as if there were no TLSA records, and do not ask for them. */
    IGNORE,
    /** Look at TLSA records and report failures, and deliver in spite of them (RFC 7672 section 9.1). */
    AUDIT,
    /** Deliver only where DNSSEC proves the MX host, and a TLSA record authenticates it. */
    REQUIRE
}
