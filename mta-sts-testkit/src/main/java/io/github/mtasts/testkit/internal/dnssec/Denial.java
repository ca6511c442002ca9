package io.github.mtasts.testkit.internal.dnssec;

import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Makes the records that prove that something does not exist. */
interface Denial {
    /** The proof that a name has no records of the type asked for; for a cut that there is no DS. */
    List<Record> noData(ZoneContents contents, Name name, long ttl);

    /** The proof that a name does not exist and that no wildcard matches it. */
    List<Record> noName(ZoneContents contents, Name name, long ttl);

    /** The proof that a name, answered from a wildcard, does not exist itself. */
    List<Record> expanded(ZoneContents contents, Name name, long ttl);

    /** The proof that a name, matched by a wildcard, has no records of the type asked for. */
    List<Record> noDataExpanded(ZoneContents contents, Name name, Name wildcard, long ttl);

    /** The NSEC3PARAM set of the zone; empty for NSEC. */
    List<Record> parameters(Name apex);
}
