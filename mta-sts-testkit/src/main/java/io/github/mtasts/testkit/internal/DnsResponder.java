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

/** Answers a query from the zone, forged names first. It follows CNAMEs in one answer, as a recursive server would. */
public final class DnsResponder {
    private static final int EDNS_PAYLOAD = 1232;
    private static final int MAX_ALIASES = 16;

    /** Canonical order puts the names below a name right after it. */
    private final ConcurrentSkipListMap<Name, RecordSet> zone = new ConcurrentSkipListMap<>();

    private final Map<Name, RecordSet> forged = new ConcurrentHashMap<>();
    private volatile long defaultTtl = 300;
    private volatile long negativeTtl = 300;

    /**
     * A response and how to send it.
     *
     * @param message the response, or null for silence
     * @param delay how long to wait before
     */
    record Response(@Nullable Message message, Duration delay) {}

    /**
     * Sets what is answered for a name.
     *
     * @param name the name
     * @param records its records
     */
    public void put(Name name, RecordSet records) {
        zone.put(name, records);
    }

    /**
     * Forgets a name.
     *
     * @param name the name
     */
    public void remove(Name name) {
        zone.remove(name);
    }

    /**
     * Lays other answers over those of the zone.
     *
     * @param name the name
     * @param records what is answered; null to end the forgery
     */
    public void forge(Name name, @Nullable RecordSet records) {
        if (records == null) {
            forged.remove(name);
        } else {
            forged.put(name, records);
        }
    }

    /**
     * Sets the TTL of records that have none of their own.
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
     * The records of a name and type, aliases followed, without faults and without a query.
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

    /** RFC 2308 section 3: the TTL of a negative answer is that of the SOA in its authority section. */
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

    /** RFC 8020: a name with names below it exists, though it has no records. */
    private boolean hasNamesBelow(Name name) {
        Name next = zone.higherKey(name);
        return next != null && next.subdomain(name);
    }
}
