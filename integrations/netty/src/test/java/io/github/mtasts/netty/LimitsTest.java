package io.github.mtasts.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus.Deferred;
import io.github.mtasts.smtp.RecipientStatus.Delivered;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.testkit.MxServer;
import io.netty.bootstrap.Bootstrap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time limits, the source address, and settings that are refused. */
class LimitsTest {
    private static final String ENDLESS = "250-wait for the rest of this reply";

    private Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private void restart(Rig other) {
        rig.close();
        rig = other;
    }

    @Test
    void defersWhereAHostStopsAnswering() throws Exception {
        restart(new Rig(settings -> settings.replyLimit(Duration.ofMillis(300))));
        MxServer mx = rig.domain("example.com", "none")
                .noStartTls()
                .ehloReply("250 mx.example.com")
                .mailReply(ENDLESS);
        Deferred deferred = (Deferred) rig.send("b@example.com");
        assertThat(deferred.sentence()).contains("sent nothing for 300 ms");
        assertThat(mx.messages()).isEmpty();
    }

    /** RFC 5321 section 4.5.3.2.6: ten minutes in place of five, because a message that is given up now is sent twice. */
    @Test
    void waitsTwiceAsLongForTheReplyToTheMessage() throws Exception {
        // Long enough for the replies before it, which come at once.
        restart(new Rig(settings -> settings.replyLimit(Duration.ofSeconds(2))));
        MxServer mx = rig.domain("example.com", "none").noStartTls().dataReply(ENDLESS);
        Deferred deferred = (Deferred) rig.send("b@example.com");
        assertThat(deferred.sentence()).contains("sent nothing for 4000 ms; it may have the message already");
        assertThat(mx.messages()).hasSize(1);
    }

    /** RCPT and DATA are on the wire with MAIL (RFC 2920): the refusal of one must not count for another. */
    @Test
    void defersWhereRepliesToPipelinedCommandsRunTogether() throws Exception {
        restart(new Rig(settings -> settings.replyLimit(Duration.ofSeconds(30))));
        MxServer mx = rig.domain("example.com", "none").noStartTls().mailReply(ENDLESS);
        Deferred deferred = (Deferred) rig.send("b@example.com");
        assertThat(deferred.sentence()).contains("mixed the lines of two replies");
        assertThat(mx.messages()).isEmpty();
    }

    @Test
    void endsTheDialogueWhenTheWholeTimeIsOver() throws Exception {
        restart(new Rig(settings -> settings.timeLimit(Duration.ofSeconds(2))));
        MxServer mx = rig.domain("example.com", "none")
                .noStartTls()
                .ehloReply("250 mx.example.com")
                .mailReply(ENDLESS);
        assertThat(rig.send("b@example.com")).isInstanceOf(Deferred.class);
        assertThat(mx.messages()).isEmpty();
    }

    @Test
    void defersWhereTheDnsTakesAllTheTime() throws Exception {
        restart(new Rig(settings -> settings.timeLimit(Duration.ofSeconds(1)).lookups(question -> {
            // a thread that never comes
        })));
        rig.domain("example.com", "enforce");
        Deferred deferred = (Deferred) rig.send("b@example.com");
        assertThat(deferred.sentence()).contains("the time for the message is over");
        assertThat(deferred.retryAfter()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void defersWhereTheEventLoopsAreShutDown() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        rig.shutDownLoops();
        assertThat(rig.send("b@example.com")).isInstanceOf(Deferred.class);
        assertThat(mx.messages()).isEmpty();
        assertThat(rig.outcomes).isEmpty();
    }

    @Test
    void connectsFromTheSourceAddress() throws Exception {
        InetAddress source = InetAddress.getByName("127.0.0.2");
        assumeTrue(canBind(source), "this machine has no 127.0.0.2");
        InetAddress otherFamily = InetAddress.getByAddress(new byte[16]);
        restart(new Rig(settings -> settings.sourceAddress(otherFamily, source)));
        MxServer mx = rig.domain("example.com", "enforce");
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
        assertThat(mx.sessions().get(0).remote()).startsWith("/127.0.0.2:");
    }

    private static boolean canBind(InetAddress address) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address, 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Nothing that the sender does waits on an event loop: its only one is busy with another message meanwhile. */
    @Test
    void sendsToManyDomainsAtTheSameTimeOnOneEventLoop() throws Exception {
        List<CompletableFuture<SendResult>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rig.domain("d" + i + ".example", "enforce");
            results.add(rig.sender()
                    .send(
                            Envelope.from("a@sender.example")
                                    .to("b@d" + i + ".example")
                                    .build(),
                            Rig.message()));
        }
        for (CompletableFuture<SendResult> result : results) {
            assertThat(result.get(240, TimeUnit.SECONDS).delivered()).hasSize(1);
        }
    }

    @Test
    void refusesWrongSettingsInOneSentence() {
        assertThatThrownBy(() -> NettyMailSender.builder(rig.mtaSts, rig.mx, rig.bootstrap, "two names"))
                .hasMessageContaining("printable ASCII without spaces");
        NettyMailSenderBuilder builder = NettyMailSender.builder(rig.mtaSts, rig.mx, rig.bootstrap, Rig.EHLO);
        assertThatThrownBy(() -> builder.replyLimit(Duration.ZERO)).hasMessageContaining("replyLimit is PT0S");
        assertThatThrownBy(() -> builder.connectLimit(Duration.ofDays(60))).hasMessageContaining("24 days");
        assertThatThrownBy(() -> NettyMailSender.builder(rig.mtaSts, rig.mx, new Bootstrap(), Rig.EHLO))
                .hasMessageContaining("no event loops");
        Bootstrap withoutChannel = new Bootstrap().group(rig.bootstrap.config().group());
        assertThatThrownBy(() -> NettyMailSender.builder(rig.mtaSts, rig.mx, withoutChannel, Rig.EHLO))
                .hasMessageContaining("no kind of channel");
        assertThatThrownBy(() -> builder.idleConnections(-1)).hasMessageContaining("expected 0 or more");
        assertThatThrownBy(() -> Envelope.from("x\r\nRCPT TO:<y@z.example>@a.example"))
                .hasMessageContaining("cannot stand in a local part");
        assertThatThrownBy(() -> Envelope.from("").build()).hasMessageContaining("no recipient");
        assertThatThrownBy(() -> Envelope.from("").envelopeId("\u00fc")).hasMessageContaining("printable ASCII");
        assertThatThrownBy(() -> Envelope.from("").notify(Set.of(Envelope.Notify.NEVER, Envelope.Notify.DELAY)))
                .hasMessageContaining("NEVER excludes");
    }

    @Test
    void aRecipientThatCouldEndTheCommandFailsAlone() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        SendResult result = rig.send(Envelope.from("a@sender.example")
                .to(
                        "x>\r\nRCPT TO:<y@example.com",
                        "x\r\ny@example.com",
                        "good@example.com",
                        "a b@example.com",
                        "\"a b\"@example.com")
                .build());
        assertThat(result.failed()).hasSize(3);
        assertThat(mx.messages())
                .singleElement()
                .satisfies(message ->
                        assertThat(message.recipients()).containsExactly("good@example.com", "\"a b\"@example.com"));
    }
}
