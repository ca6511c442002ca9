package io.github.mtasts.testkit.internal.dnssec;

import io.github.mtasts.testkit.SigningAlgorithm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;

/** A zone: its apex, its key when it is signed, its kind of denial, and the DS set that its parent publishes. */
public final class Zone {
    /** The DS set in the parent zone. */
    public enum Delegation {
        /** The DS of the zone's key. */
        SECURE,
        /** None: an insecure delegation, although the zone is signed. */
        WITHOUT_DS,
        /** A DS of another key: the zone is bogus. */
        WRONG_DS,
        /** A DS with a digest type that nobody implements: the zone is insecure. */
        UNKNOWN_DIGEST
    }

    static final long TTL = 3600;
    private static final int UNASSIGNED_DIGEST = 250;

    private final Name apex;
    private final boolean registry;
    private volatile @Nullable ZoneKey key;
    private volatile Denial denial = new NsecDenial();
    private volatile Delegation delegation = Delegation.SECURE;

    private Zone(Name apex, boolean registry, @Nullable ZoneKey key) {
        this.apex = apex;
        this.registry = registry;
        this.key = key;
    }

    static Zone signed(Name apex, boolean registry) {
        return new Zone(apex, registry, ZoneKey.generate(apex, SigningAlgorithm.ECDSAP256SHA256, TTL));
    }

    static Zone unsigned(Name apex) {
        return new Zone(apex, false, null);
    }

    /**
     * Replaces the key; the parent's DS follows.
     *
     * @param algorithm of the new key
     */
    public void newKey(SigningAlgorithm algorithm) {
        key = ZoneKey.generate(apex, algorithm, TTL);
    }

    /**
     * Sets the DS set in the parent zone.
     *
     * @param kind the DS set
     */
    public void delegation(Delegation kind) {
        delegation = kind;
    }

    /**
     * Denies with NSEC3 from now on.
     *
     * @param iterations additional iterations of the hash
     * @param salt the salt
     * @param optOut whether unsigned delegations are left out
     */
    public void nsec3(int iterations, byte[] salt, boolean optOut) {
        denial = new Nsec3Denial(iterations, salt, optOut);
    }

    Name apex() {
        return apex;
    }

    /** Whether each name below the apex that is in no declared zone is an unsigned zone of its own. */
    boolean isRegistry() {
        return registry;
    }

    boolean isSigned() {
        return key != null;
    }

    ZoneKey key() {
        ZoneKey now = key;
        if (now == null) {
            throw new IllegalStateException("the zone " + apex + " is not signed");
        }
        return now;
    }

    Denial denial() {
        return denial;
    }

    Delegation delegation() {
        return delegation;
    }

    /** Whether the parent zone publishes a DS set for it. */
    boolean hasDs() {
        return isSigned() && delegation != Delegation.WITHOUT_DS;
    }

    List<Record> ds() {
        List<Record> set = new ArrayList<>();
        if (hasDs()) {
            DSRecord right = key().ds(TTL);
            set.add(
                    switch (delegation) {
                        case WRONG_DS ->
                            ZoneKey.generate(apex, SigningAlgorithm.ECDSAP256SHA256, TTL)
                                    .ds(TTL);
                        case UNKNOWN_DIGEST ->
                            new DSRecord(
                                    apex,
                                    DClass.IN,
                                    TTL,
                                    right.getFootprint(),
                                    right.getAlgorithm(),
                                    UNASSIGNED_DIGEST,
                                    right.getDigest());
                        default -> right;
                    });
        }
        return set;
    }

    Record soa(Name server, long negativeTtl) {
        return new SOARecord(apex, DClass.IN, negativeTtl, server, server, 1, 3600, 600, 86_400, negativeTtl);
    }

    Record ns(Name server) {
        return new NSRecord(apex, DClass.IN, TTL, server);
    }
}
