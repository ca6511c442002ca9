package io.github.mtasts.testkit.internal.dnssec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Proofs with NSEC (RFC 4035 section 3.1.3). Names without types have no NSEC record of their own. */
final class NsecDenial implements Denial {
    @Override
    public List<Record> noData(ZoneContents contents, Name name, long ttl) {
        return List.of(covering(contents, name, ttl));
    }

    @Override
    public List<Record> noName(ZoneContents contents, Name name, long ttl) {
        return distinct(
                covering(contents, name, ttl), covering(contents, wildcardAt(contents.closestEncloser(name)), ttl));
    }

    @Override
    public List<Record> expanded(ZoneContents contents, Name name, long ttl) {
        return List.of(covering(contents, name, ttl));
    }

    @Override
    public List<Record> noDataExpanded(ZoneContents contents, Name name, Name wildcard, long ttl) {
        return distinct(covering(contents, name, ttl), covering(contents, wildcard, ttl));
    }

    @Override
    public List<Record> parameters(Name apex) {
        return List.of();
    }

    static Name wildcardAt(Name encloser) {
        try {
            return Name.concatenate(Name.fromConstantString("*"), encloser);
        } catch (org.xbill.DNS.NameTooLongException e) {
            throw new IllegalStateException("no wildcard fits below " + encloser, e);
        }
    }

    private static List<Record> distinct(Record first, Record second) {
        List<Record> all = new ArrayList<>(List.of(first));
        if (!second.equals(first)) {
            all.add(second);
        }
        return all;
    }

    /** The NSEC record of a name, or the one whose gap the name falls into. */
    private static Record covering(ZoneContents contents, Name name, long ttl) {
        Name owner = contents.zone().apex();
        Name next = contents.zone().apex();
        boolean passed = false;
        for (var entry : contents.names().entrySet()) {
            if (entry.getValue().isEmpty()) {
                continue;
            }
            if (entry.getKey().compareTo(name) <= 0) {
                owner = entry.getKey();
            } else if (!passed) {
                next = entry.getKey();
                passed = true;
            }
        }
        Set<Integer> types = new TreeSet<>(contents.types(owner));
        types.add(Type.NSEC);
        types.add(Type.RRSIG);
        return new NSECRecord(
                owner,
                DClass.IN,
                ttl,
                next,
                types.stream().mapToInt(Integer::intValue).toArray());
    }
}
