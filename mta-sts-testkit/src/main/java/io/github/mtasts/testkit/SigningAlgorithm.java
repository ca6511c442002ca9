package io.github.mtasts.testkit;

/** An algorithm for the keys of signed zones (RFC 8624 section 3.1). */
public enum SigningAlgorithm {
    /** RSA with SHA-256, keys of 2048 bits. */
    RSASHA256(8),
    /** ECDSA over P-256. */
    ECDSAP256SHA256(13),
    /** ECDSA over P-384. */
    ECDSAP384SHA384(14),
    /** Ed25519. */
    ED25519(15);

    private final int number;

    SigningAlgorithm(int number) {
        this.number = number;
    }

    /**
     * The number in DNSKEY and DS records.
     *
     * @return the number
     */
    public int number() {
        return number;
    }
}
