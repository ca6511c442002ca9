package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestNetworkExtension.class)
class ReadmeSampleTest {
    @Test
    void nothingIsSentWhereStartTlsWasStripped(TestNetwork network) throws IOException {
        network.publish("example.com", "1", TestNetwork.policy("enforce", 86_400, "mx1.example.com"))
                .mx("example.com", "mx1.example.com");
        MxServer mx = network.mxServer("mx1.example.com");
        Mitm attacker = network.attack(mx).stripStartTls();

        deliver(network, "the secret");

        assertThat(mx.messages()).isEmpty();
        assertThat(attacker.sawInClear("the secret")).isFalse();
        assertThat(network.connections()).containsExactly(mx.address());
    }

    /** Your sender goes here. It uses network.dns().address(), network.ca().root() and network.sockets(). */
    private static void deliver(TestNetwork network, String text) throws IOException {
        try (Socket socket = network.sockets().createSocket("mx1.example.com", 25);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            in.readLine();
            send(socket, "EHLO sender.test");
            List<String> offers = Stream.generate(() -> line(in))
                    .takeWhile(line -> line.startsWith("250-"))
                    .toList();
            if (offers.contains("250-STARTTLS")) {
                send(socket, text);
            }
        }
    }

    private static void send(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(BufferedReader in) {
        try {
            return String.valueOf(in.readLine());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
