package io.github.mtasts.tool.plan;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tlsrpt.summary.Criteria;
import io.github.mtasts.tlsrpt.summary.Readiness;
import io.github.mtasts.tool.received.ReportFolder;
import io.github.mtasts.tool.run.Network;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks a folder of received reports whether a domain can go on to enforce. */
final class Evidence {
    private final Network network;
    private final Criteria criteria;

    Evidence(Network network, Criteria criteria) {
        this.network = network;
        this.criteria = criteria;
    }

    /**
     * Adds up the reports about the domain.
     *
     * @return empty when no report is about the domain
     */
    Optional<Readiness> in(Path folder, PolicyDomain domain, Optional<StsPolicy> policy) {
        Map<PolicyDomain, StsPolicy> current =
                policy.map(each -> Map.of(domain, each)).orElse(Map.of());
        return ReportFolder.of(folder, network, false).summary(List.of(domain), current).domains().stream()
                .filter(about -> about.domain().equals(domain.name()))
                .map(about -> Readiness.of(about, criteria))
                .findFirst();
    }
}
