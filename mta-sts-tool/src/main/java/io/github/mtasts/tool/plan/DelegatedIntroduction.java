package io.github.mtasts.tool.plan;

import io.github.mtasts.fetch.internal.PolicyHost;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tlsrpt.summary.Criteria;
import io.github.mtasts.tool.plan.Delegation.Alias;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way to the policy of a provider (RFC 8461 section 8.2): what the provider publishes, and what the domain publishes itself. The
 * policy comes first and the record that announces it after it, as in section 8.1: whoever sees the provider's id fetches at once.
 */
final class DelegatedIntroduction {
    private final PlanFacts facts;
    private final Delegation delegation;
    private final PolicyDomain provider;
    private final ReportingStep reporting;
    private final Criteria criteria;

    /** @param destinations of TLS reports; empty where the domain asks for them already */
    DelegatedIntroduction(
            PlanFacts facts,
            Delegation delegation,
            PolicyDomain provider,
            List<String> destinations,
            Criteria criteria,
            Clock clock) {
        this.facts = facts;
        this.delegation = delegation;
        this.provider = provider;
        this.reporting = new ReportingStep(facts, destinations, clock);
        this.criteria = criteria;
    }

    Plan plan() {
        List<Step> steps = new ArrayList<>();
        steps.add(mx());
        steps.add(reporting.step());
        steps.add(providerPolicy());
        steps.add(isProxied() ? proxy() : hostAlias());
        steps.add(providerRecord());
        steps.add(recordAlias());
        steps.add(enforce());
        return new Plan(
                facts.domain(),
                "the policy of " + provider + ", which publishes and announces it for this domain",
                "RFC 8461 sections 3.3, 8.1 and 8.2",
                steps,
                wayBack());
    }

    /** The record is the provider's and the host that serves a policy is not: the domain passes the provider's policy on. */
    private boolean isProxied() {
        return delegation.record().isPresent()
                && delegation.host().isEmpty()
                && delegation.served().isPresent();
    }

    private Step mx() {
        List<String> left = facts.hosts().stream()
                .filter(host -> !isPermitted(host))
                .map(MxHost::name)
                .toList();
        String state = delegation.providerPolicy().isEmpty()
                ? "The policy of " + provider + " cannot be fetched, so that it is not known which hosts it names."
                : left.isEmpty() ? "It names all of them now." : "It does not name " + String.join(", ", left) + ".";
        return Step.of(
                        Step.Place.MX,
                        "Point to hosts that the policy of " + provider + " names, and to no other",
                        null,
                        "Under mode enforce a host that the policy does not name gets no mail. " + state)
                .done(delegation.providerPolicy().isPresent() && left.isEmpty());
    }

    private boolean isPermitted(MxHost host) {
        return delegation
                .providerPolicy()
                .filter(policy -> policy.permits(host))
                .isPresent();
    }

    private Step providerPolicy() {
        String now = delegation.isServed()
                ? ""
                : delegation.served().isPresent()
                        ? " What is served now is not the policy of " + provider + "."
                        : delegation
                                .fault()
                                .map(fault -> " Now: " + fault + ".")
                                .orElse("");
        return Step.of(
                        Step.Place.PROVIDER_POLICY,
                        "Serve the policy of " + provider + " at " + Publication.url(facts.domain())
                                + ", with a certificate for " + PolicyHost.of(facts.domain()),
                        delegation
                                .providerPolicy()
                                .map(policy -> String.join("\n", policy.lines()) + "\n")
                                .orElse(null),
                        "Senders ask for " + PolicyHost.of(facts.domain())
                                + " and accept only a certificate for that name,"
                                + " whatever it is an alias of; they follow no redirect (RFC 8461 section 3.3)." + now)
                .done(delegation.isServed());
    }

    private Step hostAlias() {
        boolean isDone = delegation.host().isPresent();
        return Step.of(
                        Step.Place.ALIAS,
                        "Make " + PolicyHost.of(facts.domain()) + " an alias of the provider's Policy Host",
                        alias(PolicyHost.of(facts.domain()), delegation.host(), PolicyHost.of(provider)),
                        "In place of its addresses. A provider that gets certificates by ACME can get one only now."
                                + " Until then senders keep the policy that they have, and the others deliver as"
                                + " without one (RFC 8461 section 3.3).")
                .thenWait(ttl(delegation.host()))
                .thenSee("mta-sts check " + facts.domain() + " names no error about " + PolicyHost.of(facts.domain())
                        + ".")
                .done(isDone && delegation.isServed());
    }

    private Step proxy() {
        return Step.of(
                        Step.Place.HTTPS,
                        "Let " + PolicyHost.of(facts.domain()) + " pass on what " + Publication.url(provider)
                                + " answers",
                        null,
                        "A reverse proxy is as good as an alias, and keeps the certificate with you. It may keep the"
                                + " policy for a minute; longer, and senders that see a new id get the old policy (RFC"
                                + " 8461 section 8.2).")
                .done(delegation.isServed());
    }

    private Step providerRecord() {
        return Step.of(
                        Step.Place.PROVIDER_RECORD,
                        "Publish the record "
                                + delegation.record().map(Alias::target).orElse(record(provider))
                                + " with the id of that policy",
                        null,
                        "The provider gives it a new id after each change of the policy, and never before the change is"
                                + " served for every domain that uses it (RFC 8461 section 8.1).")
                .done(isAnnounced());
    }

    private Step recordAlias() {
        return Step.of(
                        Step.Place.ALIAS,
                        "Make " + record(facts.domain()) + " an alias of the provider's record",
                        alias(record(facts.domain()), delegation.record(), record(provider)),
                        "In place of a TXT record: beside a CNAME there can be no other record. Only now: a sender that"
                                + " sees the provider's id fetches the policy at once.")
                .thenWait(facts.recordTtl())
                .done(delegation.record().isPresent() && facts.isAnnounced());
    }

    private boolean isAnnounced() {
        return delegation.isProviderAnnounced() || (delegation.record().isPresent() && facts.isAnnounced());
    }

    private Step enforce() {
        Optional<PolicyMode> mode = delegation.providerPolicy().map(StsPolicy::mode);
        return Step.of(
                        Step.Place.PROVIDER_POLICY,
                        "Go on to mode enforce",
                        null,
                        "The mode is the provider's for all its domains"
                                + mode.map(each -> "; now it is " + each.token())
                                        .orElse("") + ".")
                .thenSee("received TLS reports show that nothing is delayed: mta-sts plan --reports FOLDER "
                        + facts.domain() + " says whether they cover " + criteria.days() + " of the last "
                        + criteria.windowDays() + " days.")
                .done(mode.filter(PolicyMode.ENFORCE::equals).isPresent()
                        && delegation.isServed()
                        && facts.isAnnounced());
    }

    private List<String> wayBack() {
        String host = PolicyHost.of(facts.domain());
        return List.of(
                "To a policy of your own, or to another provider: first serve the same policy, with a certificate for "
                        + host + ", at the new place. Then point " + host + " there, and wait for the TTL of its CNAME"
                        + " record (" + PlanFacts.words(ttl(delegation.host())) + "). Then replace the CNAME record at "
                        + record(facts.domain())
                        + " by a TXT record with an id that was never used. Then plan as for any"
                        + " domain: mta-sts plan " + facts.domain() + ". Body before id on this way, too (RFC 8461"
                        + " section 8.1).",
                "To no policy at all: mta-sts plan --remove " + facts.domain() + ". Never just delete the CNAME"
                        + " records: senders keep an enforced policy until it expires (RFC 8461 section 8.3).",
                "Delete no later than the contract ends what points to a provider: whoever holds the name afterwards"
                        + " could publish a policy for this domain.");
    }

    private static Duration ttl(Optional<Alias> alias) {
        return alias.map(Alias::ttl).orElse(PlanFacts.NEW_TTL);
    }

    /** The record that is there, or the one to publish. */
    private static String alias(String name, Optional<Alias> present, String target) {
        return name + ". " + ttl(present).toSeconds() + " IN CNAME "
                + present.map(Alias::target).orElse(target) + ".";
    }

    private static String record(PolicyDomain domain) {
        return "_mta-sts." + domain.name();
    }
}
