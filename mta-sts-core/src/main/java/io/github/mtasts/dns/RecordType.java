package io.github.mtasts.dns;

/** A type of DNS records that {@link SecureResolver} looks up. */
public enum RecordType {
    /** Mail exchangers (RFC 1035 section 3.3.9). */
    MX(15),
    /** IPv4 addresses. */
    A(1),
    /** IPv6 addresses (RFC 3596). */
    AAAA(28),
    /** An alias, itself and not its target. */
    CNAME(5),
    /** Certificate associations for DANE (RFC 6698). */
    TLSA(52);

    private final int number;

    RecordType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
