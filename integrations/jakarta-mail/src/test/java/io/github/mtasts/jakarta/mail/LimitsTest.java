package io.github.mtasts.jakarta.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mtasts.faults.MadeSockets;
import io.github.mtasts.faults.ScriptedHost;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.RecipientStatus.Deferred;
import io.github.mtasts.smtp.RecipientStatus.Delivered;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.smtp.SmartHost;
import io.github.mtasts.smtp.internal.Deadline;
import io.github.mtasts.testkit.MxServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time limits, the source address, interrupts, and settings that are refused. */
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
        assertThat(deferred.sentence()).contains("Read timed out");
        assertThat(mx.messages()).isEmpty();
    }

    /** RFC 5321 section 4.5.3.2.6: ten minutes in place of five, because a message that is given up now is sent twice. */
    @Test
    void waitsTwiceAsLongForTheReplyToTheMessage() throws Exception {
        List<Integer> limits = new CopyOnWriteArrayList<>();
        SocketFactory sockets = new MadeSockets(() -> new Socket() {
            @Override
            public synchronized void setSoTimeout(int millis) throws SocketException {
                limits.add(millis);
                super.setSoTimeout(millis);
            }
        });
        restart(new Rig(settings -> settings.socketFactory(sockets).replyLimit(Duration.ofMinutes(5))));
        Map<String, String> answers = Map.of("DATA", "354 go on", "QUIT", ScriptedHost.CLOSE);
        try (ScriptedHost host = new ScriptedHost(verb -> answers.getOrDefault(verb, "250 ok"))) {
            Envelope envelope = Envelope.from("a@sender.example")
                    .to("b@example.com")
                    .smartHost(SmartHost.of("[127.0.0.1]").port(host.port()))
                    .build();
            assertThat(rig.send(envelope).delivered()).hasSize(1);
            assertThat(rig.send(envelope).delivered()).hasSize(1);
        }
        assertThat(limits).startsWith(300_000).contains(600_000).endsWith(600_000, 300_000);
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
    void dividesTheTimeAmongTheDomainsThatAreLeft() {
        assertThat(Deadline.in(Duration.ofHours(1)).share(4).left())
                .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15));
        assertThat(Deadline.in(Duration.ofNanos(1)).left()).isEqualTo(Duration.ofMillis(1));
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

    @Test
    void anInterruptDefersAndStaysSet() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        Thread.currentThread().interrupt();
        RecipientStatus status = rig.send("b@example.com");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(status).isInstanceOf(Deferred.class);
        assertThat(mx.messages()).isEmpty();
        assertThat(rig.outcomes).isEmpty();
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
    }

    @Test
    void refusesWrongSettingsInOneSentence() {
        assertThatThrownBy(() -> MailSender.builder(rig.mtaSts, rig.mx, "two names"))
                .hasMessageContaining("printable ASCII without spaces");
        MailSenderBuilder builder = MailSender.builder(rig.mtaSts, rig.mx, Rig.EHLO);
        assertThatThrownBy(() -> builder.replyLimit(Duration.ZERO)).hasMessageContaining("replyLimit is PT0S");
        assertThatThrownBy(() -> builder.connectLimit(Duration.ofDays(60))).hasMessageContaining("24 days");
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
