package io.github.mtasts.lab.catalogue;

import static io.github.mtasts.lab.catalogue.Family.POLICY_RECORDS;
import static io.github.mtasts.lab.catalogue.ScenarioBuilder.scenario;
import static io.github.mtasts.lab.scenario.ScenarioContext.POLICY_HOST;
import static io.github.mtasts.lab.scenario.ScenarioContext.RECORD;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.scenario.ScenarioContext;
import io.github.mtasts.testkit.DnsAnswers;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Forged DNS answers about the policy, while TLS is stripped on the path. */
final class PolicyRecords {
    private static final String FORGES = "answers the DNS queries of the sender and strips TLS";

    private static final String FETCH_ERROR = "sts-policy-fetch-error";

    /** Long enough for a sender to query the record again. */
    static final Duration A_WHILE = Duration.ofMinutes(10);

    private PolicyRecords() {}

    static List<Scenario> scenarios() {
        return List.of(
                record("txt-absent", "TXT forged to absent", DnsAnswers::nxDomain, Flaw.NEEDS_THE_RECORD),
                record("txt-suppressed", "TXT suppressed", DnsAnswers::noData, Flaw.NEEDS_THE_RECORD),
                record("txt-servfail", "TXT answered SERVFAIL", DnsAnswers::servfail, Flaw.FAILURE_IS_ABSENCE),
                unanswered(),
                record("txt-cname-loop", "TXT in a CNAME loop", lie -> lie.cname(RECORD), Flaw.FAILURE_IS_ABSENCE),
                record(
                        "txt-second",
                        "TXT forged to a second record",
                        lie -> lie.txt("v=STSv1; id=1;", "v=STSv1; id=2;"),
                        Flaw.NEEDS_THE_RECORD),
                record(
                        "txt-malformed",
                        "TXT forged to a malformed record",
                        lie -> lie.txt("v=STSv1; id=;"),
                        Flaw.NEEDS_THE_RECORD),
                newId(
                        "id-blocked",
                        "New id, HTTPS blocked",
                        FETCH_ERROR,
                        context -> context.policyHost().down()),
                newId(
                        "id-404",
                        "New id, 404",
                        FETCH_ERROR,
                        context -> context.policyHost().status(404)),
                newId(
                        "id-bad-body",
                        "New id, a body that is not a policy",
                        "sts-policy-invalid",
                        context -> context.policyHost().body("version: STSv1\r\nmode: nonsense\r\n")),
                redirected(),
                hostForged(),
                hostAtLoopback(),
                hostInside(),
                chunks(),
                foreign(),
                writtenInCapitals());
    }

    private static ScenarioBuilder forged(String id, String name) {
        return scenario(id, name)
                .by(Attacker.DNS_FORGER, FORGES)
                .needs(Ability.DISCOVERY, Ability.COMPARISON)
                .known("enforce");
    }

    /** The attack lasts while the message is sent and sent again. */
    private static ScenarioBuilder attacked(ScenarioBuilder builder, String what, Step.Action attack) {
        return builder.step("ten minutes later the attacker answers: " + what, context -> {
                    context.later(A_WHILE);
                    attack.run(context);
                })
                .stripped()
                .send()
                .retryAfter("half an hour", Duration.ofMinutes(30));
    }

    /** That no name server answers may be the sender's own failure, which is reported to no domain. */
    private static Scenario unanswered() {
        return attacked(
                        forged("txt-timeout", "TXT never answered"),
                        "TXT never answered",
                        context -> context.forge(RECORD, DnsAnswers::silent))
                .exploits(Flaw.FAILURE_IS_ABSENCE, Flaw.NO_POLICIES)
                .reported("starttls-not-supported")
                .mayReport(FETCH_ERROR)
                .exercises(POLICY_RECORDS, "STS-3.3-18", "STS-5-03", "STS-8.3-02");
    }

    private static Scenario record(String id, String name, Consumer<DnsAnswers> lie, Flaw flaw) {
        return attacked(forged(id, name), name, context -> context.forge(RECORD, lie))
                .exploits(flaw, Flaw.NO_POLICIES)
                .reported("starttls-not-supported")
                .reported(FETCH_ERROR)
                .exercises(POLICY_RECORDS, "STS-3.3-18", "STS-5-03", "STS-6-02", "STS-8.3-02");
    }

    private static ScenarioBuilder announced(String id, String name, Step.Action attack) {
        return attacked(forged(id, name), name, context -> {
                    attack.run(context);
                    context.forge(RECORD, lie -> lie.txt("v=STSv1; id=2;"));
                })
                .exploits(Flaw.NO_POLICIES)
                .reported("starttls-not-supported");
    }

    private static Scenario newId(String id, String name, String reported, Step.Action attack) {
        return announced(id, name, attack)
                .exploits(Flaw.EVICTS_ON_NEW_ID)
                .reported(reported)
                .exercises(POLICY_RECORDS, "STS-3.3-18", "STS-5-03", "STS-6-01", "STS-6-02");
    }

    private static Scenario redirected() {
        return announced("id-redirect", "New id, redirected to the attacker's policy", context -> {
                    context.rogueWeb("www.attacker.test").body(ScenarioContext.policy("none"));
                    context.policyHost().redirect(302, "https://www.attacker.test/.well-known/mta-sts.txt");
                })
                .exploits(Flaw.FOLLOWS_REDIRECTS, Flaw.EVICTS_ON_NEW_ID)
                .reported(FETCH_ERROR)
                .exercises(POLICY_RECORDS, "STS-3.3-11", "STS-3.3-18", "STS-5-03");
    }

    private static Scenario hostForged() {
        return announced("host-forged", "Policy host forged to the attacker's address", context -> {
                    String address = context.rogueWeb("www.attacker.test")
                            .body(ScenarioContext.policy("none"))
                            .address()
                            .getAddress()
                            .getHostAddress();
                    context.forge(POLICY_HOST, lie -> lie.a(address));
                })
                .exploits(Flaw.TRUSTS_ANY_POLICY_HOST, Flaw.IGNORES_NAMES, Flaw.EVICTS_ON_NEW_ID)
                .reported("sts-webpki-invalid")
                .exercises(POLICY_RECORDS, "STS-3.3-04", "STS-3.3-18", "STS-5-03");
    }

    private static Scenario hostAtLoopback() {
        return inside("host-loopback", "Policy host answered with a loopback address", List.of("127.0.0.1"), List.of())
                .exercises(POLICY_RECORDS, "STS-3.3-18", "STS-5-03");
    }

    private static Scenario hostInside() {
        return inside(
                        "host-inside",
                        "Policy host answered with private and link-local addresses",
                        List.of("10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254"),
                        List.of("fd00::1"))
                .exploits(Flaw.REFUSES_LOOPBACK_ONLY)
                .exercises(POLICY_RECORDS, "STS-3.3-18", "STS-5-03");
    }

    private static ScenarioBuilder inside(String id, String name, List<String> v4, List<String> v6) {
        return announced(id, name, context -> context.forgeInside(POLICY_HOST, v4, v6))
                .needs(Ability.ADDRESS_GUARD)
                .exploits(Flaw.FETCHES_FROM_INSIDE, Flaw.EVICTS_ON_NEW_ID)
                .reported(FETCH_ERROR);
    }

    private static Scenario chunks() {
        return scenario("txt-chunks", "TXT in odd chunks")
                .by(Attacker.DNS_FORGER, "splits the record into other strings than the domain did, and strips TLS")
                .needs(Ability.DISCOVERY)
                .step("the record is in pieces from the first day on, and a first message is delivered", context -> {
                    context.publish("enforce");
                    context.net().dns().txtChunks(RECORD, "v=S", "TSv", "1; i", "d=", "1;");
                    context.learn();
                })
                .stripped()
                .send()
                .exploits(Flaw.JOINS_WITH_SPACES, Flaw.NO_POLICIES)
                .reported("starttls-not-supported")
                .exercises(POLICY_RECORDS, "STS-3.1-14", "STS-5-03");
    }

    private static Scenario foreign() {
        return scenario("txt-foreign", "An unrelated TXT record at the same name")
                .by(Attacker.DNS_FORGER, "adds a record beside the domain's, and strips TLS")
                .needs(Ability.DISCOVERY)
                .step("another record precedes the domain's from the first day on", context -> {
                    context.publish("enforce");
                    context.net().dns().txt(RECORD, "verification=0815", "v=STSv1; id=1;");
                    context.learn();
                })
                .stripped()
                .send()
                .exploits(Flaw.READS_FIRST_TXT, Flaw.NO_POLICIES)
                .reported("starttls-not-supported")
                .exercises(POLICY_RECORDS, "STS-3.1-15", "STS-5-03");
    }

    private static Scenario writtenInCapitals() {
        return scenario("domain-in-capitals", "The domain written in capitals")
                .by(Attacker.DNS_FORGER, "suppresses the record, blocks the policy host and strips TLS")
                .needs(Ability.DISCOVERY)
                .known("enforce")
                .step("record and policy host are blocked", context -> {
                    context.forge(RECORD, DnsAnswers::nxDomain);
                    context.policyHost().down();
                })
                .stripped()
                .step("the message is sent to TARGET.Test", context -> context.sendTo("TARGET.Test"))
                .exploits(Flaw.CASE_SENSITIVE, Flaw.NO_POLICIES)
                .reported("starttls-not-supported")
                .mayReport(FETCH_ERROR)
                .exercises(POLICY_RECORDS, "STS-4.1-04", "STS-5-03");
    }
}
