package io.github.mtasts.lab.catalogue;

import static io.github.mtasts.lab.catalogue.Family.MX_RECORDS;
import static io.github.mtasts.lab.catalogue.ScenarioBuilder.scenario;
import static io.github.mtasts.lab.scenario.ScenarioContext.DOMAIN;
import static io.github.mtasts.lab.scenario.ScenarioContext.EVIL;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX2;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.scenario.ScenarioContext;
import io.github.mtasts.testkit.DnsAnswers;
import java.util.List;
import java.util.function.Consumer;

/** Forged DNS answers about the domain's MX hosts. */
final class MxRecords {
    private static final String FORGES = "answers the DNS queries of the sender";

    private MxRecords() {}

    static List<Scenario> scenarios() {
        return List.of(
                denial("mx-null", "Null MX forged", DnsAnswers::nullMx, Flaw.BELIEVES_ABSENT_MX, Flaw.NO_POLICIES),
                denial(
                        "mx-nxdomain",
                        "NXDOMAIN forged for the domain",
                        DnsAnswers::nxDomain,
                        Flaw.BELIEVES_ABSENT_MX,
                        Flaw.NO_POLICIES),
                ruled("rule-mx-null", "Null MX forged against the operator's rule", DnsAnswers::nullMx),
                ruled("rule-mx-nxdomain", "NXDOMAIN forged against the operator's rule", DnsAnswers::nxDomain),
                denial("mx-servfail", "MX answered SERVFAIL", DnsAnswers::servfail, Flaw.FAILURE_IS_ABSENCE),
                denial(
                        "mx-cname-loop",
                        "The domain in a CNAME loop",
                        lie -> lie.cname(DOMAIN),
                        Flaw.FAILURE_IS_ABSENCE),
                rogue("mx-rogue", "MX forged to a host with a valid certificate", true),
                rogue("mx-rogue-untrusted", "MX forged to a host without a valid certificate", false),
                rogueFirst(),
                firstAttacked(),
                removed(),
                addressForged(),
                lookAlike(
                        "mx-suffix", "*.target.test", "eviltarget.test", Flaw.MATCHES_BY_REGEX, Flaw.MATCHES_BY_SUFFIX),
                lookAlike("mx-deep", "*.target.test", "a.b.target.test", Flaw.MATCHES_BY_REGEX, Flaw.MATCHES_BY_SUFFIX),
                lookAlike("mx-bare", "*.target.test", DOMAIN, Flaw.MATCHES_BY_SUFFIX),
                lookAlike("mx-dot", MX, "mxxtarget.test", Flaw.MATCHES_BY_REGEX),
                lookAlike("mx-extended", MX, "mx.target.test.attacker.test", Flaw.MATCHES_BY_REGEX));
    }

    private static ScenarioBuilder forged(String id, String name) {
        return scenario(id, name).by(Attacker.DNS_FORGER, FORGES);
    }

    /** The attacker wants the sender to believe that the domain takes no mail. */
    private static Scenario denial(String id, String name, Consumer<DnsAnswers> lie, Flaw... flaws) {
        return forged(id, name)
                .known("enforce")
                .step("the attacker answers for " + DOMAIN + ": " + name, context -> context.forge(DOMAIN, lie))
                .send()
                .aimsAt(Verdict.BOUNCED)
                .exploits(flaws)
                .mayReport("validation-failure")
                .exercises(MX_RECORDS, "STS-4.1-07", "STS-5-07", "STS-5-08");
    }

    /** The domain publishes no policy. Mail that needs validated TLS by a rule is not returned on the word of the DNS. */
    private static Scenario ruled(String id, String name, Consumer<DnsAnswers> lie) {
        return forged(id, name)
                .needs(Ability.OPERATOR_RULES)
                .step(
                        "the sender's operator requires validated TLS with " + MX
                                + ", and a first message is delivered",
                        context -> {
                            context.requireValidatedTls();
                            context.learn();
                        })
                .step("the attacker answers for " + DOMAIN + ": " + name, context -> context.forge(DOMAIN, lie))
                .send()
                .aimsAt(Verdict.BOUNCED)
                .exploits(Flaw.LEAVES_OUT_RULES, Flaw.BELIEVES_ABSENT_MX, Flaw.NO_POLICIES)
                .notReportedAsSts()
                .exercises(MX_RECORDS, "STS-4.1-07", "STS-5-07", "STS-5-08");
    }

    private static Scenario rogue(String id, String name, boolean trusted) {
        ScenarioBuilder builder = scenario(id, name)
                .by(Attacker.ROGUE_MX, "has an MX host and forges MX records to it")
                .known("enforce")
                .step("the attacker forges the MX to " + EVIL, context -> {
                    if (!trusted) {
                        context.rogue(EVIL).certificate(context.net().ca().selfSigned(EVIL));
                    }
                    context.rogue(EVIL);
                    context.forgeMx(EVIL);
                })
                .send()
                .exploits(Flaw.NO_POLICIES, Flaw.NO_CHECKS)
                .reported("validation-failure");
        return (trusted ? builder.exploits(Flaw.IGNORES_MX_PATTERNS) : builder)
                .exercises(MX_RECORDS, "STS-5-01", "STS-6-04");
    }

    private static Scenario rogueFirst() {
        return scenario("mx-rogue-first", "A rogue MX forged before the genuine one")
                .by(Attacker.ROGUE_MX, "has an MX host and forges an MX record to it beside the genuine one")
                .known("enforce")
                .step("the attacker forges an MX with a better preference", context -> {
                    context.rogue(EVIL);
                    context.forgeMx(EVIL, MX);
                })
                .send()
                .expects(Expectation.DELIVER_PROTECTED)
                .exploits(Flaw.NO_POLICIES, Flaw.NO_CHECKS, Flaw.IGNORES_MX_PATTERNS)
                .reported("validation-failure")
                .exercises(MX_RECORDS, "STS-5-01", "STS-5.1-03", "STS-8.4-01");
    }

    private static Scenario firstAttacked() {
        return scenario("mx-first-attacked", "The first of two MX hosts is attacked")
                .by(Attacker.ON_PATH, "reaches the connections to the first MX host only")
                .step(
                        "the domain has two MX hosts and an enforce policy, and a first message is delivered",
                        context -> {
                            context.host(MX2);
                            context.net().mx(DOMAIN, MX, MX2);
                            context.publish("1", ScenarioContext.policy("enforce", MX, MX2));
                            context.learn();
                        })
                .stripped()
                .send()
                .expects(Expectation.DELIVER_PROTECTED)
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.TRIES_ONE_HOST)
                .reported("starttls-not-supported")
                .exercises(MX_RECORDS, "STS-5-03", "STS-5.1-03", "STS-8.4-01");
    }

    private static Scenario removed() {
        return forged("mx-removed", "MX removed, so that the domain is its own MX")
                .known("enforce")
                .step(
                        "the attacker removes the MX and forges the address of a host with a valid certificate for "
                                + DOMAIN,
                        context -> {
                            String address =
                                    context.rogue(DOMAIN).address().getAddress().getHostAddress();
                            context.forge(DOMAIN, lie -> lie.a(address));
                        })
                .send()
                .exploits(Flaw.SPARES_IMPLICIT_MX, Flaw.IGNORES_MX_PATTERNS, Flaw.NO_POLICIES, Flaw.NO_CHECKS)
                .reported("validation-failure")
                .exercises(MX_RECORDS, "STS-4.1-07", "STS-5-01");
    }

    private static Scenario addressForged() {
        return forged("mx-address-forged", "The address of the MX host forged")
                .known("enforce")
                .step("the attacker forges the address of " + MX + " to another host", context -> {
                    String address = context.rogue(EVIL).address().getAddress().getHostAddress();
                    context.forge(MX, lie -> lie.a(address));
                })
                .send()
                .exploits(Flaw.IGNORES_NAMES, Flaw.NO_POLICIES, Flaw.NO_CHECKS)
                .reported("certificate-host-mismatch")
                .exercises(MX_RECORDS, "STS-4.2-03", "STS-5-02");
    }

    private static Scenario lookAlike(String id, String pattern, String host, Flaw... flaws) {
        return scenario(id, "MX forged to " + host + ", which is not " + pattern)
                .by(
                        Attacker.ROGUE_MX,
                        "has a host with a valid certificate for its own name and forges MX records to it")
                .known("enforce", pattern)
                .step("the attacker forges the MX to " + host, context -> {
                    String address = context.rogue(host).address().getAddress().getHostAddress();
                    // Where the host is the domain itself, its address is forged, too.
                    context.forge(DOMAIN, lie -> lie.mx(10, host).a(address));
                })
                .send()
                .exploits(flaws)
                .exploits(Flaw.IGNORES_MX_PATTERNS, Flaw.NO_POLICIES, Flaw.NO_CHECKS)
                .reported("validation-failure")
                .exercises(MX_RECORDS, "STS-4.1-02", "STS-4.1-03", "STS-5-01");
    }
}
