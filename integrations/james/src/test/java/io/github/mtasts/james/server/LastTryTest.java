package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.MxServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The attempt after which a mail is returned: case 6. */
class LastTryTest extends Deliveries {
    private static final Duration ANSWER_TAKES = Duration.ofSeconds(10);

    LastTryTest() throws IOException, InterruptedException {}

    @Override
    JamesHome configure(JamesHome home, Network around) {
        return home.setting("dns.timeout", "2m")
                .option("delayTime", "5 minutes")
                .option("maxRetries", "1")
                .before("""
                        <mailet match="HostIs=once.test,twice.test,refused.test,missed.test" class="%s">
                          <outgoing>once</outgoing>
                          <maxRetries>0</maxRetries>
                          <bounceProcessor>bounced</bounceProcessor>
                        </mailet>
                        """.formatted(JamesHome.PLUGIN));
    }

    @Test
    void asksForTheRecordBeforeTheFirstHostAndNamesTheReason() throws Exception {
        String domain = network().domain("last", "enforce", 1);
        MxServer server = network().mx(domain, 1).noStartTls();
        String canary = canary();
        String name = send(canary, domain);
        heldBack(name, canary, 1, server);

        DnsServer dns = network().kit().dns();
        int sessions = server.sessions().size();
        int asked = dns.queries("_mta-sts." + domain).size();
        // Until the answer, for which there is time, no host is spoken to.
        dns.delay("_mta-sts." + domain, ANSWER_TAKES);
        james().flush();
        james().await("the look-up", () -> dns.queries("_mta-sts." + domain).size() > asked);
        assertThat(server.sessions()).hasSize(sessions);
        Known bounce = bounce(canary);
        notGiven(canary, server);
        assertThat(server.sessions()).hasSizeGreaterThan(sessions);
        assertThat(bounce.text("message"))
                .contains(server.name())
                .contains("5.4.7", "no starttls", "MTA-STS policy", "newer policy");
        assertThat(james().settled()).isEmpty();
        assertThat(bounces(canary)).hasSize(1);
    }

    @Test
    void aNewerPolicyLetsTheMailThrough() throws Exception {
        String domain = network().domain("newer", "enforce", 2);
        network().publish(domain, "2", "enforce", "elsewhere." + domain);
        MxServer server = network().mx(domain, 1);
        String canary = canary();
        String name = send(canary, domain);
        heldBack(name, canary, 1, server);
        network().publish(domain, "3", "enforce", server.name());
        james().flush();
        received(server, canary);
        assertThat(james().settled()).isEmpty();
        assertThat(bounces(canary)).isEmpty();
    }

    @Test
    void aFailureOfTheDomainsDnsIsAnAnswerForIt() throws Exception {
        String domain = network().domain("unasked", "enforce", 1);
        MxServer server = network().mx(domain, 1).noStartTls();
        String canary = canary();
        String name = send(canary, domain);
        heldBack(name, canary, 1, server);
        network().kit().dns().servfail("_mta-sts." + domain);
        james().flush();
        // A failure that the domain's DNS gives was obtained in this attempt: no new policy is known, and the mail may
        // fail.
        bounce(canary);
        notGiven(canary, server);
    }

    @Test
    void isEveryTryWithoutRetriesAndLeavesTheMailToTheProcessor() throws Exception {
        String domain = "once.test";
        network().kit().mx(domain, "mx1." + domain);
        network().publish(domain, "1", "enforce", "mx1." + domain);
        MxServer server = network().mx(domain, 1).startTlsReply("454 4.7.0 no");
        String canary = canary();
        james().submit(Letter.to(canary, "bob@" + domain));
        james().await("the processor", () -> !bounced(canary).isEmpty());
        notGiven(canary, server);
        Known mail = bounced(canary).get(0);
        assertThat(mail.recipients()).containsExactly("bob@" + domain);
        assertThat(mail.text("sender")).isEqualTo("alice@local.test");
        assertThat(mail.attribute("is-delivery-permanent-error")).contains("false");
        assertThat(mail.attribute("delivery-error")).contains(server.name()).containsPattern("4\\.7\\.\\d");
        assertThat(bounces(canary)).isEmpty();

        server.reset();
        String second = canary();
        james().submit(Letter.to(second, "bob@" + domain));
        received(server, second);
    }

    @Test
    void aRefusalForGoodIsToldToTheProcessorAsSuch() throws Exception {
        String domain = "refused.test";
        network().kit().mx(domain, "mx1." + domain);
        MxServer server = network().mx(domain, 1).rcptReply("nobody@" + domain, "550 5.1.1 no such user");
        String canary = canary();
        james().submit(Letter.to(canary, "nobody@" + domain).from(""));
        james().await("the processor", () -> !bounced(canary).isEmpty());
        Known mail = bounced(canary).get(0);
        assertThat(mail.recipients()).containsExactly("nobody@" + domain);
        assertThat(mail.attribute("is-delivery-permanent-error")).contains("true");
        assertThat(mail.attribute("delivery-error-code")).contains("550");
        assertThat(mail.attribute("delivery-error")).contains("5.1.1");
        assertThat(server.messages()).isEmpty();
    }

    @Test
    void aNewerPolicyLetsTheMailThroughWithoutRetriesToo() throws Exception {
        String domain = "twice.test";
        network().kit().mx(domain, "mx1." + domain);
        network().publish(domain, "1", "enforce", "elsewhere." + domain);
        MxServer server = network().mx(domain, 1);
        String first = canary();
        james().submit(Letter.to(first, "bob@" + domain));
        james().await("the processor", () -> !bounced(first).isEmpty());
        notGiven(first, server);
        network().publish(domain, "2", "enforce", server.name());
        String second = canary();
        james().submit(Letter.to(second, "bob@" + domain));
        received(server, second);
        assertThat(bounced(second)).isEmpty();
    }

    /** This server has no room for a connection: that is no failure of the mail, which is kept for two days more. */
    @Test
    void oneThatCouldNotBeMadeIsMadeAgainForTwoDays() throws Exception {
        String domain = "missed.test";
        network().kit().mx(domain, "mx1." + domain);
        network().publish(domain, "1", "enforce", "mx1." + domain);
        MxServer server = network().mx(domain, 1);
        deliversTo(domain);
        assertThat(james().settled()).isEmpty();
        server.dropConnections();
        james().property("testkit.shortage", "true");
        String canary = canary();
        james().submit(Letter.to(canary, "bob@" + domain));
        james().await("the first attempt", () -> james().queue("once").stream().anyMatch(one -> one.waits(0)));
        Known waiting = james().queue("once").get(0);
        assertThat(waiting.retries()).isZero();
        assertThat(waiting.attribute("delivery-error")).contains("the last try was not made");
        assertThat(waiting.delaySeconds()).isLessThanOrEqualTo(60);
        assertThat(bounced(canary)).isEmpty();

        james().property(
                        "testkit.clock.seconds",
                        String.valueOf(Duration.ofDays(3).toSeconds()));
        james().flush("once");
        james().await("the processor", () -> !bounced(canary).isEmpty());
        assertThat(bounced(canary).get(0).attribute("is-delivery-permanent-error"))
                .contains("false");
        notGiven(canary, server);
        james().property("testkit.clock.seconds", "0");
        james().property("testkit.shortage", "false");
    }

    private List<Known> bounced(String canary) {
        return james().kept("bounced").stream()
                .filter(one -> one.text("message").contains(canary))
                .toList();
    }
}
