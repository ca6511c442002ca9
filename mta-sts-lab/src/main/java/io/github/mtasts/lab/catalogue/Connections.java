package io.github.mtasts.lab.catalogue;

import static io.github.mtasts.lab.catalogue.Family.CONNECTIONS;
import static io.github.mtasts.lab.catalogue.ScenarioBuilder.scenario;
import static io.github.mtasts.lab.scenario.ScenarioContext.DOMAIN;
import static io.github.mtasts.lab.scenario.ScenarioContext.EVIL;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.scenario.ScenarioContext;
import io.github.mtasts.testkit.ServerCertificate;
import java.time.Duration;
import java.util.List;

/** Connections and TLS sessions that were acceptable before, and are not acceptable for this message. */
final class Connections {
    private static final Flaw[] WITHOUT_POLICIES = {Flaw.NO_POLICIES, Flaw.NO_CHECKS};

    private Connections() {}

    static List<Scenario> scenarios() {
        return List.of(resumedAfterTesting(), resumedAfterGood(), resumedAfterRenewal(), shared());
    }

    private static Scenario resumedAfterTesting() {
        return scenario("resumed-after-testing", "A session from the time of testing is resumed")
                .by(
                        Attacker.ON_PATH,
                        "ended TLS under another certificate while the policy was in testing, and resumes the session")
                .step("under a testing policy a message is delivered through the attacker's TLS", context -> {
                    context.mitm().swapCertificate(context.net().ca().selfSigned(MX));
                    context.publish("testing");
                    context.learn();
                })
                .step("the domain changes to enforce, and the sender fetches the policy", context -> {
                    context.publish("2", ScenarioContext.policy("enforce", MX));
                    context.later(Duration.ofMinutes(10));
                    context.decoy();
                })
                .send()
                .needs(Ability.COMPARISON)
                .exploits(Flaw.RESUMES_UNCHECKED)
                .exploits(WITHOUT_POLICIES)
                .reported("certificate-not-trusted")
                .exercises(CONNECTIONS, "STS-5-02");
    }

    private static Scenario resumedAfterGood() {
        return scenario("resumed-after-good", "A session with the attacker's own host is resumed")
                .by(
                        Attacker.ROGUE_MX,
                        "has a host with a valid certificate and forges the address of the MX host to it")
                .known("enforce")
                .step("a message to the attacker's own domain is delivered without an attack", context -> {
                    context.rogue(EVIL);
                    context.net().mx("attacker.test", EVIL);
                    context.decoy("attacker.test", "good day");
                })
                .step("the attacker forges the address of mx.target.test to that host", context -> {
                    String address = context.rogue(EVIL).address().getAddress().getHostAddress();
                    context.forge(MX, lie -> lie.a(address));
                })
                .send()
                .exploits(Flaw.RESUMES_UNCHECKED, Flaw.IGNORES_NAMES)
                .exploits(WITHOUT_POLICIES)
                .reported("certificate-host-mismatch")
                .exercises(CONNECTIONS, "STS-4.2-03", "STS-5-02");
    }

    /** A resumed session shows the chain of its first handshake, whatever certificate the host has by now. */
    private static Scenario resumedAfterRenewal() {
        return scenario("resumed-after-renewal", "A session from before the host's new certificate is resumed")
                .by(Attacker.ON_PATH, "does nothing: the host itself has a new certificate and its old ticket keys")
                .step(
                        "the domain has no policy, and a message is delivered under a self-signed certificate",
                        context -> {
                            context.mx().certificate(context.net().ca().selfSigned(MX));
                            context.learn();
                        })
                .step(
                        "the host has a valid certificate, the domain publishes an enforce policy, ten minutes pass",
                        context -> {
                            ServerCertificate valid = context.net().ca().issue(MX);
                            context.mx()
                                    .certificate(valid.inPlaceOf(context.mx().certificate()));
                            context.publish("enforce");
                            context.later(Duration.ofMinutes(10));
                        })
                .send()
                .expects(Expectation.DELIVER_PROTECTED)
                .needs(Ability.COMPARISON)
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.BELIEVES_RESUMED_CHAINS)
                .exercises(CONNECTIONS, "STS-4.2-02", "STS-5-02");
    }

    private static Scenario shared() {
        return scenario("shared-connection", "An open connection of another domain")
                .by(Attacker.ON_PATH, "ends TLS on the path, which a domain without a policy permits")
                .known("enforce")
                .step(
                        "the attacker shows a self-signed certificate",
                        context -> context.mitm()
                                .swapCertificate(context.net().ca().selfSigned(MX)))
                .step("messages are sent to a domain without a policy and with the same MX host", context -> {
                    context.net().mx("open.test", MX);
                    context.decoy("open.test", "over a connection that may be open from before the attack");
                    context.decoy("open.test", "and over one that is the attacker's");
                })
                .step("the message to " + DOMAIN + " is sent", ScenarioContext::send)
                .exploits(Flaw.SHARES_CONNECTIONS, Flaw.TRUSTS_ANY_CHAIN)
                .exploits(WITHOUT_POLICIES)
                .reported("certificate-not-trusted")
                .exercises(CONNECTIONS, "STS-4.2-02", "STS-5-02");
    }
}
