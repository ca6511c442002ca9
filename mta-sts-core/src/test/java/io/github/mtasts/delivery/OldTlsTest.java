package io.github.mtasts.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.testkit.TestNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host that speaks an old TLS is scripted octet by octet, so that nothing in this JVM has to be loosened for it. */
class OldTlsTest {
    private static final String RANDOM_OCTETS = "00".repeat(32);
    /** Record 3.x, handshake, ServerHello 3.x without extensions, TLS_RSA_WITH_AES_128_CBC_SHA. */
    private static final String SERVER_HELLO = "16 03%1$s 002a 02 000026 03%1$s " + RANDOM_OCTETS + " 00 002f 00";

    private static final String ALERT_PROTOCOL_VERSION = "15 0301 0002 02 46";

    @ParameterizedTest
    @CsvSource({"01", "02", "alert"})
    @Tag("STS-7.2-02")
    void doesNotSatisfyAPolicy(String version) throws Exception {
        String answer = version.equals("alert") ? ALERT_PROTOCOL_VERSION : SERVER_HELLO.formatted(version);
        try (TestNetwork net = TestNetwork.start();
                Rig rig = new Rig(net);
                ServerSocket host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            net.publish("example.com", "id1", TestNetwork.policy("enforce", 86_400, "mx1.example.com"));
            CompletableFuture<String> afterwards = CompletableFuture.supplyAsync(() -> serve(host, answer));

            try (Attempt attempt = rig.begin("example.com")) {
                Proceed proceed = (Proceed) attempt.candidate("mx1.example.com");
                assertThat(proceed.open(() -> new Socket(host.getInetAddress(), host.getLocalPort())))
                        .isInstanceOfSatisfying(NotReady.class, left -> {
                            assertThat(left.cause()).isEqualTo(NotReady.Cause.TLS);
                        });
                assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
            }
            assertThat(afterwards.get(30, TimeUnit.SECONDS)).doesNotContain("MAIL");
            assertThat(rig.outcomes).hasSize(1);
            assertThat(rig.outcomes.get(0).policies().get(0).failures())
                    .extracting(Failure::type)
                    .containsExactly(ResultType.VALIDATION_FAILURE);
        }
    }

    /** SMTP up to the go-ahead, then the answer to whatever comes; returns what came after it. */
    private static String serve(ServerSocket host, String answer) {
        try (Socket socket = host.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            say(socket, "220 mx1.example.com\r\n");
            in.readLine();
            say(socket, "250-mx1.example.com\r\n250 STARTTLS\r\n");
            in.readLine();
            say(socket, "220 go ahead\r\n");
            char[] hello = new char[4096];
            int length = in.read(hello);
            socket.getOutputStream().write(HexFormat.of().parseHex(answer.replace(" ", "")));
            StringBuilder afterwards = new StringBuilder();
            while ((length = in.read(hello)) >= 0) {
                afterwards.append(hello, 0, length);
            }
            return afterwards.toString();
        } catch (IOException e) {
            return "broken off: " + e.getMessage();
        }
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
    }
}
