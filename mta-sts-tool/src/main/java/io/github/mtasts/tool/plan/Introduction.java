package io.github.mtasts.tool.plan;

import io.github.mtasts.fetch.internal.PolicyHost;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tlsrpt.summary.Criteria;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way from no policy to one of mode enforce that senders keep for months: none, testing, enforce. Each stage costs little if it
 * was wrong, because its max_age is short, and shows what the next one needs to know.
 */
final class Introduction {
    /** RFC 8461 section 8.3 suggests a day for mode none. */
    static final Duration NONE = Duration.ofDays(1);

    /** Long enough that senders which write once a week still have it when they report. */
    static final Duration TESTING = Duration.ofDays(7);

    /** "Weeks": if enforce was wrong, mail waits for no longer than this. */
    static final Duration FIRST_ENFORCE = Duration.ofDays(7);

    /** Long enough that an attacker would have to block its renewal for months; the way back takes as long. */
    static final Duration ENFORCE = Duration.ofDays(90);

    private final PlanFacts facts;
    private final Delegation delegation;
    private final ReportingStep reporting;
    private final Criteria criteria;
    private final Publication publication;

    /** @param destinations of TLS reports; empty where the domain asks for them already */
    Introduction(PlanFacts facts, Delegation delegation, List<String> destinations, Criteria criteria, Clock clock) {
        this.facts = facts;
        this.delegation = delegation;
        this.reporting = new ReportingStep(facts, destinations, clock);
        this.criteria = criteria;
        this.publication = new Publication(facts.domain(), clock, facts.recordTtl());
    }

    Plan plan() {
        List<Step> steps = new ArrayList<>();
        steps.add(hosts());
        steps.add(reporting.step());
        hosting().ifPresent(steps::add);
        steps.addAll(stage(
                1,
                PolicyMode.NONE,
                NONE,
                "Shows that publishing works, without an effect on mail.",
                "mta-sts check " + facts.domain() + " names no error and no warning but mode-none."));
        steps.addAll(stage(
                2,
                PolicyMode.TESTING,
                TESTING,
                "Senders deliver as before and report what enforce would" + " delay.",
                evidenceForEnforce()));
        steps.addAll(stage(
                3,
                PolicyMode.ENFORCE,
                FIRST_ENFORCE,
                "Senders deliver to these hosts over TLS with a valid"
                        + " certificate, or not at all. A week, in case something was overlooked.",
                quietDays()));
        steps.addAll(stage(
                4,
                PolicyMode.ENFORCE,
                ENFORCE,
                "As long as practical: the longer senders keep the policy,"
                        + " the harder it is to hide (RFC 8461 section 10.2).",
                null));
        return new Plan(
                facts.domain(),
                "an enforced policy that senders keep for " + ENFORCE.toDays() + " days",
                "RFC 8461 sections 5, 8.1 and 10.2",
                steps,
                wayBack());
    }

    private Step hosts() {
        return Step.of(
                        Step.Place.HOSTS,
                        "Give each MX host STARTTLS and a certificate of a public authority for its own name",
                        null,
                        "The MX hosts are "
                                + String.join(
                                        ", ",
                                        facts.hosts().stream().map(MxHost::name).toList()) + ".")
                .thenSee("mta-sts check --probe " + facts.domain() + " names no error about an MX host.")
                .done(stageNow() >= 2);
    }

    /** For a Policy Host whose name is an alias of another one, such as that of a web host. */
    private Optional<Step> hosting() {
        String host = PolicyHost.of(facts.domain());
        return delegation
                .host()
                .map(alias -> Step.of(
                                Step.Place.HOSTS,
                                "Let " + alias.target() + " show a certificate for " + host,
                                null,
                                host + " is an alias of it. Senders ask for " + host + " and accept only a certificate"
                                        + " for that name, and they follow no redirect (RFC 8461 section 3.3). The"
                                        + " record with the id stays yours: change it after the policy."
                                        + delegation
                                                .fault()
                                                .map(each -> " Now: " + each + ".")
                                                .orElse(""))
                        .done(delegation.served().isPresent()));
    }

    private List<Step> stage(int number, PolicyMode mode, Duration maxAge, String why, @Nullable String evidence) {
        List<Step> two = publication.steps(mode, patterns(), maxAge, why);
        Step last = evidence == null ? two.get(1) : two.get(1).thenSee(evidence);
        boolean isDone = stageNow() >= number;
        return List.of(two.get(0).done(isDone), last.done(isDone));
    }

    /** The stage that the policy in force has reached. */
    private int stageNow() {
        Optional<StsPolicy> policy = facts.applied();
        if (policy.isEmpty()) {
            return 0;
        }
        return switch (policy.get().mode()) {
            case NONE -> 1;
            case TESTING -> 2;
            case ENFORCE -> policy.get().maxAgeSeconds() > FIRST_ENFORCE.toSeconds() ? 4 : 3;
        };
    }

    /** The patterns in use where they cover every host, such as a provider's wildcard; else the names of the hosts. */
    private List<String> patterns() {
        boolean isCovered = facts.policy().isPresent()
                && !facts.policy().get().mxPatterns().isEmpty()
                && facts.hosts().stream().allMatch(facts.policy().get()::permits);
        return isCovered
                ? facts.policy().get().mxPatterns().stream()
                        .map(MxPattern::toString)
                        .distinct()
                        .toList()
                : facts.hosts().stream().map(MxHost::name).toList();
    }

    private String evidenceForEnforce() {
        return "received TLS reports show it: they cover " + criteria.days() + " of the last " + criteria.windowDays()
                + " days, come from " + criteria.submitters() + " verified submitters or more, count "
                + criteria.sessions() + " sessions or more, and tell of no failure that would delay mail in the last "
                + criteria.quietDays() + " days. mta-sts plan --reports FOLDER " + facts.domain() + " says whether.";
    }

    private String quietDays() {
        return "no report of the last " + criteria.quietDays() + " days tells of delayed mail, and "
                + FIRST_ENFORCE.toDays() + " days have passed.";
    }

    private List<String> wayBack() {
        return List.of(
                "From testing: nothing is delayed, so there is no hurry; publish mode none with a new id.",
                "From enforce, when mail is delayed: publish the same policy with mode testing and max_age "
                        + NONE.toSeconds() + ", then a new id. Senders check for a new id before they give a message"
                        + " up, so that mail flows again within the TTL of the record, not within max_age (RFC 8461"
                        + " section 5.1).",
                "To have no policy at all: mta-sts plan --remove " + facts.domain()
                        + ". Never just delete the record or the Policy Host: senders keep an enforced policy until it"
                        + " expires (RFC 8461 section 8.3).");
    }
}
