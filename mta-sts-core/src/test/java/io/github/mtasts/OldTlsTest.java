package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.testkit.TestNetwork;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A host that supports only TLS 1.0, written octet by octet: the Java runtime of the tests would need loosened settings for it.
 */
class OldTlsTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;

    private final TestNetwork net = TestNetwork.start();
    private final Rig rig = new Rig(net);

    @AfterEach
    void stop() {
        rig.close();
        net.close();
    }

    static Stream<Arguments> oldServers() {
        byte[] serverHello = new byte[47];
        serverHello[0] = HANDSHAKE;
        serverHello[1] = 3;
        serverHello[2] = 1; // TLS 1.0
        serverHello[4] = 42;
        serverHello[5] = 2; // ServerHello
        serverHello[8] = 38;
        serverHello[9] = 3;
        serverHello[10] = 1;
        serverHello[45] = 0x2f; // TLS_RSA_WITH_AES_128_CBC_SHA, after a random of zeros and an empty session id
        byte[] protocolVersion = {ALERT, 3, 1, 0, 2, 2, 70};
        return Stream.of(Arguments.of("ServerHello", serverHello), Arguments.of("alert", protocolVersion));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oldServers")
    @Tag("STS-7.2-02")
    void doesNotSatisfyAPolicy(String name, byte[] answer) throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            CompletableFuture<byte[]> afterClientHello = CompletableFuture.supplyAsync(() -> serve(listener, answer));
            Opening<Socket> opening = ((Candidate.Proceed) attempt.candidate(HOST))
                    .open(() -> new Socket(listener.getInetAddress(), listener.getLocalPort()));

            assertThat(opening).isInstanceOf(Opening.NotReady.class);
            Opening.NotReady<Socket> left = (Opening.NotReady<Socket>) opening;
            assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.TLS);
            assertThat(left.failures()).extracting(Failure::type).containsExactly(ResultType.VALIDATION_FAILURE);
            assertThat(rig.outcomes)
                    .singleElement()
                    .satisfies(outcome ->
                            assertThat(outcome.policies().get(0).failures()).isEqualTo(left.failures()));
            byte[] sent = afterClientHello.get(2, TimeUnit.MINUTES);
            assertThat(sent.length).as("an alert or nothing").isIn(0, 7);
            assertThat(sent)
                    .satisfies(octets ->
                            assertThat(octets.length == 0 || octets[0] == ALERT).isTrue());
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
    }

    /** One session; returns all that the client sent after its ClientHello. */
    private static byte[] serve(ServerSocket listener, byte[] answer) {
        try (Socket socket = listener.accept()) {
            socket.setSoTimeout(120_000);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            say(socket, "220 old.example ESMTP\r\n");
            readLine(in);
            say(socket, "250-old.example\r\n250 STARTTLS\r\n");
            assertThat(readLine(in)).isEqualTo("STARTTLS");
            say(socket, "220 go ahead\r\n");
            assertThat(in.readUnsignedByte()).isEqualTo(HANDSHAKE);
            in.readUnsignedShort();
            in.readFully(new byte[in.readUnsignedShort()]);
            socket.getOutputStream().write(answer);
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readLine(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.readUnsignedByte(); octet != '\n'; octet = in.readUnsignedByte()) {
            line.append((char) octet);
        }
        return line.toString().trim();
    }
}
