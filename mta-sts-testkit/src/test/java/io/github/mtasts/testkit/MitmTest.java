package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestNetworkExtension.class)
class MitmTest {
    private static final String HOST = "mx1.example.com";

    private TestNetwork network;
    private MxServer server;
    private SSLContext trusting;
    private Mitm attacker;

    @BeforeEach
    void attack(TestNetwork network) {
        this.network = network;
        this.server = network.mxServer(HOST);
        this.trusting = network.ca().clientContext();
        this.attacker = network.attack(server);
    }

    private SmtpClient connect() throws IOException {
        return new SmtpClient(network, server);
    }

    @Test
    void relaysWithoutChangesAtFirst() throws Exception {
        try (SmtpClient client = connect()) {
            client.secure(trusting, HOST);
            assertThat(client.deliver("a@b", "c@d", "canary")).startsWith("250");
        }
        assertThat(server.messages().get(0).tls()).isTrue();
        assertThat(server.messages().get(0).sni()).isEqualTo(HOST);
        assertThat(attacker.sawInClear("STARTTLS")).isTrue();
        assertThat(attacker.sawInClear("canary")).isFalse();
        assertThat(attacker.sawDecrypted("canary")).isFalse();
    }

    @Test
    void hidesStartTls() throws Exception {
        attacker.stripStartTls();
        try (SmtpClient client = connect()) {
            client.reply();
            assertThat(client.command("EHLO x").toString()).doesNotContain("STARTTLS");
            server.ehloReply("250-mx1\r\n250 STARTTLS");
            assertThat(client.command("EHLO x")).containsExactly("250 mx1");
            attacker.replaceStartTlsWithSpaces();
            assertThat(client.command("EHLO x")).containsExactly("250-mx1", "250         ");
            assertThat(client.deliver("a@b", "c@d", "canary")).startsWith("250");
        }
        assertThat(attacker.sawInClear("canary")).isTrue();
    }

    @Test
    void refuses() throws Exception {
        attacker.refuseStartTls("454 4.7.0 no").greet("554 go away");
        try (SmtpClient client = connect()) {
            assertThat(client.reply()).containsExactly("554 go away");
            assertThat(client.command("STARTTLS")).containsExactly("454 4.7.0 no");
        }
        assertThat(server.awaitIdle(Duration.ofMinutes(2))).isTrue();
        assertThat(server.sessions().get(0).commands()).isEmpty();
    }

    @Test
    void passesOnTheRefusalOfTheHost() throws Exception {
        server.startTlsReply("454 4.7.0 real");
        try (SmtpClient client = connect()) {
            client.reply();
            assertThat(client.command("STARTTLS")).containsExactly("454 4.7.0 real");
            assertThat(client.command("NOOP").get(0)).startsWith("250");
        }
    }

    @Test
    void cutsTheHandshake() throws Exception {
        attacker.cutHandshake();
        try (SmtpClient client = connect()) {
            assertThatThrownBy(() -> client.secure(trusting, HOST)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesToGreetBack() throws Exception {
        attacker.refuseEhlo("502 5.5.1 no");
        try (SmtpClient client = connect()) {
            client.reply();
            assertThat(client.command("EHLO x")).containsExactly("502 5.5.1 no");
            assertThat(client.command("HELO x")).containsExactly("502 5.5.1 no");
            assertThat(client.command("NOOP").get(0)).startsWith("250");
        }
        assertThat(server.awaitIdle(Duration.ofMinutes(2))).isTrue();
        assertThat(server.sessions().get(0).commands()).containsExactly("NOOP");
    }

    @Test
    void cutsAfterStartTls() throws Exception {
        attacker.cutAfterStartTls();
        try (SmtpClient client = connect()) {
            client.reply();
            assertThat(client.command("STARTTLS").get(0)).startsWith("220");
            assertThatThrownBy(client::readLine).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void answersTheClientHelloInsteadOfTheHost() throws Exception {
        attacker.answerClientHello("250 so be it\r\n".getBytes(StandardCharsets.US_ASCII));
        try (SmtpClient client = connect()) {
            client.reply();
            client.command("STARTTLS");
            client.send("not a ClientHello");
            assertThat(client.readLine()).isEqualTo("250 so be it");
            client.send("canary");
        }
        assertThat(server.awaitIdle(Duration.ofMinutes(2))).isTrue();
        assertThat(attacker.sawInClear("canary")).isTrue();
        assertThat(server.sawInClear("canary")).isFalse();
    }

    @Test
    void injectsAroundThe220() throws Exception {
        attacker.injectBefore220("250-early\r\n").injectAfter220("250 late\r\n");
        try (SmtpClient client = connect()) {
            client.reply();
            client.send("STARTTLS");
            assertThat(client.readLine()).isEqualTo("250-early");
            assertThat(client.readLine()).startsWith("220");
            assertThat(client.readLine()).isEqualTo("250 late");
            client.startTls(trusting, HOST);
            assertThat(client.command("NOOP").get(0)).startsWith("250");
        }
    }

    @Test
    void readsWithinTlsWhereItsCertificateIsAccepted() throws Exception {
        ServerCertificate stolen = network.ca().issue(HOST);
        attacker.swapCertificate(stolen);
        try (SmtpClient client = connect()) {
            SSLSocket tls = client.secure(trusting, HOST);
            assertThat(tls.getSession().getPeerCertificates()[0]).isEqualTo(stolen.leaf());
            assertThat(client.deliver("a@b", "c@d", "canary")).startsWith("250");
        }
        assertThat(attacker.sawDecrypted("canary")).isTrue();
        assertThat(attacker.sawInClear("canary")).isFalse();
        assertThat(server.messages().get(0).tls()).isTrue();
        attacker.swapCertificate(network.ca().selfSigned(HOST));
        try (SmtpClient client = connect()) {
            assertThatThrownBy(() -> client.secure(trusting, HOST)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void altersTheOffersInTheClear() throws Exception {
        attacker.announce("SIZE 10");
        try (SmtpClient client = connect()) {
            client.reply();
            assertThat(client.command("EHLO x"))
                    .contains("250-SIZE 10", "250-STARTTLS", "250 ENHANCEDSTATUSCODES")
                    .noneMatch(line -> line.contains("52428800"));
            assertThat(client.command("HELP").get(0)).startsWith("502");
        }
        assertThat(attacker.dialogues().get(0))
                .contains(
                        new SmtpLine(SmtpLine.Speaker.CLIENT, false, "EHLO x"),
                        new SmtpLine(SmtpLine.Speaker.ATTACKER, false, "250-SIZE 10"),
                        new SmtpLine(SmtpLine.Speaker.HOST, false, "502 5.5.1 command not implemented"));
    }

    @Test
    void injectsCommandsBehindStartTls() throws Exception {
        attacker.injectCommands("MAIL FROM:<eve@attacker.test>\r\n");
        try (SmtpClient client = connect()) {
            assertThatThrownBy(() -> client.secure(trusting, HOST)).isInstanceOf(IOException.class);
        }
        assertThat(server.awaitIdle(Duration.ofMinutes(2))).isTrue();
        assertThat(server.sessions().get(0).handshakeFailure()).isNotNull();
        assertThat(server.sessions().get(0).commands()).doesNotContain("MAIL FROM:<eve@attacker.test>");
        assertThat(attacker.dialogues().get(0))
                .contains(new SmtpLine(SmtpLine.Speaker.ATTACKER, false, "MAIL FROM:<eve@attacker.test>"));
    }

    @Test
    void cutsWithinTheHandshake() throws Exception {
        attacker.cutHandshakeAfter(50);
        try (SmtpClient client = connect()) {
            client.reply();
            client.command("STARTTLS");
            assertThatThrownBy(() -> client.startTls(trusting, HOST)).isInstanceOf(IOException.class);
        }
        assertThat(attacker.sawInClear("STARTTLS")).isTrue();
    }

    @Test
    void keepsTheDialogueWithinTlsThatItTerminates() throws Exception {
        attacker.swapCertificate(network.ca().issue(HOST));
        try (SmtpClient client = connect()) {
            client.secure(trusting, HOST);
            client.deliver("a@b", "c@d", "canary");
            assertThat(attacker.awaitIdle(Duration.ofMillis(1))).isFalse();
        }
        assertThat(attacker.awaitIdle(Duration.ofMinutes(2))).isTrue();
        assertThat(attacker.dialogues().get(0))
                .contains(
                        new SmtpLine(SmtpLine.Speaker.CLIENT, false, "STARTTLS"),
                        new SmtpLine(SmtpLine.Speaker.CLIENT, true, "MAIL FROM:<a@b>"),
                        new SmtpLine(SmtpLine.Speaker.CLIENT, true, "canary"),
                        new SmtpLine(SmtpLine.Speaker.HOST, true, "250 2.0.0 taken"));
    }

    @Test
    void goesAway() throws Exception {
        attacker.greet("554 go away").reset();
        try (SmtpClient client = connect()) {
            assertThat(client.reply().get(0)).startsWith("220");
        }
        attacker.greet("554 go away").stop();
        try (SmtpClient client = connect()) {
            assertThat(client.reply().get(0)).startsWith("220");
        }
    }
}
