package io.github.mtasts.tool.check;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.MxAnswer;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.dns.RecordType;
import io.github.mtasts.dns.SecureAnswer;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tool.run.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Looks up the MX hosts of a domain, their addresses and their TLSA records. */
final class MxLook {
    private static final int SMTP_PORT = 25;

    private final Network network;

    MxLook(Network network) {
        this.network = network;
    }

    /** The MX records, without a look at the hosts. */
    MxFacts records(PolicyDomain domain) {
        MxLookupResult lookup = network.mx().lookup(domain);
        Map<String, Integer> preferences = new HashMap<>();
        if (network.dnssec().mx(domain.name()) instanceof MxAnswer.Records found) {
            for (MxAnswer.Mx record : found.records()) {
                MxHost.fromRecord(record.exchange())
                        .ifPresent(host -> preferences.merge(host.name(), record.preference(), Math::min));
            }
        }
        return new MxFacts(lookup, preferences, network.dnssec().lookup(domain.name(), RecordType.MX), List.of());
    }

    /** The same with the hosts. */
    MxFacts hosts(PolicyDomain domain, MxFacts records, SenderLook sender, boolean probe) {
        if (!(records.lookup() instanceof MxLookupResult.Hosts found)) {
            return records;
        }
        try (SenderLook.Attempts attempts = sender.begin(domain)) {
            List<Callable<HostFacts>> work = found.hosts().stream()
                    .map(host -> (Callable<HostFacts>) () -> host(host, attempts, probe))
                    .toList();
            return new MxFacts(records.lookup(), records.preferences(), records.answer(), network.together(work));
        }
    }

    private HostFacts host(MxHost host, SenderLook.Attempts attempts, boolean probe) {
        AddressAnswer addresses = network.mx().addresses(host);
        List<Probe> probes = probe && addresses instanceof AddressAnswer.Addresses found
                ? attempts.probes(host, found.addresses())
                : List.of();
        return new HostFacts(
                host,
                AliasTrail.of(network.dnssec(), host.name()),
                addresses,
                isBogus(host, RecordType.A) || isBogus(host, RecordType.AAAA),
                network.dnssec().lookup("_" + SMTP_PORT + "._tcp." + host.name(), RecordType.TLSA),
                attempts.candidate(host),
                probes);
    }

    private boolean isBogus(MxHost host, RecordType type) {
        return network.dnssec().lookup(host.name(), type) instanceof SecureAnswer.Failed failed && failed.bogus();
    }
}
