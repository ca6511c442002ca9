package io.github.mtasts.tool.check;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.internal.PolicyHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tool.policy.PolicyFetch;
import io.github.mtasts.tool.run.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Looks at a Policy Host in two ways: the library's own fetch says what a sender gets (RFC 8461 section 3.3), and a visit to each
 * address says why.
 */
final class PolicyHostLook {
    private static final int MAX_VISITS = 8;

    private final Network network;

    PolicyHostLook(Network network) {
        this.network = network;
    }

    PolicyHostFacts look(PolicyDomain domain) {
        String host = PolicyHost.of(domain);
        AddressAnswer addresses = network.dns().addresses(host);
        List<Callable<Object>> work = new ArrayList<>();
        work.add(() -> PolicyFetch.result(domain, network));
        if (addresses instanceof AddressAnswer.Addresses found && PolicyHost.unusable(host) == null) {
            PolicyVisitor visitor = new PolicyVisitor(network);
            found.permitted(network.surroundings().guard(), MAX_VISITS)
                    .forEach(address -> work.add(() -> visitor.visit(host, address)));
        }
        List<Object> results = network.together(work);
        return new PolicyHostFacts(
                host,
                AliasTrail.of(network.dnssec(), host),
                addresses,
                (FetchResult) results.get(0),
                results.stream().skip(1).map(Visit.class::cast).toList());
    }
}
