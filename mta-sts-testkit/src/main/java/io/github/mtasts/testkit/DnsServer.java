package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.DnsListener;
import io.github.mtasts.testkit.internal.DnsResponder;
import io.github.mtasts.testkit.internal.Names;
import io.github.mtasts.testkit.internal.VirtualNet;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A DNS server on a loopback port, over UDP and TCP, that is authoritative for every name: names without answers are
 * NXDOMAIN. Each method takes a name in any case, with or without the last dot, and works as the method of the same
 * name in {@link DnsAnswers}. Thread-safe.
 */
public final class DnsServer {
    private final DnsResponder responder;
    private final Dnssec dnssec;
    private final Map<Name, DnsAnswers> names = new ConcurrentHashMap<>();
    private final List<Query> queries = Collections.synchronizedList(new ArrayList<>());
    private final DnsListener listener;

    /** The transport of a query. */
    public enum Transport {
        /** UDP. */
        UDP,
        /** TCP. */
        TCP
    }

    /**
     * A query as it was received.
     *
     * @param name the name asked for, in lower case and without the last dot
     * @param type the type asked for, such as {@code TXT}
     * @param transport the transport
     * @param id the message id
     * @param answer the answer in words: the records, {@code no data}, {@code truncated}, an error such as
     *     {@code NXDOMAIN}, or {@code no answer}
     */
    public record Query(String name, String type, Transport transport, int id, String answer) {}

    DnsServer(VirtualNet net, Clock clock) {
        this.responder = new DnsResponder(clock);
        this.dnssec = new Dnssec(responder.zones(), responder.faults(), responder.signer());
        this.listener = new DnsListener(net, responder, this::log);
    }

    private void log(Message message, boolean udp, @Nullable Message response) {
        Record question = message.getQuestion();
        if (question != null) {
            queries.add(new Query(
                    Names.text(question.getName()),
                    Type.string(question.getType()),
                    udp ? Transport.UDP : Transport.TCP,
                    message.getHeader().getID(),
                    response == null ? "no answer" : words(response)));
        }
    }

    private static String words(Message response) {
        List<Record> records = response.getSection(Section.ANSWER);
        if (!records.isEmpty()) {
            return records.stream()
                    .map(one -> Type.string(one.getType()) + " " + one.rdataToString())
                    .collect(Collectors.joining(", "));
        }
        if (response.getHeader().getFlag(Flags.TC)) {
            return "truncated";
        }
        int code = response.getHeader().getRcode();
        return code == Rcode.NOERROR ? "no data" : Rcode.string(code);
    }

    /**
     * The address at which resolvers reach this server.
     *
     * @return a real loopback address and port
     */
    public InetSocketAddress address() {
        return listener.address();
    }

    /**
     * The answers for a name, which exists from now on.
     *
     * @param name the name
     * @return its answers, which can be changed at any time
     */
    public DnsAnswers name(String name) {
        return names.computeIfAbsent(Names.absolute(name), key -> {
            DnsAnswers answers = new DnsAnswers();
            responder.put(key, answers.records());
            return answers;
        });
    }

    /**
     * Sets the TXT records of a name.
     *
     * @param name the name
     * @param records the text of each record
     * @return this
     */
    public DnsServer txt(String name, String... records) {
        name(name).txt(records);
        return this;
    }

    /**
     * Sets one TXT record of several character-strings.
     *
     * @param name the name
     * @param chunks the character-strings
     * @return this
     */
    public DnsServer txtChunks(String name, String... chunks) {
        name(name).txtChunks(chunks);
        return this;
    }

    /**
     * Sets the TXT records of a name from octets.
     *
     * @param name the name
     * @param records the octets of each record
     * @return this
     */
    public DnsServer txtBytes(String name, byte[]... records) {
        name(name).txtBytes(records);
        return this;
    }

    /**
     * Sets the A records of a name.
     *
     * @param name the name
     * @param ips IPv4 addresses
     * @return this
     */
    public DnsServer a(String name, String... ips) {
        name(name).a(ips);
        return this;
    }

    /**
     * Sets the AAAA records of a name.
     *
     * @param name the name
     * @param ips IPv6 addresses
     * @return this
     */
    public DnsServer aaaa(String name, String... ips) {
        name(name).aaaa(ips);
        return this;
    }

    /**
     * Adds an MX record.
     *
     * @param name the domain
     * @param preference its preference
     * @param host its host
     * @return this
     */
    public DnsServer mx(String name, int preference, String host) {
        name(name).mx(preference, host);
        return this;
    }

    /**
     * Sets a null MX: the domain accepts no mail (RFC 7505).
     *
     * @param name the domain
     * @return this
     */
    public DnsServer nullMx(String name) {
        name(name).nullMx();
        return this;
    }

    /**
     * Makes a name an alias.
     *
     * @param name the name
     * @param target the target of the alias, which may lead back to the name
     * @return this
     */
    public DnsServer cname(String name, String target) {
        name(name).cname(target);
        return this;
    }

    /**
     * Adds a TLSA record.
     *
     * @param name the name, such as {@code _25._tcp.mx1.example.com}
     * @param usage the certificate usage
     * @param selector the selector
     * @param matchingType the matching type
     * @param data the certificate association data
     * @return this
     */
    public DnsServer tlsa(String name, int usage, int selector, int matchingType, byte[] data) {
        name(name).tlsa(usage, selector, matchingType, data);
        return this;
    }

    /**
     * Makes each name below a name an alias.
     *
     * @param name the name
     * @param target the domain under which the aliases' targets are
     * @return this
     */
    public DnsServer dname(String name, String target) {
        name(name).dname(target);
        return this;
    }

    /**
     * Signed zones, and faults in their signatures.
     *
     * @return the DNSSEC side of this server
     */
    public Dnssec dnssec() {
        return dnssec;
    }

    /**
     * Sets the TTL of all records of a name.
     *
     * @param name the name
     * @param seconds the TTL
     * @return this
     */
    public DnsServer ttl(String name, long seconds) {
        name(name).ttl(seconds);
        return this;
    }

    /**
     * Sets the TTL of names without a TTL setting; 300 at first.
     *
     * @param seconds the TTL
     * @return this
     */
    public DnsServer defaultTtl(long seconds) {
        responder.defaultTtl(seconds);
        return this;
    }

    /**
     * Sets the TTL of NXDOMAIN and NODATA; 300 at first.
     *
     * @param seconds the TTL
     * @return this
     */
    public DnsServer negativeTtl(long seconds) {
        responder.negativeTtl(seconds);
        return this;
    }

    /**
     * Removes a name: it is NXDOMAIN.
     *
     * @param name the name
     * @return this
     */
    public DnsServer remove(String name) {
        Name key = Names.absolute(name);
        names.remove(key);
        responder.remove(key);
        return this;
    }

    /**
     * Removes all records of a name, which still exists.
     *
     * @param name the name
     * @return this
     */
    public DnsServer noData(String name) {
        name(name).noData();
        return this;
    }

    /**
     * Removes the records of one type.
     *
     * @param name the name
     * @param type such as {@code TXT}
     * @return this
     */
    public DnsServer noData(String name, String type) {
        name(name).noData(type);
        return this;
    }

    /**
     * Answers SERVFAIL.
     *
     * @param name the name
     * @return this
     */
    public DnsServer servfail(String name) {
        name(name).servfail();
        return this;
    }

    /**
     * Answers SERVFAIL for one type.
     *
     * @param name the name
     * @param type such as {@code TXT}
     * @return this
     */
    public DnsServer servfail(String name, String type) {
        name(name).servfail(type);
        return this;
    }

    /**
     * Answers REFUSED.
     *
     * @param name the name
     * @return this
     */
    public DnsServer refused(String name) {
        name(name).refused();
        return this;
    }

    /**
     * Answers REFUSED for one type.
     *
     * @param name the name
     * @param type such as {@code TXT}
     * @return this
     */
    public DnsServer refused(String name, String type) {
        name(name).refused(type);
        return this;
    }

    /**
     * Sends no answer.
     *
     * @param name the name
     * @return this
     */
    public DnsServer silent(String name) {
        name(name).silent();
        return this;
    }

    /**
     * Sends no answer for one type.
     *
     * @param name the name
     * @param type such as {@code TXT}
     * @return this
     */
    public DnsServer silent(String name, String type) {
        name(name).silent(type);
        return this;
    }

    /**
     * Truncates the answer over UDP; the answer over TCP is complete.
     *
     * @param name the name
     * @return this
     */
    public DnsServer truncated(String name) {
        name(name).truncated();
        return this;
    }

    /**
     * Truncates the answer over UDP and TCP.
     *
     * @param name the name
     * @return this
     */
    public DnsServer truncatedEverywhere(String name) {
        name(name).truncatedEverywhere();
        return this;
    }

    /**
     * Delays the answer.
     *
     * @param name the name
     * @param time the delay
     * @return this
     */
    public DnsServer delay(String name, Duration time) {
        name(name).delay(time);
        return this;
    }

    /**
     * Ends every fault, truncation and delay of a name; its records stay.
     *
     * @param name the name
     * @return this
     */
    public DnsServer heal(String name) {
        name(name).heal();
        return this;
    }

    /**
     * Replaces the answers of the zone by an attacker's, for all types of a name; types that the forgery does not set
     * are NODATA. For example {@code dns.forge("_mta-sts.example.com", lie -> lie.nxDomain())}.
     *
     * @param name the name
     * @param lie sets the forged answers
     * @return this
     */
    public DnsServer forge(String name, Consumer<DnsAnswers> lie) {
        DnsAnswers answers = new DnsAnswers();
        lie.accept(answers);
        responder.forge(Names.absolute(name), answers.records());
        return this;
    }

    /**
     * Ends a forgery, so that the zone answers again.
     *
     * @param name the name
     * @return this
     */
    public DnsServer unforge(String name) {
        responder.forge(Names.absolute(name), null);
        return this;
    }

    /**
     * All queries so far.
     *
     * @return an immutable copy, oldest first
     */
    public List<Query> queries() {
        synchronized (queries) {
            return List.copyOf(queries);
        }
    }

    /**
     * All queries for a name so far.
     *
     * @param name the name
     * @return an immutable copy, oldest first
     */
    public List<Query> queries(String name) {
        String wanted = Names.text(Names.absolute(name));
        return queries().stream().filter(query -> query.name().equals(wanted)).toList();
    }

    /** Clears the list of queries. */
    public void clearQueries() {
        queries.clear();
    }

    /** The address of a host or address literal, without logging a query. */
    Optional<InetAddress> addressOf(String host) {
        byte[] literal = Address.toByteArray(host, Address.IPv4);
        if (literal == null) {
            literal = Address.toByteArray(host, Address.IPv6);
        }
        if (literal != null) {
            try {
                return Optional.of(InetAddress.getByAddress(host, literal));
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }
        return responder.lookUp(Names.absolute(host), Type.A).stream()
                .map(one -> ((ARecord) one).getAddress())
                .findFirst();
    }
}
