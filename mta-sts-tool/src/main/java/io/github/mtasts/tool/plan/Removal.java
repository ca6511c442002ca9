package io.github.mtasts.tool.plan;

import io.github.mtasts.fetch.internal.PolicyHost;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.tool.lint.Spans;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The way to have no policy (RFC 8461 section 8.3): mode none, a new id, and a wait for the longest max_age ever served. */
final class Removal {
    private final PlanFacts facts;
    private final Delegation delegation;
    private final List<Duration> served;
    private final Clock clock;

    /** @param served every max_age that was served earlier, as far as known; that of the present policy is added */
    Removal(PlanFacts facts, Delegation delegation, List<Duration> served, Clock clock) {
        this.facts = facts;
        this.delegation = delegation;
        this.served = List.copyOf(served);
        this.clock = clock;
    }

    Plan plan() {
        Duration longest = longest();
        List<Step> steps = new ArrayList<>(new Publication(facts.domain(), clock, facts.recordTtl())
                .steps(
                        PolicyMode.NONE,
                        List.of(),
                        Introduction.NONE,
                        "With mode none senders deliver as without a policy. The max_age is short, because nobody needs"
                                + " to keep it."));
        Step announced = steps.remove(1);
        delegation
                .host()
                .filter(alias -> delegation.provider().isPresent())
                .ifPresent(alias -> steps.add(ownHost(alias)));
        steps.add((delegation.record().isPresent() ? announced.instead() : announced)
                .thenWait(longest)
                .thenSee("a sender that was away may still hold an earlier policy of mode enforce, which it learns to"
                        + " drop here only: keep record and policy reachable all this time, counted from the last"
                        + " time an earlier policy was served."));
        steps.add(Step.of(
                Step.Place.REMOVE,
                "Remove the record _mta-sts." + facts.domain() + ", then the policy and the Policy Host",
                null,
                "No sender can hold an earlier policy any more: the longest max_age served was " + longest.toSeconds()
                        + " seconds (" + Spans.of(longest) + ")."));
        return new Plan(
                facts.domain(),
                "no policy, without mail that is delayed on the way",
                "RFC 8461 section 8.3",
                steps,
                List.of("At any time before the removal: serve the earlier policy again, then publish a new id."));
    }

    /** The provider's policy is that of its other domains, too: a policy of mode none needs a Policy Host of one's own. */
    private Step ownHost(Delegation.Alias alias) {
        String host = PolicyHost.of(facts.domain());
        return Step.of(
                        Step.Place.ALIAS,
                        "Replace the CNAME record of " + host + " by the addresses of the host that serves that policy",
                        null,
                        "It points to " + alias.target() + ", whose policy is not yours to change. The new host needs a"
                                + " certificate for " + host
                                + " (RFC 8461 section 3.3). A provider that serves mode none"
                                + " for this domain alone saves this step.")
                .thenWait(alias.ttl());
    }

    private Duration longest() {
        List<Duration> all = new ArrayList<>(served);
        facts.policy().ifPresent(policy -> all.add(Duration.ofSeconds(policy.maxAgeSeconds())));
        return all.stream().max(Comparator.naturalOrder()).orElse(Introduction.NONE);
    }
}
