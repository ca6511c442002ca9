package io.github.mtasts.tool.plan;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.ExitStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The way to other MX hosts under a policy in force (RFC 8461 section 8.1). New hosts enter the policy before mail is sent to them,
 * and old ones leave it after: at no time does the policy that a sender may hold refuse a host that it is sent to alone.
 */
final class MxChange {
    private final PlanFacts facts;
    private final Delegation delegation;
    private final List<MxHost> added;
    private final List<MxHost> dropped;
    private final Publication publication;
    private final StsPolicy policy;

    MxChange(PlanFacts facts, Delegation delegation, List<MxHost> added, List<MxHost> dropped, Clock clock) {
        this.facts = facts;
        this.delegation = delegation;
        this.added = List.copyOf(added);
        this.dropped = List.copyOf(dropped);
        this.publication = new Publication(facts.domain(), clock, facts.recordTtl());
        this.policy = facts.policy()
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.PROBLEM,
                        "the domain serves no policy that could be changed; leave out --add-mx and --drop-mx"));
    }

    Plan plan() {
        List<Step> steps = new ArrayList<>();
        List<String> patterns = new ArrayList<>(
                policy.mxPatterns().stream().map(MxPattern::toString).distinct().toList());
        if (!added.isEmpty()) {
            steps.addAll(addition(patterns));
        }
        if (!dropped.isEmpty()) {
            steps.addAll(removal(patterns));
        }
        return new Plan(
                facts.domain(),
                "other MX hosts, without mail that is delayed on the way",
                "RFC 8461 section 8.1",
                steps,
                List.of("Until the old hosts are switched off: put the MX records back, then "
                        + (delegation.provider().isPresent() ? "have" : "serve")
                        + " the earlier policy "
                        + (delegation.provider().isPresent()
                                ? "served again with a new id."
                                : "again and publish a new id.")));
    }

    private List<Step> addition(List<String> patterns) {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.of(
                Step.Place.HOSTS,
                "Give " + names(added) + " STARTTLS and a certificate of a public authority for its own name",
                null,
                "The policy requires it of every host that it names."));
        added.stream()
                .map(MxHost::name)
                .filter(name -> !patterns.contains(name))
                .forEach(patterns::add);
        steps.addAll(
                delegation.provider().isPresent()
                        ? List.of(askProvider())
                        : publication.steps(
                                policy.mode(), patterns, maxAge(), "Names the new hosts beside the old ones."));
        steps.add(Step.of(
                Step.Place.MX,
                "Add the MX records of " + names(added),
                null,
                "Only now: a sender that still holds the old policy refuses the new hosts, and uses the old ones."));
        return steps;
    }

    private List<Step> removal(List<String> patterns) {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.of(
                        Step.Place.MX,
                        "Remove the MX records of " + names(dropped),
                        null,
                        "The hosts stay in the policy and keep running: senders have the MX records in their caches.")
                .thenSee("the TTL of the MX records has passed."));
        patterns.removeAll(dropped.stream().map(MxHost::name).toList());
        // A provider's policy may go on naming hosts that this domain no longer has.
        boolean isOwn = delegation.provider().isEmpty();
        if (isOwn) {
            steps.addAll(
                    publication.steps(policy.mode(), patterns, maxAge(), "No longer names " + names(dropped) + "."));
        }
        steps.add(Step.of(
                Step.Place.HOSTS,
                "Switch " + names(dropped) + " off",
                null,
                isOwn
                        ? "Not before the TTL of the TXT record ("
                                + PlanFacts.words(facts.recordTtl())
                                + ") has passed since the new id: until then a sender may act on the old policy and"
                                + " the old MX records."
                        : "Not before the TTL of the MX records has passed. That the provider's policy goes on naming"
                                + " them does no harm."));
        return steps;
    }

    /** The policy and its id are the provider's (RFC 8461 section 8.2). */
    private Step askProvider() {
        List<String> missing = added.stream()
                .filter(host -> !policy.permits(host))
                .map(MxHost::name)
                .toList();
        return Step.of(
                        Step.Place.PROVIDER_POLICY,
                        "Name " + names(added) + " in the policy, then give its record a new id",
                        null,
                        missing.isEmpty()
                                ? "The policy names them already."
                                : "It does not name " + String.join(", ", missing) + " yet.")
                .thenWait(facts.recordTtl())
                .thenSee(Publication.url(facts.domain()) + " names them.")
                .done(missing.isEmpty());
    }

    private Duration maxAge() {
        return Duration.ofSeconds(policy.maxAgeSeconds());
    }

    private static String names(List<MxHost> hosts) {
        return String.join(", ", hosts.stream().map(MxHost::name).toList());
    }
}
