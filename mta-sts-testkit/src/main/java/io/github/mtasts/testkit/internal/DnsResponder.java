package io.github.mtasts.testkit.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
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
    private volatile long defaultTtl = 300;
    private volatile long negativeTtl = 300;

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
            RecordSet records = find(at);
            if (records == null) {
                return List.of();
            }
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
        return answer(question.getName(), question.getType(), response, udp);
    }

    private Response answer(Name asked, int type, Message response, boolean udp) {
        Duration delay = Duration.ZERO;
        Set<Name> seen = new HashSet<>();
        for (Name name = asked; seen.add(name); ) {
            RecordSet records = find(name);
            if (records == null) {
                return new Response(
                        negative(response, name, hasNamesBelow(name) ? Rcode.NOERROR : Rcode.NXDOMAIN), delay);
            }
            delay = delay.plus(records.delay());
            if (truncates(records, udp)) {
                response.removeAllRecords(Section.ANSWER);
                response.getHeader().setFlag(Flags.TC);
                return new Response(response, delay);
            }
            RecordSet.Fault fault = records.fault(type);
            if (fault != null) {
                return new Response(faulty(response, name, fault), delay);
            }
            List<Record> found = records.records(type, name, defaultTtl);
            found.forEach(one -> response.addRecord(one, Section.ANSWER));
            if (!found.isEmpty()) {
                return new Response(response, delay);
            }
            List<Record> alias = records.records(Type.CNAME, name, defaultTtl);
            if (alias.isEmpty()) {
                return new Response(negative(response, name, Rcode.NOERROR), delay);
            }
            response.addRecord(alias.get(0), Section.ANSWER);
            name = ((CNAMERecord) alias.get(0)).getTarget();
        }
        return new Response(response, delay);
    }

    private static boolean truncates(RecordSet records, boolean udp) {
        return records.truncation() == RecordSet.Truncation.EVERYWHERE
                || (records.truncation() == RecordSet.Truncation.UDP && udp);
    }

    private @Nullable Message faulty(Message response, Name name, RecordSet.Fault fault) {
        if (fault == RecordSet.Fault.SILENT) {
            return null;
        }
        if (fault == RecordSet.Fault.NXDOMAIN) {
            return negative(response, name, Rcode.NXDOMAIN);
        }
        response.removeAllRecords(Section.ANSWER);
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

    private @Nullable RecordSet find(Name name) {
        RecordSet lie = forged.get(name);
        return lie != null ? lie : zone.get(name);
    }

    /** Whether a name has names below it, so that it exists although it has no records (RFC 8020). */
    private boolean hasNamesBelow(Name name) {
        Name next = zone.higherKey(name);
        return next != null && next.subdomain(name);
    }
}
