package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes over the wire, and who is told of a failure: case 8. */
class MessageTest extends Deliveries {
    MessageTest() throws IOException, InterruptedException {}

    @Override
    JamesHome configure(JamesHome home, Network around) {
        return home.option("delayTime", "5 minutes").option("usePriority", "true");
    }

    @Test
    void nobodyIsToldOfAFailedMailWithoutASender() throws Exception {
        String domain = network().domain("null-sender", "enforce", 1);
        MxServer server = network().mx(domain, 1).mailReply("550 5.7.1 no");
        String canary = canary();
        james().submit(Letter.to(canary, "bob@" + domain).from(""));
        james().await("a session", () -> !server.sessions().isEmpty());
        assertThat(james().settled()).isEmpty();
        mend(server);
        String second = canary();
        james().submit(Letter.to(second, "bob@" + domain).from(""));
        assertThat(received(server, second).from()).isEmpty();
        // What would have been a bounce was spooled before the second mail.
        assertThat(bounces(canary)).isEmpty();
    }

    @Test
    void deliveryStatusParametersAndThePriorityAreSent() throws Exception {
        String domain = network().domain("dsn", "enforce", 1);
        MxServer server = network().mx(domain, 1).extensions("DSN", "MT-PRIORITY");
        String canary = canary();
        james().submit(Letter.to(canary, "bob@" + domain, "carol@" + domain)
                .dsn("envelope-7", "HDRS")
                .notify("bob@" + domain, "SUCCESS,DELAY")
                .notify("carol@" + domain, "NEVER")
                .attribute("MAIL_PRIORITY", 4));
        received(server, canary);
        List<String> commands = server.sessions().get(0).commands();
        assertThat(commands)
                .anyMatch(line -> line.startsWith("MAIL FROM:<alice@local.test>")
                        && line.contains("RET=HDRS")
                        && line.contains("ENVID=envelope-7")
                        && line.contains("MT-PRIORITY=4"));
        assertThat(commands)
                .anyMatch(line ->
                        line.startsWith("RCPT TO:<bob@" + domain + ">") && line.contains("NOTIFY=SUCCESS,DELAY"))
                .anyMatch(line -> line.startsWith("RCPT TO:<carol@" + domain + ">") && line.contains("NOTIFY=NEVER"));
    }

    /** James keeps what came over the wire: encoded once, and from a peer that may send anything. */
    @Test
    void anEnvelopeIdAndAnOriginalRecipientAreSentAsTheyCame() throws Exception {
        String domain = network().domain("xtext", "enforce", 1);
        MxServer server = network().mx(domain, 1).extensions("DSN");
        String canary = canary();
        james().submit(Letter.to(canary, "bob@" + domain, "carol@" + domain)
                .dsn("a+2Bb+20c", "FULL")
                .notify("bob@" + domain, "FAILURE")
                .original("bob@" + domain, "list+2Btag@lists.test"));
        received(server, canary);
        List<String> commands = server.sessions().get(0).commands();
        assertThat(commands).anyMatch(line -> line.startsWith("MAIL FROM") && line.contains("ENVID=a+2Bb+20c"));
        assertThat(commands)
                .anyMatch(
                        line -> line.startsWith("RCPT TO:<bob@") && line.contains("ORCPT=rfc822;list+2Btag@lists.test"))
                .anyMatch(line -> line.equals("RCPT TO:<carol@" + domain + ">"));

        String second = canary();
        james().submit(Letter.to(second, "bob@" + domain).dsn("x".repeat(200), "FULL"));
        received(server, second);
        assertThat(bounces(second)).isEmpty();
    }

    @Test
    void aRetryHasTheLowestPriorityInTheQueueAndItsOwnOnTheWire() throws Exception {
        String domain = network().domain("again", "enforce", 1);
        MxServer server = network().mx(domain, 1).extensions("MT-PRIORITY").mailReply("450 4.2.0 later");
        String canary = canary();
        String name =
                james().submit(Letter.to(canary, "bob@" + domain).attribute("MAIL_PRIORITY", 6)) + "-to-" + domain;
        assertThat(james().deferred(name, 1).attribute("MAIL_PRIORITY")).contains("-9");
        mend(server);
        server.extensions("MT-PRIORITY");
        james().flush();
        received(server, canary);
        assertThat(server.sessions())
                .anyMatch(session -> session.commands().stream().anyMatch(line -> line.contains("MT-PRIORITY=6")));
    }

    /** RFC 8689 section 4.2.1. */
    @Test
    void mailWithRequireTlsGoesOnWithItOrBack() throws Exception {
        String able = network().domain("able", "enforce", 1);
        MxServer server = network().mx(able, 1).requireTls();
        String canary = canary();
        james().submit(Letter.to(canary, "bob@" + able).attribute("REQUIRETLS", true));
        received(server, canary);
        assertThat(server.sessions().get(0).commands())
                .anyMatch(line -> line.startsWith("MAIL FROM") && line.contains(" REQUIRETLS"));

        String unable = network().domain("unable", "enforce", 1);
        String second = canary();
        james().submit(Letter.to(second, "bob@" + unable).attribute("REQUIRETLS", true));
        Known bounce = bounce(second);
        assertThat(bounce.text("message")).contains("5.7.30").doesNotContain("body of");
        assertThat(bounce.attribute("REQUIRETLS")).contains("true");
        assertThat(bounce.text("sender")).isEmpty();
        notGiven(second, network().mx(unable, 1));
    }

    /** RFC 8689 section 3: its author decides so. Nothing else that a message has lets it pass. */
    @Test
    void onlyTheHeaderTlsRequiredTakesAMailOutOfThePolicy() throws Exception {
        String domain = network().domain("exempt", "enforce", 1);
        MxServer server = network().mx(domain, 1).noStartTls();
        String claimed = canary();
        String name = james().submit(Letter.to(claimed, "bob@" + domain)
                        .header("io.github.mtasts.james.report: true")
                        .header("X-MTA-STS: ignore")
                        .header("TLS-Required: maybe")
                        .attribute("io.github.mtasts.james.report", "true"))
                + "-to-" + domain;
        heldBack(name, claimed, 1, server);
        String canary = canary();
        james().submit(Letter.to(canary, "bob@" + domain).header("TLS-Required: No"));
        assertThat(received(server, canary).tls()).isFalse();
    }

    @Test
    void theseParametersAreNotSentToAHostThatDoesNotOfferThem() throws Exception {
        String domain = network().domain("no-dsn", "enforce", 1);
        MxServer server = network().mx(domain, 1);
        String canary = canary();
        james().submit(Letter.to(canary, "bob@" + domain)
                .dsn("envelope-8", "FULL")
                .notify("bob@" + domain, "FAILURE")
                .attribute("MAIL_PRIORITY", 4));
        received(server, canary);
        assertThat(server.sessions().get(0).commands())
                .noneMatch(line -> line.contains("RET=") || line.contains("NOTIFY=") || line.contains("MT-PRIORITY"));
    }

    @Test
    void anEightBitBodyIsConvertedForAHostWithout8BitMime() throws Exception {
        String domain = network().domain("seven-bit", "enforce", 1);
        MxServer server = network().mx(domain, 1).ehloReplyOverTls("250 mx1." + domain);
        String canary = canary();
        james().submit(Letter.to(canary, "bob@" + domain)
                .header("MIME-Version: 1.0")
                .header("Content-Type: text/plain; charset=utf-8")
                .header("Content-Transfer-Encoding: 8bit")
                .body("Gr\u00fc\u00dfe\r\n"));
        MxServer.ReceivedMessage message = received(server, canary);
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(message.body()))
                .isTrue();
        assertThat(message.body())
                .containsIgnoringCase("Content-Transfer-Encoding: quoted-printable")
                .contains("Gr=C3=BC=C3=9Fe");

        String eight = network().domain("eight-bit", "enforce", 1);
        MxServer able = network().mx(eight, 1).extensions("8BITMIME");
        String second = canary();
        james().submit(Letter.to(second, "bob@" + eight)
                .header("MIME-Version: 1.0")
                .header("Content-Type: text/plain; charset=utf-8")
                .header("Content-Transfer-Encoding: 8bit")
                .body("Gr\u00fc\u00dfe\r\n"));
        assertThat(received(able, second).body()).contains("Gr\u00fc\u00dfe");
    }
}
