package io.github.mtasts.tool.plan;

import io.github.mtasts.dns.RecordData;
import io.github.mtasts.dns.RecordType;
import io.github.mtasts.dns.SecureAnswer;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.internal.PolicyHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.policy.StsRecordParse;
import io.github.mtasts.policy.StsRecordParser;
import io.github.mtasts.tool.policy.PolicyFetch;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Network;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What of a Policy Domain is an alias (CNAME) of somebody else's name, and what that one publishes (RFC 8461 section 8.2).
 *
 * @param host what the name of the Policy Host is an alias of; empty if it is none
 * @param record what the name of the {@code _mta-sts} record is an alias of; empty if it is none
 * @param provider the domain whose policy is to be used; empty if the domain has a policy of its own
 * @param own what a fetch of the domain's policy brings now; empty where nothing is delegated
 * @param providerPolicy the policy of the provider
 * @param isProviderAnnounced whether the provider has a valid {@code _mta-sts} record
 */
record Delegation(
        Optional<Alias> host,
        Optional<Alias> record,
        Optional<PolicyDomain> provider,
        Optional<FetchResult> own,
        Optional<StsPolicy> providerPolicy,
        boolean isProviderAnnounced) {
    private static final String HOST = "mta-sts.";
    private static final String RECORD = "_mta-sts.";

    /**
     * A CNAME record.
     *
     * @param target the name that it points to
     * @param ttl how long others keep it, at least
     */
    record Alias(String target, Duration ttl) {}

    /**
     * Looks at a domain.
     *
     * @param facts about the domain
     * @param given the provider to plan for; empty for the one that the names of the domain point to
     */
    static Delegation of(PlanFacts facts, Optional<PolicyDomain> given, Network network) {
        PolicyDomain domain = facts.domain();
        Optional<Alias> host = alias(PolicyHost.of(domain), network);
        Optional<Alias> record = alias(RECORD + domain.name(), network);
        Optional<PolicyDomain> provider = given.or(() -> owner(record, RECORD))
                .or(() -> owner(host, HOST))
                .filter(each -> !each.equals(domain));
        boolean isDelegated = host.isPresent() || provider.isPresent();
        return new Delegation(
                host,
                record,
                provider,
                isDelegated ? Optional.of(facts.fetch()) : Optional.empty(),
                provider.flatMap(each -> PolicyFetch.policy(each, network)),
                provider.filter(each -> isAnnounced(each, network)).isPresent());
    }

    /** The policy that a sender gets for the domain itself. */
    Optional<StsPolicy> served() {
        return own.flatMap(PolicyFetch::policy);
    }

    /** Why a sender gets no policy for the domain; empty if it gets one. */
    Optional<String> fault() {
        return own.filter(FetchResult.Failed.class::isInstance)
                .map(each -> ((FetchResult.Failed) each).failure().reason());
    }

    /** Whether a sender gets the provider's policy for the domain: under its own name, and with the same content. */
    boolean isServed() {
        return served().isPresent() && served().map(StsPolicy::lines).equals(providerPolicy.map(StsPolicy::lines));
    }

    private static Optional<Alias> alias(String name, Network network) {
        SecureAnswer answer = network.dnssec().lookup(name, RecordType.CNAME);
        if (answer instanceof SecureAnswer.Failed failed) {
            throw new CommandFailure(
                    ExitStatus.UNKNOWN,
                    "it is not known whether " + name + " is delegated to a provider: " + failed.reason());
        }
        return answer instanceof SecureAnswer.Found found
                ? found.records().stream()
                        .filter(RecordData.Alias.class::isInstance)
                        .map(each -> new Alias(
                                ((RecordData.Alias) each).target().toLowerCase(Locale.ROOT),
                                PlanFacts.atLeast(found.ttl())))
                        .findFirst()
                : Optional.empty();
    }

    private static Optional<PolicyDomain> owner(Optional<Alias> alias, String prefix) {
        return alias.map(Alias::target)
                .filter(target -> target.startsWith(prefix))
                .flatMap(target -> PolicyDomain.parse(target.substring(prefix.length())));
    }

    private static boolean isAnnounced(PolicyDomain provider, Network network) {
        return network.dns().txt(RECORD + provider.name()) instanceof TxtAnswer.Records found
                && StsRecordParser.select(found.records()) instanceof StsRecordParse.Valid;
    }
}
