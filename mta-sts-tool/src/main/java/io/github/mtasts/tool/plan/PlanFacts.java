package io.github.mtasts.tool.plan;

import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.policy.StsRecordParse;
import io.github.mtasts.policy.StsRecordParser;
import io.github.mtasts.tlsrpt.record.TlsRptDiscovery;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import io.github.mtasts.tool.policy.PolicyFetch;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Network;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a plan starts from.
 *
 * @param domain the Policy Domain
 * @param hosts its MX hosts, the best first
 * @param isAnnounced whether it has a valid {@code _mta-sts} record
 * @param recordTtl the TTL to use for that record, and to wait for: see {@link #atLeast}
 * @param fetch what a fetch of its policy brings now
 * @param hasTlsRpt whether it asks for TLS reports
 */
record PlanFacts(
        PolicyDomain domain,
        List<MxHost> hosts,
        boolean isAnnounced,
        Duration recordTtl,
        FetchResult fetch,
        boolean hasTlsRpt) {
    /** For records that do not exist yet: an hour, so that a mistake is mended in an hour. */
    static final Duration NEW_TTL = Duration.ofHours(1);

    /** What a resolver shows is what is left of a TTL in its cache: a lower bound, below which no record of a plan goes. */
    static Duration atLeast(Duration seen) {
        return seen.compareTo(NEW_TTL) > 0 ? seen : NEW_TTL;
    }

    /** A TTL to wait for, in words. */
    static String words(Duration ttl) {
        return ttl.toSeconds() + " s, or what your zone says if that is more";
    }

    PlanFacts {
        hosts = List.copyOf(hosts);
    }

    /** The policy that it serves now. */
    Optional<StsPolicy> policy() {
        return PolicyFetch.policy(fetch);
    }

    /** The policy in force: served and announced. */
    Optional<StsPolicy> applied() {
        return isAnnounced ? policy() : Optional.empty();
    }

    static PlanFacts of(PolicyDomain domain, Network network, List<MxHost> given) {
        TxtAnswer txt = network.dns().txt("_mta-sts." + domain.name());
        boolean isAnnounced = txt instanceof TxtAnswer.Records found
                && StsRecordParser.select(found.records()) instanceof StsRecordParse.Valid;
        Duration ttl = isAnnounced && txt instanceof TxtAnswer.Records found ? atLeast(found.ttl()) : NEW_TTL;
        boolean hasTlsRpt = new TlsRptDiscovery(network.dns()).discover(domain) instanceof TlsRptDiscoveryResult.Found;
        return new PlanFacts(
                domain,
                given.isEmpty() ? hosts(domain, network) : given,
                isAnnounced,
                ttl,
                PolicyFetch.result(domain, network),
                hasTlsRpt);
    }

    private static List<MxHost> hosts(PolicyDomain domain, Network network) {
        MxLookupResult lookup = network.mx().lookup(domain);
        if (lookup instanceof MxLookupResult.Hosts found) {
            return found.hosts();
        }
        boolean isTemporary = lookup instanceof MxLookupResult.TemporaryFailure;
        throw new CommandFailure(
                isTemporary ? ExitStatus.UNKNOWN : ExitStatus.PROBLEM,
                "there are no MX hosts to plan for: " + lookup + "; name them with --mx");
    }
}
