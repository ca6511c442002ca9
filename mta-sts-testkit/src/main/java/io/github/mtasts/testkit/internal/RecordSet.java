package io.github.mtasts.testkit.internal;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.Type;

/** The records and faults of one name. Records are made on request, with the name and TTL of that time. */
public final class RecordSet {
    /** An answer without records. */
    public enum Fault {
        /** NXDOMAIN. */
        NXDOMAIN,
        /** SERVFAIL. */
        SERVFAIL,
        /** REFUSED. */
        REFUSED,
        /** No answer. */
        SILENT
    }

    /** The transports over which answers are truncated. */
    public enum Truncation {
        /** Only answers that do not fit. */
        NATURAL,
        /** Over UDP. */
        UDP,
        /** Over UDP and TCP. */
        EVERYWHERE
    }

    private interface Template {
        Record under(Name name, long ttl);
    }

    private final Map<Integer, List<Template>> records = new HashMap<>();
    private final Map<Integer, Fault> faults = new HashMap<>();
    private Truncation truncation = Truncation.NATURAL;
    private Duration delay = Duration.ZERO;
    private @Nullable Long ttl;

    /**
     * Sets the TXT records.
     *
     * @param texts the character-strings of each record
     */
    public synchronized void txt(List<List<byte[]>> texts) {
        List<Template> made = new ArrayList<>();
        for (List<byte[]> chunks : texts) {
            byte[] rdata = characterStrings(chunks);
            made.add((name, seconds) -> Record.newRecord(name, Type.TXT, DClass.IN, seconds, rdata));
        }
        set(Type.TXT, made);
    }

    private static byte[] characterStrings(List<byte[]> chunks) {
        ByteArrayOutputStream rdata = new ByteArrayOutputStream();
        for (byte[] chunk : chunks) {
            if (chunk.length > 255) {
                throw new IllegalArgumentException("a character-string has at most 255 octets");
            }
            rdata.write(chunk.length);
            rdata.writeBytes(chunk);
        }
        return rdata.toByteArray();
    }

    /**
     * Sets the A records.
     *
     * @param ips IPv4 addresses
     */
    public synchronized void a(List<String> ips) {
        List<Template> made = new ArrayList<>();
        for (String ip : ips) {
            InetAddress address = literal(ip, Address.IPv4);
            made.add((name, seconds) -> new ARecord(name, DClass.IN, seconds, address));
        }
        set(Type.A, made);
    }

    /**
     * Sets the AAAA records.
     *
     * @param ips IPv6 addresses
     */
    public synchronized void aaaa(List<String> ips) {
        List<Template> made = new ArrayList<>();
        for (String ip : ips) {
            // As octets, because Java converts an IPv4-mapped address to IPv4, and tests of a guard need the former.
            byte[] octets = Address.toByteArray(ip, Address.IPv6);
            if (octets == null) {
                throw new IllegalArgumentException("not an IPv6 address: " + ip);
            }
            made.add((name, seconds) -> new AAAARecord(name, DClass.IN, seconds, octets));
        }
        set(Type.AAAA, made);
    }

    /**
     * Adds an MX record.
     *
     * @param preference its preference
     * @param host its host
     */
    public synchronized void addMx(int preference, String host) {
        Name target = Names.absolute(host);
        List<Template> all = new ArrayList<>(records.getOrDefault(Type.MX, List.of()));
        all.add((name, seconds) -> new MXRecord(name, DClass.IN, seconds, preference, target));
        set(Type.MX, all);
    }

    /**
     * Adds a TLSA record.
     *
     * @param usage the certificate usage
     * @param selector the selector
     * @param matchingType the matching type
     * @param data the certificate association data
     */
    public synchronized void addTlsa(int usage, int selector, int matchingType, byte[] data) {
        List<Template> all = new ArrayList<>(records.getOrDefault(Type.TLSA, List.of()));
        all.add((name, seconds) ->
                new TLSARecord(name, DClass.IN, seconds, usage, selector, matchingType, data.clone()));
        set(Type.TLSA, all);
    }

    /**
     * Sets the alias of all names below.
     *
     * @param domain the target
     */
    public synchronized void dname(String domain) {
        Name target = Names.absolute(domain);
        set(Type.DNAME, List.of((name, seconds) -> new DNAMERecord(name, DClass.IN, seconds, target)));
    }

    /**
     * Sets the alias.
     *
     * @param host the target of the alias
     */
    public synchronized void cname(String host) {
        Name target = Names.absolute(host);
        set(Type.CNAME, List.of((name, seconds) -> new CNAMERecord(name, DClass.IN, seconds, target)));
    }

    private void set(int type, List<Template> made) {
        records.put(type, made);
        faults.remove(type);
        faults.remove(Type.ANY);
    }

    /**
     * Sets the TTL of all records.
     *
     * @param seconds the TTL
     */
    public synchronized void ttl(long seconds) {
        ttl = seconds;
    }

    /**
     * Sets a fault.
     *
     * @param type the type, or {@code ANY} for all
     * @param fault the answer
     */
    public synchronized void fault(String type, Fault fault) {
        faults.put(Names.type(type), fault);
    }

    /**
     * Removes the records and the fault of one type.
     *
     * @param type the type
     */
    public synchronized void noData(String type) {
        set(Names.type(type), List.of());
    }

    /**
     * Sets the transports over which answers are truncated.
     *
     * @param where the transports
     */
    public synchronized void truncation(Truncation where) {
        truncation = where;
    }

    /**
     * Sets the delay of answers.
     *
     * @param time the delay
     */
    public synchronized void delay(Duration time) {
        delay = time;
    }

    /** Ends every fault. */
    public synchronized void heal() {
        faults.clear();
        truncation = Truncation.NATURAL;
        delay = Duration.ZERO;
    }

    /** Removes all records and faults. */
    public synchronized void clear() {
        heal();
        records.clear();
    }

    synchronized @Nullable Fault fault(int type) {
        Fault all = faults.get(Type.ANY);
        return all != null ? all : faults.get(type);
    }

    synchronized List<Record> records(int type, Name name, long defaultTtl) {
        long seconds = ttl == null ? defaultTtl : ttl;
        List<Record> made = new ArrayList<>();
        for (Template template : records.getOrDefault(type, List.of())) {
            made.add(template.under(name, seconds));
        }
        return made;
    }

    /** The types that have records. */
    synchronized Set<Integer> types() {
        Set<Integer> types = new TreeSet<>();
        records.forEach((type, set) -> {
            if (!set.isEmpty()) {
                types.add(type);
            }
        });
        return types;
    }

    synchronized Truncation truncation() {
        return truncation;
    }

    synchronized Duration delay() {
        return delay;
    }

    private static InetAddress literal(String ip, int family) {
        try {
            return Address.getByAddress(ip, family);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + ip, e);
        }
    }
}
