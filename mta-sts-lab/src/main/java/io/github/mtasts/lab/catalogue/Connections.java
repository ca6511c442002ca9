package io.github.mtasts.lab.catalogue;

import static io.github.mtasts.lab.catalogue.Family.CONNECTIONS;
import static io.github.mtasts.lab.catalogue.ScenarioBuilder.scenario;
import static io.github.mtasts.lab.stage.ScenarioContext.DOMAIN;
import static io.github.mtasts.lab.stage.ScenarioContext.EVIL;
import static io.github.mtasts.lab.stage.ScenarioContext.MX;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.stage.ScenarioContext;
import java.time.Duration;
import java.util.List;

/** Connections and sessions that were good for something once, offered where they are not good enough. */
final class Connections {
    private static final Flaw[] WITHOUT_POLICIES = {Flaw.NO_POLICIES, Flaw.NO_CHECKS};

    private Connections() {}

    static List<Scenario> scenarios() {
        return List.of(resumedAfterTesting(), resumedAfterGood(), shared());
    }

    private static Scenario resumedAfterTesting() {
        return scenario("resumed-after-testing", "A session from the time of testing is resumed")
                .by(Attacker.ON_PATH, "ended TLS under his own certificate while the policy said testing, and resumes")
                .step("a message goes through the attacker's TLS, as the policy says testing", stage -> {
                    stage.mitm().swapCertificate(stage.net().ca().selfSigned(MX));
                    stage.publish("testing");
                    stage.learn();
                })
                .step("the domain goes to enforce, and the sender learns it", stage -> {
                    stage.publish("2", ScenarioContext.policy("enforce", MX));
                    stage.later(Duration.ofMinutes(10));
                    stage.decoy();
                })
                .send()
                .needs(Ability.COMPARISON)
                .livesOn(Flaw.RESUMES_UNCHECKED)
                .livesOn(WITHOUT_POLICIES)
                .reported("certificate-not-trusted")
                .exercises(CONNECTIONS, "STS-5-02");
    }

    private static Scenario resumedAfterGood() {
        return scenario("resumed-after-good", "A session with the attacker's own host is resumed")
                .by(Attacker.ROGUE_MX, "has a host with a valid certificate, and forges the MX host's address to it")
                .known("enforce")
                .step("a message to the attacker's own domain goes through, all in order", stage -> {
                    stage.rogue(EVIL);
                    stage.net().mx("attacker.test", EVIL);
                    stage.decoy("attacker.test", "good day");
                })
                .step("the attacker forges the address of mx.target.test to that host", stage -> {
                    String address = stage.rogue(EVIL).address().getAddress().getHostAddress();
                    stage.forge(MX, lie -> lie.a(address));
                })
                .send()
                .livesOn(Flaw.RESUMES_UNCHECKED, Flaw.IGNORES_NAMES)
                .livesOn(WITHOUT_POLICIES)
                .reported("certificate-host-mismatch")
                .exercises(CONNECTIONS, "STS-4.2-03", "STS-5-02");
    }

    private static Scenario shared() {
        return scenario("shared-connection", "An open connection of another domain")
                .by(Attacker.ON_PATH, "ends TLS himself, which a domain without a policy permits")
                .known("enforce")
                .step(
                        "the attacker shows a self-signed certificate",
                        stage -> stage.mitm().swapCertificate(stage.net().ca().selfSigned(MX)))
                .step("messages go to a domain without a policy that has the same MX host", stage -> {
                    stage.net().mx("open.test", MX);
                    stage.decoy("open.test", "over a connection that may be open from before the attack");
                    stage.decoy("open.test", "and over one that is the attacker's");
                })
                .step("the message to " + DOMAIN + " is sent", ScenarioContext::send)
                .livesOn(Flaw.SHARES_CONNECTIONS, Flaw.TRUSTS_ANY_CHAIN)
                .livesOn(WITHOUT_POLICIES)
                .reported("certificate-not-trusted")
                .exercises(CONNECTIONS, "STS-4.2-02", "STS-5-02");
    }
}
