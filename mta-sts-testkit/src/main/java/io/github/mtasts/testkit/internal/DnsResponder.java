package io.github.mtasts.testkit.internal;

import io.github.mtasts.testkit.internal.dnssec.Faults;
import io.github.mtasts.testkit.internal.dnssec.ResponseSigner;
import io.github.mtasts.testkit.internal.dnssec.Step;
import io.github.mtasts.testkit.internal.dnssec.ZoneTree;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Answers queries from the zone; forged names take precedence. It follows CNAMEs within one answer, as a recursive
 * server does.
 */
public final class DnsResponder {
    private static final int EDNS_PAYLOAD = 1232;
    private static final int MAX_ALIASES = 16;

    /** The zone in canonical order, in which the names below a name follow it directly. */
    private final ConcurrentSkipListMap<Name, RecordSet> zone = new ConcurrentSkipListMap<>();

    private final Map<Name, RecordSet> forged = new ConcurrentHashMap<>();
    private final ZoneTree zones = new ZoneTree(this::hasNamesFrom);
    private final Faults faults = new Faults();
    private final ResponseSigner signer;
    private volatile long defaultTtl = 300;
    private volatile long negativeTtl = 300;

    /**
     * Makes a responder without records.
     *
     * @param clock the time of signatures
     */
    public DnsResponder(Clock clock) {
        this.signer = new ResponseSigner(zones, faults, clock, this::names);
    }

    /**
     * The zone cuts.
     *
     * @return the zones
     */
    public ZoneTree zones() {
        return zones;
    }

    /**
     * The faults in signatures.
     *
     * @return the faults
     */
    public Faults faults() {
        return faults;
    }

    /**
     * The part that signs answers.
     *
     * @return the signer
     */
    public ResponseSigner signer() {
        return signer;
    }

    /** What a name without records of its own, the apex of a zone, has besides the records of the zone. */
    private static final RecordSet NOTHING = new RecordSet();

    private record Entry(RecordSet records, @Nullable Name wildcard) {}

    /**
     * A response and its delay.
     *
     * @param message the response, or null for no answer
     * @param delay how long to wait before it is sent
     */
    record Response(@Nullable Message message, Duration delay) {}

    /**
     * Sets the records of a name.
     *
     * @param name the name
     * @param records its records
     */
    public void put(Name name, RecordSet records) {
        zone.put(name, records);
    }

    /**
     * Removes a name.
     *
     * @param name the name
     */
    public void remove(Name name) {
        zone.remove(name);
    }

    /**
     * Replaces the zone's records of a name by forged ones.
     *
     * @param name the name
     * @param records the forged records; null to end the forgery
     */
    public void forge(Name name, @Nullable RecordSet records) {
        if (records == null) {
            forged.remove(name);
        } else {
            forged.put(name, records);
        }
    }

    /**
     * Sets the default TTL of records.
     *
     * @param seconds the TTL
     */
    public void defaultTtl(long seconds) {
        defaultTtl = seconds;
    }

    /**
     * Sets the TTL of negative answers.
     *
     * @param seconds the TTL
     */
    public void negativeTtl(long seconds) {
        negativeTtl = seconds;
        zones.negativeTtl(seconds);
    }

    /**
     * The records of a name and type. It follows aliases, ignores faults and logs no query.
     *
     * @param name the name
     * @param type the type
     * @return the records
     */
    public List<Record> lookUp(Name name, int type) {
        Name at = name;
        for (int i = 0; i < MAX_ALIASES; i++) {
            Entry entry = find(at);
            if (entry == null) {
                return List.of();
            }
            RecordSet records = entry.records();
            List<Record> found = records.records(type, at, defaultTtl);
            List<Record> alias = records.records(Type.CNAME, at, defaultTtl);
            if (!found.isEmpty() || alias.isEmpty()) {
                return found;
            }
            at = ((CNAMERecord) alias.get(0)).getTarget();
        }
        return List.of();
    }

    Response respond(Message query, boolean udp) {
        Message response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setFlag(Flags.AA);
        response.getHeader().setFlag(Flags.RA);
        if (query.getHeader().getFlag(Flags.RD)) {
            response.getHeader().setFlag(Flags.RD);
        }
        if (query.getOPT() != null) {
            response.addRecord(new OPTRecord(EDNS_PAYLOAD, 0, 0), Section.ADDITIONAL);
        }
        Record question = query.getQuestion();
        if (question == null || query.getHeader().getOpcode() != Opcode.QUERY) {
            response.getHeader().setRcode(Rcode.NOTIMP);
            return new Response(response, Duration.ZERO);
        }
        response.addRecord(question, Section.QUESTION);
        return answer(query, response, udp);
    }

    private Response answer(Message query, Message response, boolean udp) {
        Record question = query.getQuestion();
        List<Step> steps = new ArrayList<>();
        Response answer = answer(question.getName(), question.getType(), response, udp, steps);
        if (answer.message() != null) {
            signer.complete(query, answer.message(), steps);
        }
        return answer;
    }

    private Response answer(Name asked, int type, Message response, boolean udp, List<Step> steps) {
        Duration delay = Duration.ZERO;
        Set<Name> seen = new HashSet<>();
        for (Name name = asked; seen.add(name); ) {
            Entry entry = find(name);
            List<Record> own = zones.own(name, type);
            if (entry == null && own.isEmpty()) {
                Name target = renamed(name, response, steps, type);
                if (target != null && type == Type.CNAME) {
                    return new Response(response, delay); // the alias that was asked for
                }
                if (target != null) {
                    name = target;
                    continue;
                }
                return new Response(absent(response, name, type, steps), delay);
            }
            RecordSet records = entry == null ? NOTHING : entry.records();
            delay = delay.plus(records.delay());
            if (truncates(records, udp)) {
                response.removeAllRecords(Section.ANSWER);
                response.getHeader().setFlag(Flags.TC);
                steps.clear();
                return new Response(response, delay);
            }
            RecordSet.Fault fault = records.fault(type);
            if (fault != null) {
                return new Response(faulty(response, name, type, fault, steps), delay);
            }
            List<Record> found = new ArrayList<>(own);
            found.addAll(records.records(type, name, defaultTtl));
            List<Record> alias = records.records(Type.CNAME, name, defaultTtl);
            boolean none = found.isEmpty() && alias.isEmpty();
            steps.add(new Step(
                    name,
                    type,
                    none ? Step.Found.NO_DATA : Step.Found.RECORDS,
                    entry == null ? null : entry.wildcard(),
                    forged.containsKey(name)));
            found.forEach(one -> response.addRecord(one, Section.ANSWER));
            if (!found.isEmpty()) {
                return new Response(response, delay);
            }
            if (none) {
                return new Response(negative(response, name, Rcode.NOERROR), delay);
            }
            response.addRecord(alias.get(0), Section.ANSWER);
            name = ((CNAMERecord) alias.get(0)).getTarget();
        }
        return new Response(response, delay);
    }

    private Message absent(Message response, Name name, int type, List<Step> steps) {
        boolean exists = hasNamesBelow(name) || zones.isApex(name);
        steps.add(new Step(name, type, exists ? Step.Found.NO_DATA : Step.Found.NO_NAME, null, false));
        return negative(response, name, exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
    }

    /** Applies a DNAME record above a name: adds it and the CNAME record made from it (RFC 6672 section 3.1). */
    private @Nullable Name renamed(Name name, Message response, List<Step> steps, int type) {
        for (Name above = name; !above.equals(Name.root); ) {
            above = new Name(above, 1);
            RecordSet records = zone.get(above);
            List<Record> dname = records == null ? List.of() : records.records(Type.DNAME, above, defaultTtl);
            if (!dname.isEmpty()) {
                try {
                    Name target = name.fromDNAME((DNAMERecord) dname.get(0));
                    response.addRecord(dname.get(0), Section.ANSWER);
                    response.addRecord(
                            new CNAMERecord(name, DClass.IN, dname.get(0).getTTL(), target), Section.ANSWER);
                    steps.add(new Step(above, type, Step.Found.RECORDS, null, false));
                    return target;
                } catch (NameTooLongException e) {
                    throw new IllegalStateException("no name of this length under the target of " + above, e);
                }
            }
        }
        return null;
    }

    private static boolean truncates(RecordSet records, boolean udp) {
        return records.truncation() == RecordSet.Truncation.EVERYWHERE
                || (records.truncation() == RecordSet.Truncation.UDP && udp);
    }

    private @Nullable Message faulty(Message response, Name name, int type, RecordSet.Fault fault, List<Step> steps) {
        if (fault == RecordSet.Fault.SILENT) {
            return null;
        }
        if (fault == RecordSet.Fault.NXDOMAIN) {
            steps.add(new Step(name, type, Step.Found.NO_NAME, null, forged.containsKey(name)));
            return negative(response, name, Rcode.NXDOMAIN);
        }
        response.removeAllRecords(Section.ANSWER);
        steps.clear();
        response.getHeader().setRcode(fault == RecordSet.Fault.REFUSED ? Rcode.REFUSED : Rcode.SERVFAIL);
        return response;
    }

    /** Makes a negative answer; its TTL is the TTL of the SOA record in its authority section (RFC 2308 section 3). */
    private Message negative(Message response, Name name, int rcode) {
        response.getHeader().setRcode(rcode);
        Name apex = name.labels() <= 3 ? name : new Name(name, name.labels() - 3);
        Name server = Names.absolute("ns.testkit.test");
        response.addRecord(
                new SOARecord(apex, DClass.IN, negativeTtl, server, server, 1, 3600, 600, 86_400, negativeTtl),
                Section.AUTHORITY);
        return response;
    }

    /** The records of a name, or of the wildcard that it matches (RFC 4592 section 3.3). */
    private @Nullable Entry find(Name name) {
        RecordSet lie = forged.get(name);
        RecordSet records = lie != null ? lie : zone.get(name);
        if (records != null) {
            return new Entry(records, null);
        }
        if (hasNamesBelow(name) || zones.isApex(name)) {
            return null;
        }
        Name encloser = name;
        while (!encloser.equals(Name.root)) {
            encloser = new Name(encloser, 1);
            if (hasNamesFrom(encloser) || zones.isApex(encloser)) {
                break;
            }
        }
        int surplus = name.labels() - encloser.labels();
        Name wildcard = name.wild(surplus);
        RecordSet expanded = zone.get(wildcard);
        return expanded == null ? null : new Entry(expanded, wildcard);
    }

    /** All names with their types. */
    private Map<Name, Set<Integer>> names() {
        Map<Name, Set<Integer>> all = new HashMap<>();
        zone.forEach((name, records) -> all.put(name, records.types()));
        return all;
    }

    private boolean hasNamesFrom(Name name) {
        return zone.containsKey(name) || hasNamesBelow(name);
    }

    /** Whether a name has names below it, so that it exists although it has no records (RFC 8020). */
    private boolean hasNamesBelow(Name name) {
        Name next = zone.higherKey(name);
        return next != null && next.subdomain(name);
    }
}
