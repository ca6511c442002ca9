package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that break SMTP or TLS in ways that the test kit's host does not. Each is a script of what the host sends. */
@Timeout(300)
class HostileHostTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final String GREETING = "220 mx1.example.com\r\n";
    private static final String OFFER = "250-mx1.example.com\r\n250 STARTTLS\r\n";

    private final TestNetwork net = TestNetwork.start();
    private final ServerCertificate certificate = net.ca().issue(HOST);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Rig rig = new Rig(net);
    private ServerSocket server;

    /** The host's side of a connection. */
    @FunctionalInterface
    interface Script {
        void run(Peer peer) throws Exception;
    }

    /** What a script can do. */
    private final class Peer {
        private final Socket raw;
        private Socket socket;

        Peer(Socket raw) throws IOException {
            raw.setTcpNoDelay(true);
            this.raw = raw;
            this.socket = raw;
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Octet by octet, so that nothing of the handshake is read. */
        void hear() throws IOException {
            int octet;
            do {
                octet = socket.getInputStream().read();
            } while (octet >= 0 && octet != '\n');
        }

        /** Greeting, EHLO, STARTTLS and the handshake. */
        SSLSocket secure(String... versions) throws IOException {
            say(GREETING);
            hear();
            say(OFFER);
            return secureNow(versions);
        }

        /** STARTTLS and the handshake. */
        SSLSocket secureNow(String... versions) throws IOException {
            hear();
            say("220 go\r\n");
            SSLSocket tls = (SSLSocket)
                    certificate.serverContext().getSocketFactory().createSocket(raw, HOST, raw.getPort(), true);
            tls.setUseClientMode(false);
            if (versions.length > 0) {
                tls.setEnabledProtocols(versions);
            }
            tls.startHandshake();
            socket = tls;
            return tls;
        }
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        rig.close();
        net.close();
        threads.shutdownNow();
        assertThat(threads.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
    }

    private void host(Script script) {
        threads.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket accepted = server.accept();
                    threads.execute(() -> serve(accepted, script));
                } catch (IOException e) {
                    return; // the test is over
                }
            }
        });
    }

    private void serve(Socket accepted, Script script) {
        try (accepted) {
            script.run(new Peer(accepted));
            while (accepted.getInputStream().read() >= 0) {
                Thread.onSpinWait(); // until the client closes the connection
            }
        } catch (Exception e) {
            assertThat(e).as("the client has closed the connection").isInstanceOf(IOException.class);
        }
    }

    private void publish(String mode) {
        net.publish(DOMAIN, "id1", TestNetwork.policy(mode, 86_400, HOST));
    }

    private Opening<Socket> open() {
        return open(rig);
    }

    private Opening<Socket> open(Rig from) {
        try (DeliveryAttempt attempt = from.begin(DOMAIN)) {
            return ((Candidate.Proceed) attempt.candidate(HOST)).open(() -> {
                Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
                socket.setSoTimeout(120_000);
                return socket;
            });
        }
    }

    private Socket ready() {
        Opening<Socket> opening = open();
        assertThat(opening).isInstanceOf(Opening.Ready.class);
        return ((Opening.Ready<Socket>) opening).connection();
    }

    private AppliedPolicy onlyApplied() {
        assertThat(rig.outcomes).hasSize(1);
        return rig.outcomes.get(0).policies().get(0);
    }

    private String onlyReason() {
        List<Failure> failures = onlyApplied().failures();
        assertThat(failures).hasSize(1);
        return failures.get(0).reason();
    }

    static Stream<String> notSmtp() {
        return Stream.of(
                "HTTP/1.1 400 Bad Request\r\n",
                "\r\n",
                "\0\0\0\0\r\n",
                "25\r\n",
                "2500 four digits\r\n",
                "250_x\r\n",
                "250-first\r\nsecond\r\n",
                "250-first\r\n\r\n",
                "150 not yet\r\n",
                "\u00b2\u00b5\u00b0 ok\r\n",
                "250-a\r\n".repeat(10_000),
                "x".repeat(70_000));
    }

    /** The handshake is proved, because the host has sent octets over it; but nothing is handed over. */
    @ParameterizedTest
    @MethodSource("notSmtp")
    void nothingIsHandedOverWhereTheReplyOverTlsIsNotSmtp(String reply) {
        publish("enforce");
        host(peer -> {
            peer.secure();
            peer.hear();
            peer.say(reply);
        });
        assertThat(open())
                .isInstanceOfSatisfying(
                        Opening.NotReady.class,
                        left -> assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.SMTP));
        assertThat(onlyApplied().success()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("notSmtp")
    void nothingIsHandedOverWhereTheGreetingIsNotSmtp(String greeting) {
        publish("enforce");
        host(peer -> peer.say(greeting));
        assertThat(open())
                .isInstanceOfSatisfying(
                        Opening.NotReady.class,
                        left -> assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.SMTP));
        assertThat(onlyReason()).startsWith("refused-before-tls: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 busy\r\n220 not any more\r\n" + OFFER, "421-busy\r\n421 really\r\n220 no\r\n"})
    void aRefusalIsFinalWhateverComesBehindIt(String greeting) {
        publish("enforce");
        host(peer -> peer.say(greeting));
        assertThat(open()).isInstanceOfSatisfying(Opening.NotReady.class, left -> {
            assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.SMTP);
            assertThat(left.reply()).startsWith("421");
        });
        assertThat(onlyReason()).startsWith("refused-before-tls: greeting-refused: 421");
    }

    @Test
    void octetsBehindTheReplyOverTlsAreRead() throws Exception {
        publish("enforce");
        host(peer -> {
            peer.secure();
            peer.hear();
            peer.say("250 mx\r\n421 bye\r\n\0");
        });
        try (Socket socket = ready()) {
            assertThat(dialogue(socket, "EHLO x\r\n", 3)).containsExactly(GREETING_LINE, "250 mx", "421 bye");
            assertThat(socket.getInputStream().read()).isZero();
        }
    }

    private static final String GREETING_LINE = "220 mx1.example.com ESMTP";

    /** A CR alone ends a line for some readers: the rest of it would be a line of its own, such as an offer of STARTTLS. */
    @Test
    void aLoneCarriageReturnMakesNoLine() throws Exception {
        host(peer -> {
            peer.say(GREETING);
            peer.hear();
            peer.say("250-mx\r250-STARTTLS\r\n250-X\rSTARTTLS\r\n250-NUL\0\r\r\n250 OK\r250 more\r\n");
        });
        Opening<Socket> opening = open();
        assertThat(opening).isInstanceOf(Opening.Ready.class);
        List<String> lines = ((Opening.Ready<Socket>) opening).ehloReply();
        assertThat(lines).containsExactly("250-mx 250-STARTTLS", "250-X STARTTLS", "250-NUL\0", "250 OK 250 more");
        try (Socket socket = ((Opening.Ready<Socket>) opening).connection()) {
            assertThat(dialogue(socket, "EHLO x\r\n", 5)).endsWith(lines.toArray(new String[0]));
        }
        assertThat(onlyReason()).isEqualTo("starttls-not-offered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aHostThatSendsNoMoreIsAtItsEnd(String version) throws Exception {
        publish("enforce");
        host(peer -> {
            SSLSocket tls = peer.secure(version);
            peer.hear();
            peer.say("250 mx\r\n");
            tls.shutdownOutput();
        });
        try (Socket socket = ready()) {
            assertThat(dialogue(socket, "EHLO x\r\n", 2)).containsExactly(GREETING_LINE, "250 mx");
            socket.getOutputStream().write("MAIL FROM:<>\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    /** An attacker on the path can add octets to the TCP connection behind the end of TLS. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void octetsInTheClearBehindTheEndOfTlsAreNotRead(String version) throws Exception {
        publish("enforce");
        host(peer -> {
            SSLSocket tls = peer.secure(version);
            peer.hear();
            peer.say("250 mx\r\n");
            tls.shutdownOutput();
            peer.raw.getOutputStream().write("250 taken\r\n".getBytes(StandardCharsets.US_ASCII));
        });
        try (Socket socket = ready()) {
            assertThat(dialogue(socket, "EHLO x\r\n", 2)).hasSize(2);
            assertThat(readOrFail(socket)).isEqualTo(-1);
            assertThat(readOrFail(socket)).isEqualTo(-1);
        }
    }

    private static int readOrFail(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void octetsInTheClearInPlaceOfTheReplyOverTlsProveNothing() {
        publish("enforce");
        host(peer -> {
            peer.secure();
            peer.hear();
            // As long as the record that its first octets seem to begin.
            peer.raw
                    .getOutputStream()
                    .write("250 mx in the clear\r\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII));
        });
        assertThat(open())
                .isInstanceOfSatisfying(
                        Opening.NotReady.class, left -> assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.TLS));
        assertThat(onlyReason()).startsWith("closed-after-handshake: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aResetBeforeTheReplyOverTlsIsAFailedHandshake(String version) {
        publish("enforce");
        host(peer -> {
            peer.secure(version);
            peer.hear();
            peer.raw.setSoLinger(true, 0);
            peer.raw.close();
        });
        assertThat(open())
                .isInstanceOfSatisfying(
                        Opening.NotReady.class, left -> assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.TLS));
        assertThat(onlyReason()).startsWith("closed-after-handshake: ");
    }

    /** An extension that the host offers in the clear is no offer over TLS. */
    @Test
    void aReplyFromBeforeTlsIsNeverReplayedOverTls() throws Exception {
        host(peer -> {
            peer.say(GREETING);
            peer.hear();
            peer.say("250-before.example\r\n250-X-BEFORE\r\n250 STARTTLS\r\n");
            peer.secureNow();
            peer.hear();
            peer.say("250-after.example\r\n250 X-AFTER\r\n");
        });
        try (Socket socket = ready()) {
            assertThat(dialogue(socket, "EHLO x\r\n", 3))
                    .containsExactly(GREETING_LINE, "250-after.example", "250 X-AFTER");
        }
    }

    /** Each octet comes in time, and the reply does not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReplyThatDripsEndsWithTheTimeForTheOpening(boolean overTls) {
        publish("enforce");
        host(peer -> {
            if (overTls) {
                peer.secure();
                peer.hear();
            }
            while (true) {
                peer.say("2");
                peer.raw.setSoTimeout(200);
                try {
                    if (peer.socket.getInputStream().read() < 0) {
                        return;
                    }
                } catch (java.net.SocketTimeoutException e) {
                    peer.raw.setSoTimeout(0);
                }
            }
        });
        try (Rig impatient = new Rig(net, builder -> builder.openingLimit(Duration.ofSeconds(3)))) {
            assertThat(open(impatient))
                    .isInstanceOfSatisfying(
                            Opening.NotReady.class,
                            left -> assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.TIMEOUT));
            assertThat(impatient.outcomes)
                    .singleElement()
                    .satisfies(outcome -> assertThat(outcome.policies().get(0).failures())
                            .singleElement()
                            .satisfies(failure -> assertThat(failure.reason()).contains("timeout: ")));
        }
    }

    /** In TLS 1.2 a server can ask for another handshake at any time, and show another certificate in it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCertificateThatIsShownInARenegotiationIsVerifiedToo(boolean afterHandOver) throws Exception {
        publish("enforce");
        CompletableFuture<Boolean> refused = new CompletableFuture<>();
        host(peer -> {
            SSLSocket tls = peer.secure("TLSv1.2");
            peer.hear();
            if (afterHandOver) {
                peer.say("250 mx\r\n");
                peer.hear();
            }
            var unused = net.ca().selfSigned(HOST).inPlaceOf(certificate);
            tls.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"}); // nothing is resumed
            try {
                tls.startHandshake();
                peer.hear(); // the handshake; and a command, which never comes
                refused.complete(false);
            } catch (IOException e) {
                refused.complete(true);
            }
        });
        Opening<Socket> opening = open();
        if (!afterHandOver) {
            assertThat(opening)
                    .isInstanceOfSatisfying(
                            Opening.NotReady.class,
                            left -> assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.TLS));
            assertThat(refused.get(2, TimeUnit.MINUTES)).isTrue();
            return;
        }
        assertThat(opening).isInstanceOf(Opening.Ready.class);
        try (Socket socket = ((Opening.Ready<Socket>) opening).connection()) {
            assertThat(dialogue(socket, "EHLO x\r\n", 2)).hasSize(2);
            socket.getOutputStream().write("MAIL FROM:<>\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
        }
        assertThat(refused.get(2, TimeUnit.MINUTES)).isTrue();
    }

    /** Sends a command and reads lines as a client with a buffer does. */
    private static List<String> dialogue(Socket socket, String command, int lines) throws IOException {
        socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
        return Stream.generate(() -> line(socket)).limit(lines).toList();
    }

    /** Ends a line at CR, LF or both, as a BufferedReader does. */
    private static String line(Socket socket) {
        try {
            StringBuilder line = new StringBuilder();
            int octet = socket.getInputStream().read();
            while (octet >= 0 && octet != '\r' && octet != '\n') {
                line.append((char) octet);
                octet = socket.getInputStream().read();
            }
            if (octet == '\r') {
                assertThat(socket.getInputStream().read()).as("behind a CR").isEqualTo('\n');
            }
            return line.toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
