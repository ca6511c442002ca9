package io.github.mtasts.testkit.internal.dnssec;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * The names of one zone at one moment, each with its types, in canonical order (RFC 4034 section 6.1). A name that
 * exists only because of names below it has no types; a cut has NS, and DS when the zone below is delegated to
 * securely.
 */
final class ZoneContents {
    private final Zone zone;
    private final NavigableMap<Name, Set<Integer>> names = new TreeMap<>();

    private ZoneContents(Zone zone) {
        this.zone = zone;
    }

    /**
     * Collects the names of a zone.
     *
     * @param zone the zone
     * @param tree the zones
     * @param data all names of the server with their types
     */
    static ZoneContents of(Zone zone, ZoneTree tree, Map<Name, Set<Integer>> data) {
        ZoneContents contents = new ZoneContents(zone);
        contents.add(zone.apex(), Set.of(Type.SOA, Type.NS, Type.DNSKEY));
        if (!zone.denial().parameters(zone.apex()).isEmpty()) {
            contents.add(zone.apex(), Set.of(Type.NSEC3PARAM));
        }
        for (Zone child : tree.declaredChildren(zone)) {
            contents.add(child.apex(), child.hasDs() ? Set.of(Type.NS, Type.DS) : Set.of(Type.NS));
        }
        data.forEach((name, types) -> {
            if (name.subdomain(zone.apex())) {
                contents.addData(name, types, tree);
            }
        });
        return contents;
    }

    private void addData(Name name, Set<Integer> types, ZoneTree tree) {
        Zone in = tree.zoneOf(name);
        if (in == null) {
            return;
        }
        if (in.apex().equals(zone.apex())) {
            add(name, types);
        } else if (tree.isParent(zone, in)) {
            // A zone that is not declared has no DS; a declared one is there already.
            add(in.apex(), Set.of(Type.NS));
        }
    }

    private void add(Name name, Set<Integer> types) {
        names.computeIfAbsent(name, key -> new TreeSet<>()).addAll(types);
        for (Name above = name; !above.equals(zone.apex()); ) {
            above = new Name(above, 1);
            names.computeIfAbsent(above, key -> new TreeSet<>());
        }
    }

    NavigableMap<Name, Set<Integer>> names() {
        return names;
    }

    boolean has(Name name) {
        return names.containsKey(name);
    }

    Set<Integer> types(Name name) {
        return names.getOrDefault(name, Set.of());
    }

    /** Whether a name is a cut to a zone without DS. */
    boolean isInsecureCut(Name name) {
        Set<Integer> types = types(name);
        return !name.equals(zone.apex()) && types.contains(Type.NS) && !types.contains(Type.DS);
    }

    /** The longest existing ancestor of a name that does not exist. */
    Name closestEncloser(Name name) {
        Name at = name;
        while (!has(at)) {
            at = new Name(at, 1);
        }
        return at;
    }

    /** The ancestor of a name, or the name, that is one label longer than its closest encloser. */
    Name nextCloser(Name name) {
        int surplus = name.labels() - closestEncloser(name).labels() - 1;
        return surplus == 0 ? name : new Name(name, surplus);
    }

    Zone zone() {
        return zone;
    }
}
