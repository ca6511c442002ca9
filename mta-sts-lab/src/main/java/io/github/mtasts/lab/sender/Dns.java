package io.github.mtasts.lab.sender;

import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Queries the lab's DNS server for the controls, without the library. */
public final class Dns {
    private final SimpleResolver resolver;

    /**
     * An answer.
     *
     * @param found records, best MX first
     * @param absent whether the name does not exist
     * @param failed whether the query failed
     * @param <T> the type of the records
     */
    public record Answer<T>(List<T> found, boolean absent, boolean failed) {}

    /**
     * An MX record.
     *
     * @param host the host, without the trailing dot; empty for a null MX (RFC 7505)
     * @param preference its preference
     */
    public record Mx(String host, int preference) {}

    /**
     * Queries the server of a network.
     *
     * @param net the network
     */
    public Dns(TestNetwork net) {
        this.resolver = new SimpleResolver(net.dns().address());
        resolver.setTimeout(Duration.ofSeconds(2));
    }

    /**
     * Queries MX records.
     *
     * @param domain the domain
     * @return the records
     */
    public Answer<Mx> mx(String domain) {
        Answer<Record> answer = ask(domain, Type.MX);
        List<Mx> hosts = answer.found().stream()
                .map(MXRecord.class::cast)
                .map(record -> new Mx(name(record.getTarget()), record.getPriority()))
                .sorted(Comparator.comparingInt(Mx::preference))
                .toList();
        return new Answer<>(hosts, answer.absent(), answer.failed());
    }

    private static String name(Name name) {
        return name.equals(Name.root) ? "" : name.toString(true).toLowerCase(Locale.ROOT);
    }

    /**
     * Queries TXT records.
     *
     * @param name the name
     * @return the strings of each record
     */
    public Answer<List<String>> txt(String name) {
        Answer<Record> answer = ask(name, Type.TXT);
        List<List<String>> texts = answer.found().stream()
                .map(record -> List.copyOf(((TXTRecord) record).getStrings()))
                .toList();
        return new Answer<>(texts, answer.absent(), answer.failed());
    }

    /**
     * Queries IPv4 addresses.
     *
     * @param host the host
     * @return its addresses
     */
    public Answer<InetAddress> addresses(String host) {
        Answer<Record> answer = ask(host, Type.A);
        List<InetAddress> addresses = answer.found().stream()
                .map(record -> ((ARecord) record).getAddress())
                .toList();
        return new Answer<>(addresses, answer.absent(), answer.failed());
    }

    /**
     * Queries IPv6 addresses.
     *
     * @param host the host
     * @return its addresses
     */
    public Answer<InetAddress> ipv6Addresses(String host) {
        Answer<Record> answer = ask(host, Type.AAAA);
        List<InetAddress> addresses = answer.found().stream()
                .map(record -> ((AAAARecord) record).getAddress())
                .toList();
        return new Answer<>(addresses, answer.absent(), answer.failed());
    }

    private Answer<Record> ask(String name, int type) {
        try {
            Message answer = resolver.send(
                    Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN)));
            List<Record> all = answer.getSection(Section.ANSWER);
            List<Record> found =
                    all.stream().filter(record -> record.getType() == type).toList();
            int code = answer.getHeader().getRcode();
            boolean loop = found.isEmpty() && !all.isEmpty();
            return new Answer<>(
                    found, code == Rcode.NXDOMAIN, loop || (code != Rcode.NOERROR && code != Rcode.NXDOMAIN));
        } catch (IOException e) {
            return new Answer<>(List.of(), false, true);
        }
    }
}
