package io.github.mtasts.lab.catalogue;

import static io.github.mtasts.lab.catalogue.Family.TIME;
import static io.github.mtasts.lab.catalogue.ScenarioBuilder.scenario;
import static io.github.mtasts.lab.scenario.ScenarioContext.DOMAIN;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX2;
import static io.github.mtasts.lab.scenario.ScenarioContext.RECORD;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.OwnFault;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.scenario.ScenarioContext;
import io.github.mtasts.testkit.DnsAnswers;
import io.github.mtasts.testkit.PolicyHost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Attacks over hours and days: on the expiry of a policy, on the policy cache, on the queue. */
final class OverTime {
    private static final String BLOCKS = "suppresses the record, blocks the policy host and strips TLS";
    private static final String STRIPPED = "starttls-not-supported";
    private static final String FETCH_ERROR = "sts-policy-fetch-error";
    private static final Duration HALF_A_DAY = Duration.ofHours(12);
    private static final int FLOOD_FACTOR = 10;
    private static final int STORM = 100;
    private static final int HOST_ANSWERS = 40;

    private OverTime() {}

    static List<Scenario> scenarios() {
        return List.of(
                beforeEnd(),
                afterEnd(),
                unchangedId(),
                refreshedInTime(),
                restarted(),
                flood(),
                idStorm(),
                failuresForADay(),
                changedUnderSameId(),
                changedUnderNewId(),
                brokenForGood(),
                lastLook(),
                lastLookBlocked(),
                lastTryMissed(
                        "last-try-unread",
                        "The last try fails because the policy cache cannot be read",
                        OwnFault.CACHE_UNREADABLE),
                lastTryMissed("last-try-unasked", "The last try fails to query the record", OwnFault.DNS_QUEUE_FULL));
    }

    /** Blocks record and policy host from now on. */
    private static void block(ScenarioContext context) {
        context.forge(RECORD, DnsAnswers::servfail);
        context.policyHost().down();
    }

    private static ScenarioBuilder blocked(String id, String name) {
        return scenario(id, name)
                .by(Attacker.DNS_FORGER, BLOCKS)
                .needs(Ability.CLOCK, Ability.DISCOVERY)
                .mayReport(FETCH_ERROR)
                .known("enforce")
                .step("record and policy host are blocked", OverTime::block);
    }

    private static Scenario beforeEnd() {
        return blocked("blocked-before-end", "Refresh blocked until just before max_age")
                .step("six days and twenty hours pass", context -> context.later(ScenarioContext.MAX_AGE.minusHours(4)))
                .stripped()
                .send()
                .exploits(Flaw.NEEDS_REFRESH, Flaw.FAILURE_IS_ABSENCE, Flaw.NO_POLICIES)
                .reported(STRIPPED)
                .exercises(TIME, "STS-3.3-18", "STS-5-03", "STS-8.3-02");
    }

    private static Scenario afterEnd() {
        return blocked("blocked-after-end", "Refresh blocked until just after max_age")
                .step("seven days and four hours pass", context -> context.later(ScenarioContext.MAX_AGE.plusHours(4)))
                .stripped()
                .send()
                .expects(Expectation.DELIVER)
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.SERVES_EXPIRED)
                .exercises(TIME, "STS-3.3-19", "STS-8.3-02");
    }

    private static Scenario unchangedId() {
        return scenario("unchanged-id", "The id stays, the policy host is blocked")
                .by(Attacker.ROGUE_POLICY_HOST, "blocks the policy host, leaves the record and strips TLS")
                .needs(Ability.CLOCK, Ability.DISCOVERY)
                .known("enforce")
                .step("the policy host is blocked; a message is sent every day for eight days", context -> {
                    context.policyHost().down();
                    for (int day = 0; day < 8; day++) {
                        context.later(Duration.ofDays(1));
                        context.decoy();
                    }
                })
                .stripped()
                .send()
                .expects(Expectation.DELIVER)
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.ID_RENEWS, Flaw.SERVES_EXPIRED)
                .mayReport(FETCH_ERROR)
                .exercises(TIME, "STS-10.2-03", "STS-3.3-19");
    }

    private static Scenario refreshedInTime() {
        return scenario("refreshed-in-time", "Blocked in the last days of a policy")
                .by(Attacker.DNS_FORGER, BLOCKS + ", from the fifth day on")
                .needs(Ability.CLOCK, Ability.DISCOVERY, Ability.REFRESH)
                .known("enforce")
                .step("five days pass without an attack and without mail", context -> context.later(Duration.ofDays(5)))
                .step("record and policy host are blocked, and four days pass", context -> {
                    block(context);
                    context.later(Duration.ofDays(4));
                })
                .stripped()
                .send()
                .exploits(Flaw.NEVER_REFRESHES, Flaw.NO_POLICIES)
                .reported(STRIPPED)
                .mayReport(FETCH_ERROR)
                .exercises(TIME, "STS-3.3-20", "STS-10.2-01", "STS-5-03");
    }

    private static Scenario restarted() {
        return blocked("restart-while-blocked", "Restart while refresh is blocked")
                .needs(Ability.RESTART)
                .step("a day later the sender is restarted", context -> {
                    context.later(Duration.ofDays(1));
                    context.restart();
                })
                .stripped()
                .send()
                .exploits(Flaw.FORGETS_ON_RESTART, Flaw.NO_POLICIES)
                .reported(STRIPPED)
                .exercises(TIME, "STS-10.2-05", "STS-5-03");
    }

    private static Scenario flood() {
        return scenario("flood", "A flood of domains to evict the policy")
                .by(
                        Attacker.FLOODER,
                        "has ten times as many domains with policies as the sender's memory cache holds; " + BLOCKS)
                .needs(Ability.DISCOVERY, Ability.BOUNDED_MEMORY)
                .known("enforce")
                .step(
                        "two messages are sent to each of ten times as many domains as the memory cache holds",
                        context -> {
                            for (int i = 0; i < FLOOD_FACTOR * context.rememberedDomains(); i++) {
                                String domain = "d" + i + ".flood.test";
                                context.net()
                                        .mx(domain, MX)
                                        .publish(domain, "1", ScenarioContext.policy("enforce", MX));
                                context.decoy(domain, "flood");
                                context.decoy(domain, "a cache that keeps the most used entries keeps this one");
                            }
                        })
                .step("record and policy host are blocked", OverTime::block)
                .stripped()
                .send()
                .exploits(Flaw.FORGETS_WHEN_FULL, Flaw.NO_POLICIES)
                .reported(STRIPPED)
                .mayReport(FETCH_ERROR)
                .exercises(TIME, "STS-3.3-18", "STS-5-03");
    }

    /** The policy host limits requests: a sender that has used up the limit cannot fetch the policy when it changes. */
    private static Scenario idStorm() {
        return scenario("id-storm", "A new id every few seconds, to use up the policy host's limit")
                .by(Attacker.DNS_FORGER, "announces a new id for each message")
                .needs(Ability.CLOCK, Ability.DISCOVERY, Ability.COMPARISON)
                .known("enforce")
                .step("for ten minutes each of a hundred messages finds a new id", context -> {
                    AtomicInteger answered = new AtomicInteger();
                    context.policyHost()
                            .respondWith(request -> limited(answered, ScenarioContext.policy("enforce", MX)));
                    for (int i = 0; i < STORM; i++) {
                        String id = "storm" + i;
                        context.forge(RECORD, lie -> lie.txt("v=STSv1; id=" + id + ";"));
                        context.later(Duration.ofSeconds(6));
                        context.decoy();
                    }
                    context.net().dns().unforge(RECORD);
                    context.host(MX2);
                    context.net().mx(DOMAIN, MX2).dns().txt(RECORD, "v=STSv1; id=2;");
                    context.policyHost()
                            .respondWith(request -> limited(answered, ScenarioContext.policy("enforce", MX2)));
                })
                .step("the domain has moved to another host; ten minutes later a message is sent", context -> {
                    context.later(PolicyRecords.A_WHILE);
                    context.decoy();
                })
                .send()
                .expects(Expectation.DELIVER_PROTECTED)
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.NO_FETCH_LIMIT)
                .mayReport("validation-failure", FETCH_ERROR)
                .exercises(TIME, "STS-3-02", "STS-10.3-01");
    }

    private static PolicyHost.Response limited(AtomicInteger answered, String policy) {
        boolean allowed = answered.incrementAndGet() <= HOST_ANSWERS;
        return new PolicyHost.Response(allowed ? 200 : 429, Map.of("Content-Type", "text/plain"), policy);
    }

    private static Scenario failuresForADay() {
        return scenario("failures-for-a-day", "Failures for a day, to provoke a bounce")
                .by(Attacker.ON_PATH, "strips TLS for a day")
                .known("enforce")
                .stripped()
                .send()
                .step("the queue is run every hour for a day", context -> {
                    for (int run = 0; run < 24; run++) {
                        context.retryAfter(Duration.ofHours(1));
                    }
                })
                .aimsAt(Verdict.BOUNCED)
                .exploits(Flaw.BOUNCES_AFTER_SOME)
                .reported(STRIPPED)
                .exercises(TIME, "STS-5-07", "STS-5-08");
    }

    private static Scenario changedUnderSameId() {
        return scenario("changed-under-same-id", "A policy changes, its id does not")
                .by(
                        Attacker.ON_PATH,
                        "keeps the old id in place, and strips TLS two days after the domain changed to enforce")
                .needs(Ability.CLOCK, Ability.DISCOVERY, Ability.REFRESH)
                .known("testing")
                .step("the domain changes to enforce under the same id, and two days pass", context -> {
                    context.publish("enforce");
                    context.later(Duration.ofDays(2));
                })
                .stripped()
                .send()
                .exploits(Flaw.NEVER_REFRESHES, Flaw.NO_POLICIES)
                .reported(STRIPPED)
                .exercises(TIME, "STS-3.3-20", "STS-10.2-02", "STS-5-03");
    }

    private static Scenario changedUnderNewId() {
        return scenario("changed-under-new-id", "A policy changes, and its id")
                .by(Attacker.ON_PATH, "strips TLS as soon as the domain has changed to enforce")
                .needs(Ability.COMPARISON)
                .known("testing")
                .step("the domain changes to enforce; ten minutes later a message is sent", context -> {
                    context.publish("2", ScenarioContext.policy("enforce", MX));
                    context.later(PolicyRecords.A_WHILE);
                    context.decoy();
                })
                .stripped()
                .send()
                .exploits(Flaw.IGNORES_NEW_IDS, Flaw.NO_POLICIES)
                .reported(STRIPPED)
                .exercises(TIME, "STS-3-02", "STS-5-03", "STS-10.3-01");
    }

    private static ScenarioBuilder queued(String id, String name) {
        return scenario(id, name).needs(Ability.CLOCK, Ability.QUEUE_LIFETIME).known("enforce");
    }

    private static void retryForFourDays(ScenarioContext context) throws Exception {
        for (int run = 0; run < 8; run++) {
            context.retryAfter(HALF_A_DAY);
        }
        context.expectNothingReturned();
    }

    private static Scenario brokenForGood() {
        return queued("broken-for-good", "A host that never works again")
                .by(Attacker.ON_PATH, "strips TLS for a week; the message must not stay in the queue forever")
                .stripped()
                .send()
                .step("the queue is run twice a day for four days", OverTime::retryForFourDays)
                .step("and for two more days", context -> {
                    for (int run = 0; run < 4; run++) {
                        context.retryAfter(HALF_A_DAY);
                    }
                })
                .expects(Expectation.RETURN)
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.HOLDS_FOREVER)
                .reported(STRIPPED)
                .exercises(TIME, "STS-5-07", "STS-5-08", "STS-5.1-05");
    }

    private static Scenario lastLook() {
        return queued("last-look", "A newer policy appears before the last attempt")
                .by(Attacker.DNS_FORGER, "hides for days that the domain has moved to another host; " + BLOCKS)
                .needs(Ability.DISCOVERY)
                .step("the domain moves to another host, and record and policy host are blocked", context -> {
                    block(context);
                    context.host(MX2);
                    context.net().mx(DOMAIN, MX2);
                })
                .send()
                .step("the queue is run twice a day for four days", context -> {
                    retryForFourDays(context);
                    context.expectNothingTaken();
                })
                .step("the block ends just before the last attempt", context -> {
                    context.later(Duration.ofHours(26));
                    context.net().dns().unforge(RECORD);
                    context.policyHost().up();
                    context.publish("2", ScenarioContext.policy("enforce", MX2));
                    context.retryAfter(Duration.ZERO);
                })
                .expects(Expectation.DELIVER_PROTECTED)
                .aimsAt(Verdict.BOUNCED)
                .exploits(Flaw.NO_LAST_LOOK)
                .reported("validation-failure")
                .mayReport(FETCH_ERROR)
                .exercises(TIME, "STS-5-07", "STS-5.1-04");
    }

    /** A last try that the sender could not make is made again: its own fault costs no mail. */
    private static Scenario lastTryMissed(String id, String name, OwnFault fault) {
        return queued(id, name)
                .by(Attacker.ON_PATH, "strips TLS until the last try, at which the sender itself fails")
                .needs(Ability.OWN_FAULTS)
                .stripped()
                .send()
                .step("the queue is run twice a day for four days", OverTime::retryForFourDays)
                .step("and once more, after its time in the queue; the sender fails: " + fault, context -> {
                    context.later(Duration.ofHours(26));
                    context.suffer(fault);
                    context.retryAfter(Duration.ZERO);
                })
                .aimsAt(Verdict.BOUNCED)
                .exploits(Flaw.RETURNS_UNTRIED)
                .reported(STRIPPED)
                .exercises(TIME, "STS-5-07", "STS-5.1-04", "STS-5.1-05");
    }

    private static Scenario lastLookBlocked() {
        return queued("last-look-blocked", "The last query for a policy is blocked")
                .by(Attacker.DNS_FORGER, BLOCKS + ", until the last attempt of the sender")
                .needs(Ability.DISCOVERY)
                .step("record and policy host are blocked", OverTime::block)
                .stripped()
                .send()
                .step("the queue is run twice a day for four days", OverTime::retryForFourDays)
                .step("and once more, after its time in the queue", context -> context.retryAfter(Duration.ofHours(26)))
                .expects(Expectation.RETURN)
                .exploits(Flaw.FAILURE_IS_ABSENCE, Flaw.NO_POLICIES)
                .reported(STRIPPED)
                .mayReport(FETCH_ERROR)
                .exercises(TIME, "STS-5-03", "STS-5-07", "STS-5.1-05");
    }
}
