package io.github.mtasts.tool.check;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tool.run.Network;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the facts about a domain. Questions that do not depend on each other are asked at the same time. Thread-safe: one gathering
 * serves any number of domains.
 */
final class Gathering {
    private final Network network;
    private final boolean probe;
    private final String ehloName;
    private final History history;

    /**
     * @param probe whether to connect to MX hosts, and to the destinations of reports
     * @param ehloName what to say in EHLO
     */
    Gathering(Network network, boolean probe, String ehloName, History history) {
        this.network = network;
        this.probe = probe;
        this.ehloName = ehloName;
        this.history = history;
    }

    DomainFacts of(PolicyDomain domain) {
        PolicyHostLook hosts = new PolicyHostLook(network);
        MxLook mxLook = new MxLook(network);
        List<Object> first = network.together(List.of(
                () -> txt("_mta-sts." + domain.name()), () -> hosts.look(domain), () -> mxLook.records(domain)));
        TxtFacts record = (TxtFacts) first.get(0);
        PolicyHostFacts host = (PolicyHostFacts) first.get(1);
        MxFacts records = (MxFacts) first.get(2);
        SenderLook sender = new SenderLook(network, record.answer(), host.fetch(), ehloName);
        List<Object> second = network.together(List.of(
                () -> mxLook.hosts(domain, records, sender, probe),
                () -> new TlsRptLook(network, probe)
                        .look(domain, txt("_smtp._tls." + domain.name()), records.isSigned())));
        return new DomainFacts(
                domain, record, host, (MxFacts) second.get(0), (TlsRptFacts) second.get(1), earlier(domain));
    }

    private History.@Nullable Entry earlier(PolicyDomain domain) {
        return history.of(domain);
    }

    private TxtFacts txt(String name) {
        return new TxtFacts(
                name, AliasTrail.of(network.dnssec(), name), network.dns().txt(name));
    }
}
