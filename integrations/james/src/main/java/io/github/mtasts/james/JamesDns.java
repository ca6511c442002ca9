package io.github.mtasts.james;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.MxAnswer;
import io.github.mtasts.dns.MxResolver;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.dns.TxtResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.dnsservice.api.TemporaryResolutionException;

/**
 * The DNS of an administrator's own {@link DNSService}, where James' own one is not bound and no {@code dns.servers} are set. Such a
 * service swallows failed look-ups of TXT records, and cannot tell a domain that does not exist from one that fails: mail to it waits
 * until its last try. Thread-safe.
 */
final class JamesDns implements TxtResolver, MxResolver, AddressResolver {
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final String NULL_MX = ".";

    private final DNSService service;

    JamesDns(DNSService service) {
        this.service = service;
    }

    /** An empty answer may be a failure that the service swallowed; the cached policy stays in force with either. */
    @Override
    public TxtAnswer txt(String name) {
        Collection<String> records = service.findTXTRecords(name);
        return records.isEmpty() ? new TxtAnswer.Absent(TTL) : new TxtAnswer.Records(List.copyOf(records), TTL);
    }

    /** The service names the domain itself where it has no MX record, and nothing where it has neither MX nor address. */
    @Override
    public MxAnswer mx(String name) {
        try {
            List<MxAnswer.Mx> records = new ArrayList<>();
            for (String host : service.findMXRecords(name)) {
                records.add(new MxAnswer.Mx(records.size(), host.equals(NULL_MX) ? "" : host));
            }
            if (records.isEmpty()) {
                return new MxAnswer.Failed("James' DNSService found no MX host and no address", LookupFault.DOMAIN);
            }
            return records.size() == 1 && records.get(0).exchange().equalsIgnoreCase(name)
                    ? new MxAnswer.NoRecords()
                    : new MxAnswer.Records(records);
        } catch (TemporaryResolutionException e) {
            return new MxAnswer.Failed(String.valueOf(e.getMessage()), LookupFault.DOMAIN);
        }
    }

    @Override
    public AddressAnswer addresses(String name) {
        try {
            Collection<InetAddress> addresses = service.getAllByName(name);
            return addresses.isEmpty()
                    ? new AddressAnswer.Absent()
                    : new AddressAnswer.Addresses(List.copyOf(addresses));
        } catch (UnknownHostException e) {
            return new AddressAnswer.Failed("James' DNSService found no address of " + name, LookupFault.DOMAIN);
        }
    }
}
