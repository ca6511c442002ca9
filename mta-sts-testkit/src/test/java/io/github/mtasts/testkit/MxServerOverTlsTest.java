package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The behaviour of an MX host between the handshake and the first command over TLS, and its further commands. */
@ExtendWith(TestNetworkExtension.class)
class MxServerOverTlsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String HOST = "mx1.example.com";

    private TestNetwork network;
    private MxServer server;
    private SSLContext trusting;

    @BeforeEach
    void start(TestNetwork started) {
        this.network = started;
        this.server = started.mxServer(HOST);
        this.trusting = started.ca().clientContext();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesAClientWithoutACertificate(String version) throws Exception {
        server.demandClientCertificate().tlsVersions(version);
        try (SmtpClient client = new SmtpClient(network, server)) {
            assertThatThrownBy(() -> client.secure(trusting, HOST)).isInstanceOf(IOException.class);
        }
        assertThat(server.awaitIdle(PATIENCE)).isTrue();
        assertThat(server.sessions().get(0).handshakeFailure()).isNotNull();
        assertThat(server.clientCertificates()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void takesAnyClientCertificate(String version) throws Exception {
        server.demandClientCertificate().tlsVersions(version);
        ServerCertificate mine = network.ca().issue("mail.client.test");
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new KeyManager[] {mine.keyManager()},
                new TrustManager[] {network.ca().trustManager()},
                null);
        try (SmtpClient client = new SmtpClient(network, server)) {
            client.secure(context, HOST);
            assertThat(client.command("NOOP").get(0)).startsWith("250");
        }
        assertThat(server.clientCertificates()).containsExactly(mine.leaf());
    }

    @Test
    void breaksOffAfterTheHandshake() throws Exception {
        server.cutAfterHandshake();
        try (SmtpClient client = new SmtpClient(network, server)) {
            assertThatThrownBy(() -> client.secure(trusting, HOST)).isInstanceOf(IOException.class);
        }
        server.reset();
        try (SmtpClient client = new SmtpClient(network, server)) {
            client.secure(trusting, HOST);
        }
    }

    @Test
    void isSilentAfterTheHandshake() throws Exception {
        server.stallAfterHandshake();
        try (SmtpClient client = new SmtpClient(network, server)) {
            client.patience(3_000);
            assertThatThrownBy(() -> client.secure(trusting, HOST)).hasMessageContaining("timed out");
        }
    }

    @Test
    void answersEhloOverTlsInItsOwnWay() throws Exception {
        server.ehloReplyOverTls("421 4.3.2 busy");
        try (SmtpClient client = new SmtpClient(network, server)) {
            client.reply();
            assertThat(client.command("EHLO client.test")).hasSizeGreaterThan(2);
            client.command("STARTTLS");
            client.startTls(trusting, HOST);
            assertThat(client.command("EHLO client.test")).containsExactly("421 4.3.2 busy");
        }
    }

    @Test
    void refusesTheSecondEhloOfAConnection() throws Exception {
        server.secondEhloReply("503 5.5.1 already");
        try (SmtpClient client = new SmtpClient(network, server)) {
            client.reply();
            assertThat(client.command("EHLO client.test").get(0)).startsWith("250-");
            assertThat(client.command("HELO client.test")).containsExactly("503 5.5.1 already");
            client.command("STARTTLS");
            client.startTls(trusting, HOST);
            assertThat(client.command("EHLO client.test").get(0)).startsWith("250-");
            assertThat(client.command("EHLO client.test")).containsExactly("503 5.5.1 already");
        }
    }

    @Test
    void takesChunksAndPasswords() throws Exception {
        server.extensions("CHUNKING", "AUTH PLAIN").rsetReply("452 later");
        try (SmtpClient client = new SmtpClient(network, server)) {
            client.reply();
            assertThat(client.command("EHLO client.test")).contains("250-CHUNKING", "250-AUTH PLAIN");
            assertThat(client.command("AUTH PLAIN AGEAYg==").get(0)).startsWith("235");
            assertThat(client.command("AUTH PLAIN").get(0)).startsWith("334");
            assertThat(client.command("AGEAYg==").get(0)).startsWith("235");
            assertThat(client.command("RSET")).containsExactly("452 later");
            assertThat(client.command("BDAT 3\r\nabc").get(0))
                    .as("without RCPT")
                    .startsWith("503");
            client.reply(); // the end of line behind the octets is a command of its own
            client.command("MAIL FROM:<a@client.test>");
            client.command("RCPT TO:<b@example.com>");
            client.send("BDAT 3\r\na\r".getBytes(StandardCharsets.US_ASCII));
            client.send("\nBDAT 5 LAST\r\nbcd\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.reply().get(0)).startsWith("250");
            assertThat(client.reply().get(0)).startsWith("250");
        }
        assertThat(server.awaitMessages(1, PATIENCE)).isTrue();
        assertThat(server.messages().get(0).body()).isEqualTo("a\r\nbcd\r\n");
    }

    @Test
    void startsWithTheHandshakeWhereTlsIsImplicit() throws Exception {
        server.implicitTls();
        try (SmtpClient client = new SmtpClient(network, server)) {
            client.startTls(trusting, HOST);
            assertThat(client.reply().get(0)).startsWith("220 ");
            assertThat(client.command("EHLO client.test")).doesNotContain("250-STARTTLS");
        }
        assertThat(server.bytesInClear()).isEmpty();
    }
}
