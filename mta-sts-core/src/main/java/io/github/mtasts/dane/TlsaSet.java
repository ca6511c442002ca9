package io.github.mtasts.dane;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The TLSA records of one name. Immutable.
 *
 * <p>Records that cannot be used are set aside first. Then digest agility decides among the others (RFC 7671 section 9): of the
 * digests of one usage and selector only the strongest one counts, beside full data.
 */
public final class TlsaSet {
    private final List<TlsaRecord> records;
    private final List<TlsaRecord> decisive;

    private TlsaSet(List<TlsaRecord> records, List<TlsaRecord> decisive) {
        this.records = records;
        this.decisive = decisive;
    }

    /** Makes a set. */
    static TlsaSet of(List<TlsaRecord> records) {
        List<TlsaRecord> usable =
                records.stream().filter(TlsaRecord::isUsable).distinct().toList();
        return new TlsaSet(List.copyOf(records), agile(usable));
    }

    /** SHA-512 is taken for stronger than SHA-256, as in Postfix. */
    private static List<TlsaRecord> agile(List<TlsaRecord> usable) {
        record Group(int usage, int selector) {}
        Map<Group, Integer> strongest = new HashMap<>();
        for (TlsaRecord record : usable) {
            strongest.merge(new Group(record.usage(), record.selector()), record.matchingType(), Math::max);
        }
        List<TlsaRecord> decisive = new ArrayList<>();
        for (TlsaRecord record : usable) {
            boolean isStrongest = record.matchingType()
                    == strongest.getOrDefault(new Group(record.usage(), record.selector()), TlsaRecord.FULL);
            if (isStrongest || record.matchingType() == TlsaRecord.FULL) {
                decisive.add(record);
            }
        }
        return List.copyOf(decisive);
    }

    /** The records by which a host is authenticated; empty when none can be used. */
    public List<TlsaRecord> decisive() {
        return decisive;
    }

    /** Every record, one a line, as a report quotes them (RFC 8460 section 4.4). */
    public List<String> lines() {
        return records.stream().map(TlsaRecord::toString).toList();
    }

    @Override
    public String toString() {
        return records.size() + " TLSA records, of which " + decisive.size() + " count";
    }
}
