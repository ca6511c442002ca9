package io.github.mtasts.testkit.internal.dnssec;

import io.github.mtasts.testkit.internal.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The zone cuts. Signing a zone signs each zone above it up to the root; names that exist and are in no declared zone
 * are in unsigned zones. Thread-safe.
 */
public final class ZoneTree {
    private static final Name SERVER = Names.absolute("ns.testkit.test");

    private final Predicate<Name> exists;
    private final Map<Name, Zone> declared = new ConcurrentHashMap<>();
    private volatile long negativeTtl = 300;

    /**
     * Makes a tree in which nothing is signed.
     *
     * @param exists whether the server has records at a name or below it
     */
    public ZoneTree(Predicate<Name> exists) {
        this.exists = exists;
    }

    /**
     * Signs a zone and the zones above it.
     *
     * @param apex the apex
     * @return the zone
     */
    public synchronized Zone sign(Name apex) {
        for (Name above = apex; !above.equals(Name.root); ) {
            above = new Name(above, 1);
            declared.computeIfAbsent(above, name -> Zone.signed(name, true));
        }
        return declared.compute(
                apex, (name, known) -> known != null && known.isSigned() ? known : Zone.signed(name, false));
    }

    /**
     * Cuts an unsigned zone off.
     *
     * @param apex the apex
     */
    public void cutUnsigned(Name apex) {
        declared.put(apex, Zone.unsigned(apex));
    }

    /**
     * Sets the TTL of SOA records.
     *
     * @param seconds the TTL
     */
    public void negativeTtl(long seconds) {
        negativeTtl = seconds;
    }

    /**
     * Whether any zone is signed.
     *
     * @return whether
     */
    public boolean isEmpty() {
        return declared.isEmpty();
    }

    /**
     * The DS set of the root.
     *
     * @return the records; empty when nothing is signed
     */
    public List<Record> rootDs() {
        Zone root = declared.get(Name.root);
        return root == null ? List.of() : List.of(root.key().ds(Zone.TTL));
    }

    /** The zone that a name is in; null when nothing is declared above it. The apex of a zone is in that zone. */
    @Nullable
    Zone zoneOf(Name name) {
        Name below = name;
        for (Name at = name; ; at = new Name(at, 1)) {
            Zone zone = declared.get(at);
            if (zone != null) {
                boolean delegates = zone.isRegistry() && !at.equals(name) && exists.test(below);
                return delegates ? Zone.unsigned(below) : zone;
            }
            if (at.equals(Name.root)) {
                return null;
            }
            below = at;
        }
    }

    /** The zone that answers a question: for DS the zone above the cut (RFC 4035 section 3.1.4.1). */
    @Nullable
    Zone responsible(Name name, int type) {
        Zone zone = zoneOf(name);
        if (type == Type.DS && zone != null && zone.apex().equals(name) && !name.equals(Name.root)) {
            return zoneOf(new Name(name, 1));
        }
        return zone;
    }

    /** The zones right below a zone that are declared. */
    List<Zone> declaredChildren(Zone zone) {
        return declared.values().stream()
                .filter(child ->
                        !child.apex().equals(zone.apex()) && child.apex().subdomain(zone.apex()))
                .filter(child -> isParent(zone, child))
                .toList();
    }

    /** Whether a zone is right above another. */
    boolean isParent(Zone zone, Zone child) {
        Zone above = child.apex().equals(Name.root) ? null : zoneOf(new Name(child.apex(), 1));
        return above != null && above.apex().equals(zone.apex());
    }

    /** Whether each zone from the root to this one is signed and delegated to with a DS that is understood. */
    boolean isSecure(Zone zone) {
        if (!zone.isSigned()) {
            return false;
        }
        if (zone.apex().equals(Name.root)) {
            return true;
        }
        Zone above = zoneOf(new Name(zone.apex(), 1));
        return zone.delegation() == Zone.Delegation.SECURE && above != null && isSecure(above);
    }

    /**
     * The records that a zone has by itself: SOA, NS, DNSKEY and NSEC3PARAM at its apex, DS at a cut below it.
     *
     * @param name the name
     * @param type the type
     * @return the records
     */
    public List<Record> own(Name name, int type) {
        List<Record> found = new ArrayList<>();
        Zone at = declared.get(name);
        if (at == null) {
            return found;
        }
        switch (type) {
            case Type.DS -> found.addAll(name.equals(Name.root) ? List.of() : at.ds());
            case Type.SOA -> found.add(at.soa(SERVER, negativeTtl));
            case Type.NS -> found.add(at.ns(SERVER));
            case Type.DNSKEY -> {
                if (at.isSigned()) {
                    found.add(at.key().record());
                }
            }
            case Type.NSEC3PARAM -> {
                if (at.isSigned()) {
                    found.addAll(at.denial().parameters(at.apex()));
                }
            }
            default -> {
                // Other types are records of the server.
            }
        }
        return found;
    }

    Record soa(Zone zone) {
        return zone.soa(SERVER, negativeTtl);
    }

    long negativeTtl() {
        return negativeTtl;
    }

    /**
     * Whether a name is the apex of a declared zone, so that it exists.
     *
     * @param name the name
     * @return whether
     */
    public boolean isApex(Name name) {
        return declared.containsKey(name);
    }
}
