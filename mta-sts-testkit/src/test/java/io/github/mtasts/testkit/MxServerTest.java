package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestNetworkExtension.class)
class MxServerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String HOST = "mx1.example.com";

    private TestNetwork network;
    private MxServer server;
    private SSLContext trusting;

    @BeforeEach
    void start(TestNetwork network) {
        this.network = network;
        this.server = network.mxServer(HOST);
        this.trusting = network.ca().clientContext();
    }

    private SmtpClient connect() throws IOException {
        return new SmtpClient(network, server);
    }

    @Test
    void dropsItsConnectionsAsAServerThatIsKilled() throws Exception {
        try (SmtpClient inTheClear = connect();
                SmtpClient overTls = connect()) {
            inTheClear.readLine();
            overTls.secure(trusting, HOST);
            server.dropConnections();
            assertThatThrownBy(() -> inTheClear.command("NOOP")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> overTls.command("NOOP")).isInstanceOf(IOException.class);
            assertThat(server.awaitIdle(PATIENCE)).isTrue();
        }
        try (SmtpClient later = connect()) {
            assertThat(later.readLine()).startsWith("220");
        }
    }

    @Test
    void givesItsMessagesAway() throws Exception {
        try (SmtpClient client = connect()) {
            client.secure(trusting, HOST);
            assertThat(client.deliver("a@client.test", "b@example.com", "one")).startsWith("250");
            assertThat(server.takeMessages()).hasSize(1);
            assertThat(server.messages()).isEmpty();
            assertThat(server.sessions()).isEmpty();
            assertThat(client.deliver("a@client.test", "b@example.com", "two")).startsWith("250");
            assertThat(server.takeMessages())
                    .singleElement()
                    .matches(message -> message.body().equals("two\r\n"));
        }
    }

    @Test
    void acceptsMailOverTls() throws Exception {
        try (SmtpClient client = connect()) {
            SSLSocket tls = client.secure(trusting, HOST);
            assertThat(tls.getSession().getPeerCertificates()[0])
                    .isEqualTo(server.certificate().leaf());
            assertThat(client.deliver("a@client.test", "b@example.com", "Subject: x\r\n\r\n..dot\r\ncanary é"))
                    .startsWith("250");
            assertThat(client.command("QUIT").get(0)).startsWith("221");
        }
        assertThat(server.awaitMessages(1, PATIENCE)).isTrue();
        MxServer.ReceivedMessage message = server.messages().get(0);
        assertThat(message.from()).isEqualTo("a@client.test");
        assertThat(message.recipients()).containsExactly("b@example.com");
        assertThat(message.body()).isEqualTo("Subject: x\r\n\r\n.dot\r\ncanary é\r\n");
        assertThat(message.tls()).isTrue();
        assertThat(message.tlsVersion()).isEqualTo("TLSv1.3");
        assertThat(message.sni()).isEqualTo(HOST);
        assertThat(message.helo()).isEqualTo("client.test");
        assertThat(server.sawInClear("canary")).isFalse();
        assertThat(server.sawOverTls("canary é")).isTrue();
        assertThat(server.sawInClear("STARTTLS")).isTrue();
        assertThat(server.sawOverTls("STARTTLS")).isFalse();
        assertThat(server.awaitIdle(PATIENCE)).isTrue();
        MxServer.Session session = server.sessions().get(0);
        assertThat(session.dialogue())
                .startsWith(new SmtpLine(SmtpLine.Speaker.HOST, false, "220 mx1.example.com ESMTP"))
                .contains(
                        new SmtpLine(SmtpLine.Speaker.CLIENT, false, "STARTTLS"),
                        new SmtpLine(SmtpLine.Speaker.HOST, false, "220 2.0.0 ready"),
                        new SmtpLine(SmtpLine.Speaker.CLIENT, true, "RCPT TO:<b@example.com>"),
                        new SmtpLine(SmtpLine.Speaker.CLIENT, true, "..dot"))
                .endsWith(new SmtpLine(SmtpLine.Speaker.HOST, true, "221 2.0.0 bye"));
        assertThat(session.commands())
                .startsWith("EHLO client.test", "STARTTLS", "EHLO client.test")
                .endsWith("DATA", "QUIT");
        assertThat(session.tls()).isTrue();
        assertThat(session.handshakeFailure()).isNull();
        assertThat(server.address().getPort()).isEqualTo(25);
        server.clear();
        assertThat(server.sessions()).isEmpty();
    }

    @Test
    void acceptsMailInTheClearAndRecordsIt() throws Exception {
        try (SmtpClient client = connect()) {
            assertThat(client.reply()).containsExactly("220 mx1.example.com ESMTP");
            assertThat(client.command("EHLO client.test"))
                    .contains("250-STARTTLS", "250-8BITMIME", "250-PIPELINING")
                    .last()
                    .isEqualTo("250 SIZE 52428800");
            assertThat(client.command("HELO client.test")).containsExactly("250 mx1.example.com");
            assertThat(client.command("RCPT TO:<b@example.com>").get(0)).startsWith("503");
            assertThat(client.command("DATA").get(0)).startsWith("503");
            assertThat(client.command("NOOP").get(0)).startsWith("250");
            assertThat(client.command("VRFY x").get(0)).startsWith("502");
            client.command("MAIL FROM:<>");
            assertThat(client.command("RSET").get(0)).startsWith("250");
            client.deliver("", "b@example.com", "canary");
        }
        assertThat(server.messages()).hasSize(1);
        assertThat(server.messages().get(0).tls()).isFalse();
        assertThat(server.messages().get(0).from()).isEmpty();
        assertThat(server.sawInClear("canary")).isTrue();
        assertThat(server.awaitMessages(2, Duration.ofMillis(1))).isFalse();
    }

    @Test
    void refusesCommandsWhenSet() throws Exception {
        server.greeting("554 no service");
        try (SmtpClient client = connect()) {
            assertThat(client.reply()).containsExactly("554 no service");
            server.ehloReply("502 5.5.1 no");
            assertThat(client.command("EHLO x")).containsExactly("502 5.5.1 no");
            assertThat(client.command("HELO x")).containsExactly("502 5.5.1 no");
            server.startTlsReply("454 4.7.0 TLS not available");
            assertThat(client.command("STARTTLS")).containsExactly("454 4.7.0 TLS not available");
            server.mailReply("451 4.0.0 mail").rcptReply("451 4.0.0 rcpt").dataReply("451 4.0.0 data");
            assertThat(client.command("MAIL FROM:<a@b>")).containsExactly("451 4.0.0 mail");
            assertThat(client.command("RCPT TO:<a@b>")).containsExactly("451 4.0.0 rcpt");
        }
        server.reset().rcptReply("C@d", "550 5.1.1 no").dataReply("451 4.0.0 data");
        try (SmtpClient client = connect()) {
            client.reply();
            client.command("EHLO x");
            client.command("MAIL FROM:<a@b>");
            assertThat(client.command("RCPT TO:<c@D>")).containsExactly("550 5.1.1 no");
            assertThat(client.command("RCPT TO:<e@d>")).containsExactly("250 2.1.5 ok");
        }
        server.reset().dataReply("451 4.0.0 data");
        try (SmtpClient client = connect()) {
            client.reply();
            assertThat(client.deliver("a@b", "c@d", "x")).isEqualTo("451 4.0.0 data");
        }
        assertThat(server.messages()).isEmpty();
    }

    @Test
    void doesNotOfferStartTlsWhenSet() throws Exception {
        server.noStartTls();
        try (SmtpClient client = connect()) {
            client.reply();
            assertThat(client.command("EHLO x")).doesNotContain("250-STARTTLS");
            assertThat(client.command("STARTTLS").get(0)).startsWith("502");
        }
    }

    @Test
    void presentsAnyCertificate() throws Exception {
        server.certificate(network.ca().untrustedRoot(HOST));
        try (SmtpClient client = connect()) {
            assertThatThrownBy(() -> client.secure(trusting, HOST)).isInstanceOf(SSLException.class);
        }
        assertThat(server.awaitIdle(PATIENCE)).isTrue();
        MxServer.Session session = server.sessions().get(0);
        assertThat(session.tls()).isFalse();
        // The client's alert, or the end of the connection, which the server may notice first.
        assertThat(session.handshakeFailure()).isNotNull();
        assertThat(session.sni()).isEqualTo(HOST);
    }

    @Test
    @EnabledForJreRange(
            max = JRE.JAVA_21,
            disabledReason = "a server of JDK 25 resumes no session that began under another certificate")
    void keepsItsTicketKeysWithANewCertificate() throws Exception {
        ServerCertificate first = network.ca().issue(HOST);
        ServerCertificate second = network.ca().issue(HOST);
        server.certificate(first);
        assertThat(leafSeenBy(trusting)).isEqualTo(first.leaf());
        server.certificate(second.inPlaceOf(first));
        assertThat(leafSeenBy(trusting)).as("resumed").isEqualTo(first.leaf());
        assertThat(leafSeenBy(network.ca().clientContext())).as("not resumed").isEqualTo(second.leaf());
    }

    private Certificate leafSeenBy(SSLContext context) throws Exception {
        try (SmtpClient client = connect()) {
            Certificate leaf = client.secure(context, HOST).getSession().getPeerCertificates()[0];
            client.command("EHLO x"); // the session ticket comes before the reply
            return leaf;
        }
    }

    @Test
    void acceptsOnlyTheTlsVersionsThatAreSet() throws Exception {
        server.tlsVersions("TLSv1.2");
        try (SmtpClient client = connect()) {
            assertThat(client.secure(trusting, HOST).getSession().getProtocol()).isEqualTo("TLSv1.2");
        }
    }

    @Test
    void breaksTheHandshake() throws Exception {
        for (Runnable fault :
                List.<Runnable>of(server::cutAfterStartTls, server::cutInHandshake, server::plainAfter220)) {
            fault.run();
            try (SmtpClient client = connect()) {
                assertThatThrownBy(() -> client.secure(trusting, HOST)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void injectsAroundTheHandshake() throws Exception {
        server.injectBefore220("250-early\r\n").injectAfter220("250 late\r\n").injectAfterHandshake("250 inner\r\n");
        try (SmtpClient client = connect()) {
            client.reply();
            client.send("STARTTLS");
            assertThat(client.readLine()).isEqualTo("250-early");
            assertThat(client.readLine()).startsWith("220");
            assertThat(client.readLine()).isEqualTo("250 late");
            client.startTls(trusting, HOST);
            assertThat(client.readLine()).isEqualTo("250 inner");
            assertThat(client.command("STARTTLS").get(0)).startsWith("502");
        }
    }

    @Test
    void isSilentOrNeverEnds() throws Exception {
        server.silentGreeting();
        try (SmtpClient client = connect()) {
            client.patience(100);
            assertThatThrownBy(client::reply).hasMessageContaining("timed out");
        }
        server.reset().stallInHandshake();
        try (SmtpClient client = connect()) {
            client.patience(200);
            assertThatThrownBy(() -> client.secure(trusting, HOST)).isInstanceOf(IOException.class);
        }
        server.reset().longLines(5000);
        try (SmtpClient client = connect()) {
            client.reply();
            assertThat(client.command("EHLO x").get(1)).hasSizeGreaterThan(5000);
        }
        server.reset().endlessEhlo();
        try (SmtpClient client = connect()) {
            client.reply();
            client.send("EHLO x");
            readMany(client);
        }
        server.reset().endlessGreeting();
        try (SmtpClient client = connect()) {
            readMany(client);
        }
    }

    private static void readMany(SmtpClient client) throws IOException {
        for (int i = 0; i < 1000; i++) {
            assertThat(client.readLine()).startsWith("2").contains("-");
        }
    }

    @Test
    void hasAddressesOfBothFamilies() throws Exception {
        server.alsoAddress("198.51.100.200").ipv6();
        assertThat(server.addresses()).hasSize(3);
        for (var address : server.addresses()) {
            try (var socket = network.sockets().createSocket(address.getAddress(), 25)) {
                assertThat(socket.getInputStream().readNBytes(3)).isEqualTo("220".getBytes(StandardCharsets.US_ASCII));
            }
        }
        server.unreachable(server.address());
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        server.unreachable();
        assertThatThrownBy(() ->
                        network.sockets().createSocket(server.addresses().get(2).getAddress(), 25))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> server.alsoAddress("127.0.0.1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.alsoAddress("nonsense")).isInstanceOf(IllegalArgumentException.class);
    }
}
