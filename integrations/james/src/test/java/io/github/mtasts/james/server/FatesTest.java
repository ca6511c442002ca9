package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of mail that hosts refuse, wholly or for some recipients: cases 7 and 9. */
class FatesTest extends Deliveries {
    FatesTest() throws IOException, InterruptedException {}

    @Override
    JamesHome configure(JamesHome home, Network around) {
        return home.option("delayTime", "5 minutes, 20*2 hours")
                .option("onSuccess", "delivered")
                .before("""
                        <mailet match="HostIs=partial.test,kept.test" class="%s">
                          <outgoing>partial</outgoing>
                          <delayTime>5 minutes, 20*2 hours</delayTime>
                          <sendpartial>true</sendpartial>
                          <onSuccess>delivered</onSuccess>
                        </mailet>
                        """.formatted(JamesHome.PLUGIN));
    }

    @Test
    void oneMailToFiveDomainsHasFiveFates() throws Exception {
        String good = network().domain("good", "enforce", 1);
        String stripped = network().domain("stripped", "enforce", 1);
        network().mx(stripped, 1).noStartTls();
        String open = network().domain("open");
        network().mx(open, 1).noStartTls();
        String testing = network().domain("testing", "testing", 1);
        network().mx(testing, 1).certificate(network().kit().ca().expired("mx1." + testing));
        String refusing = network().domain("refusing", "enforce", 1);
        network().mx(refusing, 1).rcptReply("550 5.1.1 no such user");
        String canary = canary();
        String name = james().submit(Letter.to(
                canary, "bob@" + good, "bob@" + stripped, "bob@" + open, "bob@" + testing, "bob@" + refusing));

        assertThat(received(network().mx(good, 1), canary).recipients()).containsExactly("bob@" + good);
        assertThat(received(network().mx(open, 1), canary).tls()).isFalse();
        assertThat(received(network().mx(testing, 1), canary).tls()).isTrue();
        Known waiting = heldBack(name + "-to-" + stripped, canary, 1, network().mx(stripped, 1));
        assertThat(waiting.recipients()).containsExactly("bob@" + stripped);
        Known bounce = bounce(canary);
        assertThat(bounce.text("message")).contains("bob@" + refusing).contains("550");
        assertThat(james().settled()).hasSize(1);
        assertThat(bounces(canary)).hasSize(1);
        assertThat(delivered(canary)).hasSize(3);
        for (String domain : List.of(good, open, testing)) {
            assertThat(network().mx(domain, 1).messages()).hasSize(1);
        }
    }

    @Test
    void aMailIsSentToThoseWhoAreAcceptedWithSendPartial() throws Exception {
        String domain = "partial.test";
        network().kit().mx(domain, "mx1." + domain);
        network().publish(domain, "1", "enforce", "mx1." + domain);
        MxServer server = network()
                .mx(domain, 1)
                .rcptReply("later@" + domain, "450 4.2.0 later")
                .rcptReply("nobody@" + domain, "550 5.1.1 no such user");
        String canary = canary();
        String name = james().submit(
                        Letter.to(canary, "bob@" + domain, "later@" + domain, "nobody@" + domain, "carol@" + domain));
        MxServer.ReceivedMessage message = received(server, canary);
        assertThat(message.recipients()).containsExactlyInAnyOrder("bob@" + domain, "carol@" + domain);
        String bounce = bounce(canary).text("message");
        assertThat(bounce).contains("nobody@" + domain);
        assertThat(bounces(canary)).hasSize(1);
        james().await("the rest in the queue", () -> !partial().isEmpty());
        assertThat(partial().get(0).name()).isEqualTo(name + "-to-" + domain);
        assertThat(partial().get(0).recipients()).containsExactly("later@" + domain);
        james().await("the copy of what was delivered", () -> delivered(canary).size() == 1);
        assertThat(delivered(canary).get(0).recipients()).containsExactlyInAnyOrder("bob@" + domain, "carol@" + domain);

        mend(server);
        james().flush("partial");
        james().await("the rest", () -> server.messages().size() == 2);
        assertThat(server.messages().get(1).recipients()).containsExactly("later@" + domain);
        assertThat(bounces(canary)).hasSize(1);
    }

    private List<Known> delivered(String canary) {
        return james().kept("delivered").stream()
                .filter(one -> one.text("message").contains(canary))
                .toList();
    }

    @Test
    void aBounceThatJamesDoesNotTakeIsMadeLaterAndNobodyGetsTheMailTwice() throws Exception {
        String domain = "kept.test";
        network().kit().mx(domain, "mx1." + domain);
        network().publish(domain, "1", "enforce", "mx1." + domain);
        MxServer server = network().mx(domain, 1).rcptReply("nobody@" + domain, "550 5.1.1 no such user");
        String canary = canary();
        james().property("queue.refuses", "bounces");
        james().submit(Letter.to(canary, "bob@" + domain, "nobody@" + domain));
        received(server, canary);
        james().await("the rest in the queue", () -> !partial().isEmpty());
        assertThat(partial().get(0).recipients()).containsExactly("nobody@" + domain);
        assertThat(partial().get(0).retries()).isZero();
        james().flush("partial");
        james().await("the next attempt", () -> partial().stream().anyMatch(one -> one.delaySeconds() > 1));
        assertThat(bounces(canary)).isEmpty();

        james().property("queue.refuses", "");
        james().flush("partial");
        assertThat(bounce(canary).text("message")).contains("nobody@" + domain).doesNotContain("bob@" + domain);
        assertThat(james().settled()).isEmpty();
        assertThat(partial()).isEmpty();
        assertThat(server.messages()).hasSize(1);
        assertThat(bounces(canary)).hasSize(1);
    }

    @Test
    void aHostsOwnFaultCountsAsARetry() throws Exception {
        String domain = network().domain("own-fault", "enforce", 1);
        network().mx(domain, 1).rcptReply("451 4.3.0 Mail server temporarily rejected message");
        String name = send(canary(), domain);
        Known waiting = james().deferred(name, 1);
        assertThat(waiting.attribute("delivery-error-code")).contains("451");
        james().flush();
        james().deferred(name, 2);
    }

    /** Mail that was kept in a repository and is reprocessed has the attributes of its first journey, and another state. */
    @Test
    void retriesOfAnEarlierJourneyDoNotCount() throws Exception {
        String domain = network().domain("reprocessed", "enforce", 1);
        network().mx(domain, 1).noStartTls();
        String canary = canary();
        String name = james().submit(Letter.to(canary, "bob@" + domain).attribute("delivery_retry_count", 21)) + "-to-"
                + domain;
        assertThat(heldBack(name, canary, 1, network().mx(domain, 1)).retries()).isEqualTo(1);
    }

    @Test
    void thePriorityIsRemovedFromTheQueueUnlessAskedFor() throws Exception {
        String domain = network().domain("priority", "enforce", 1);
        network().mx(domain, 1).noStartTls();
        String name =
                james().submit(Letter.to(canary(), "bob@" + domain).attribute("MAIL_PRIORITY", 7)) + "-to-" + domain;
        assertThat(james().deferred(name, 1).attribute("MAIL_PRIORITY")).isNull();
    }

    private List<Known> partial() {
        return james().queue("partial");
    }

    @Test
    void aMailIsSentToNobodyBeforeAllAreAcceptedWithoutSendPartial() throws Exception {
        String domain = network().domain("all-or-none", "enforce", 1);
        MxServer server = network()
                .mx(domain, 1)
                .rcptReply("later@" + domain, "450 4.2.0 later")
                .rcptReply("nobody@" + domain, "550 5.1.1 no such user");
        String canary = canary();
        String name = james().submit(Letter.to(canary, "bob@" + domain, "later@" + domain, "nobody@" + domain));
        Known waiting = james().deferred(name + "-to-" + domain, 1);
        assertThat(waiting.recipients()).containsExactlyInAnyOrder("bob@" + domain, "later@" + domain);
        assertThat(bounce(canary).text("message")).contains("nobody@" + domain).doesNotContain("bob@" + domain);
        assertThat(server.messages()).isEmpty();
        mend(server);
        james().flush();
        assertThat(received(server, canary).recipients()).containsExactlyInAnyOrder("bob@" + domain, "later@" + domain);
        assertThat(james().settled()).isEmpty();
        assertThat(server.messages()).hasSize(1);
        assertThat(bounces(canary)).hasSize(1);
        assertThat(delivered(canary)).hasSize(1);
        assertThat(delivered(canary).get(0).recipients()).containsExactlyInAnyOrder("bob@" + domain, "later@" + domain);
    }

    @ParameterizedTest
    @CsvSource({"MAIL, 550", "RCPT, 550", "DATA, 554", "MAIL, 451", "RCPT, 450", "DATA, 452"})
    void aReplyAfterAuthenticatedTlsIsBelieved(String command, int code) throws Exception {
        String domain = network().domain(command + "-" + code, "enforce", 1);
        String reply = code + (code < 500 ? " 4.2.0 later" : " 5.7.1 never");
        MxServer server = network().mx(domain, 1);
        switch (command) {
            case "MAIL" -> server.mailReply(reply);
            case "RCPT" -> server.rcptReply(reply);
            default -> server.dataReply(reply);
        }
        String canary = canary();
        String name = send(canary, domain);
        if (code < 500) {
            Known waiting = james().deferred(name, 1);
            assertThat(waiting.attribute("is-delivery-permanent-error")).contains("false");
            assertThat(waiting.attribute("delivery-error-code")).contains(String.valueOf(code));
            assertThat(bounces(canary)).isEmpty();
            mend(server);
            james().flush();
            received(server, canary);
        } else {
            assertThat(bounce(canary).text("message")).contains(String.valueOf(code));
            assertThat(james().settled()).noneMatch(one -> one.name().equals(name));
        }
        assertThat(server.sessions()).allMatch(MxServer.Session::tls);
    }
}
