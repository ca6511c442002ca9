package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.Names;
import io.github.mtasts.testkit.internal.dnssec.Faults;
import io.github.mtasts.testkit.internal.dnssec.ResponseSigner;
import io.github.mtasts.testkit.internal.dnssec.ZoneTree;
import java.util.List;
import org.xbill.DNS.Record;

/**
 * The DNSSEC side of a {@link DnsServer}: signed zones up to a root of its own, and faults in signatures and proofs.
 * Nothing is signed until {@link #sign} is called; then the named zone and each zone above it are, and all other names
 * are in unsigned zones. Answers are signed for queries that have DO set, at the time of the network's clock, and stay
 * valid for 13 days. Forged answers ({@link DnsServer#forge}) are never signed. Thread-safe.
 */
public final class Dnssec {
    private final ZoneTree zones;
    private final Faults faults;
    private final ResponseSigner signer;

    Dnssec(ZoneTree zones, Faults faults, ResponseSigner signer) {
        this.zones = zones;
        this.faults = faults;
        this.signer = signer;
    }

    /**
     * Signs a zone, and each zone above it that is not signed yet. Names below the apex are in this zone, unless they
     * are in a zone of their own.
     *
     * @param apex the apex of the zone
     * @return the zone; the same when it is signed already
     */
    public SignedZone sign(String apex) {
        return new SignedZone(zones.sign(Names.absolute(apex)));
    }

    /**
     * Makes a name below a signed zone the apex of an unsigned zone.
     *
     * @param apex the apex
     * @return this
     */
    public Dnssec unsigned(String apex) {
        zones.cutUnsigned(Names.absolute(apex));
        return this;
    }

    /**
     * The trust anchor: the DS set of the root.
     *
     * @return each record in presentation format, such as {@code . 3600 IN DS 4711 13 2 9F...}; empty when nothing is
     *     signed
     */
    public List<String> trustAnchors() {
        return zones.rootDs().stream().map(Record::toString).toList();
    }

    /**
     * Sets a fault in the answers for a name.
     *
     * @param name the name
     * @param type such as {@code TLSA}; {@code ANY} for all
     * @param fault the fault
     * @return this
     */
    public Dnssec fault(String name, String type, SignatureFault fault) {
        faults.set(Names.absolute(name), Names.type(type), fault);
        return this;
    }

    /**
     * Ends the faults of a name.
     *
     * @param name the name
     * @return this
     */
    public Dnssec heal(String name) {
        faults.heal(Names.absolute(name));
        return this;
    }

    /**
     * Leaves all signatures and proofs out of answers, as a resolver does that does not know DNSSEC.
     *
     * @param on whether
     * @return this
     */
    public Dnssec stripSignatures(boolean on) {
        faults.strip(on);
        return this;
    }

    /**
     * Answers as a validating resolver: secure answers have AD set when the query has AD or DO set (RFC 6840 sections
     * 5.7 and 5.8), and bogus answers are SERVFAIL unless the query has CD set.
     *
     * @param on whether
     * @return this
     */
    public Dnssec validate(boolean on) {
        signer.validates(on);
        return this;
    }

    /**
     * Sets AD in every answer, whatever the truth.
     *
     * @param on whether
     * @return this
     */
    public Dnssec forceAuthenticData(boolean on) {
        signer.forcesAd(on);
        return this;
    }
}
