package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.dnssec.Zone;
import java.util.HexFormat;

/**
 * A signed zone: made by {@link Dnssec#sign} with a key of ECDSA over P-256, NSEC, and its DS in the zone above. Each
 * method changes answers at once. Thread-safe.
 */
public final class SignedZone {
    private final Zone zone;

    SignedZone(Zone zone) {
        this.zone = zone;
    }

    /**
     * Replaces the key; the DS above follows.
     *
     * @param algorithm the algorithm of the new key
     * @return this
     */
    public SignedZone newKey(SigningAlgorithm algorithm) {
        zone.newKey(algorithm);
        return this;
    }

    /**
     * Denies with NSEC3 in place of NSEC (RFC 5155).
     *
     * @param iterations additional iterations of the hash
     * @param salt the salt in hexadecimal digits, empty for none
     * @param optOut whether unsigned delegations are left out of the chain
     * @return this
     */
    public SignedZone nsec3(int iterations, String salt, boolean optOut) {
        zone.nsec3(iterations, HexFormat.of().parseHex(salt), optOut);
        return this;
    }

    /**
     * Takes the DS out of the zone above: the delegation is insecure.
     *
     * @return this
     */
    public SignedZone withoutDs() {
        zone.delegation(Zone.Delegation.WITHOUT_DS);
        return this;
    }

    /**
     * Puts the DS of another key into the zone above: the zone is bogus.
     *
     * @return this
     */
    public SignedZone wrongDs() {
        zone.delegation(Zone.Delegation.WRONG_DS);
        return this;
    }

    /**
     * Puts a DS with a digest type that nobody implements into the zone above: the zone is insecure (RFC 4035 section
     * 5.2).
     *
     * @return this
     */
    public SignedZone unknownDigest() {
        zone.delegation(Zone.Delegation.UNKNOWN_DIGEST);
        return this;
    }

    /**
     * Puts the right DS back into the zone above.
     *
     * @return this
     */
    public SignedZone rightDs() {
        zone.delegation(Zone.Delegation.SECURE);
        return this;
    }
}
