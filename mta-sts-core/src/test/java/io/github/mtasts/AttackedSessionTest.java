package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.testkit.Mitm;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions with an attacker on the path to the MX host, and with hosts that send data out of turn. */
class AttackedSessionTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final String SECRET = "the secret of the message";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mxServer(HOST);
    private final Rig rig = new Rig(net);

    @AfterEach
    void stop() {
        rig.close();
        net.close();
    }

    static Stream<Arguments> downgrades() {
        return Stream.of(
                downgrade("STARTTLS stripped", Mitm::stripStartTls, ResultType.STARTTLS_NOT_SUPPORTED, 1),
                downgrade("STARTTLS blanked", Mitm::replaceStartTlsWithSpaces, ResultType.STARTTLS_NOT_SUPPORTED, 1),
                downgrade(
                        "STARTTLS refused",
                        mitm -> mitm.refuseStartTls("454 4.7.0 no"),
                        ResultType.STARTTLS_NOT_SUPPORTED,
                        1),
                downgrade("handshake cut", Mitm::cutHandshake, ResultType.VALIDATION_FAILURE, 2));
    }

    private static Arguments downgrade(String name, Consumer<Mitm> attack, ResultType type, int dialled) {
        return Arguments.of(name, attack, type, dialled);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("downgrades")
    @Tag("STS-4-02")
    @Tag("STS-5-03")
    void aDowngradeGetsNothingUnderEnforce(String name, Consumer<Mitm> attack, ResultType type, int dialled) {
        publish("enforce");
        Mitm mitm = net.attack(mx);
        attack.accept(mitm);
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
        assertThat(smtpConnections()).isEqualTo(1);
        assertThat(mitm.sawInClear("MAIL FROM")).isFalse();
        assertOneFailure(type);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("downgrades")
    @Tag("STS-5-04")
    @Tag("STS-6-03")
    void aDowngradeIsReportedOnceAndDeliveredInTheClearUnderTesting(
            String name, Consumer<Mitm> attack, ResultType type, int dialled) throws Exception {
        publish("testing");
        attack.accept(net.attack(mx));
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            deliver(rig.open(attempt, HOST));
        }
        assertThat(mx.awaitMessages(1, PATIENCE)).isTrue();
        assertThat(mx.messages()).singleElement().satisfies(message -> {
            assertThat(message.tls()).isFalse();
            assertThat(message.body()).contains(SECRET);
        });
        assertThat(smtpConnections()).isEqualTo(dialled);
        assertOneFailure(type);
    }

    @Test
    @Tag("STS-4.2-01")
    @Tag("STS-5-02")
    void anotherCertificateGetsNothingUnderEnforce() {
        publish("enforce");
        Mitm mitm = net.attack(mx).swapCertificate(net.ca().selfSigned(HOST));
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
        }
        assertThat(mitm.sawDecrypted("MAIL FROM")).isFalse();
        assertOneFailure(ResultType.CERTIFICATE_NOT_TRUSTED);
    }

    @Test // capabilities and bytes from before the handshake must not count after it
    void aSecondReplyBeforeTheHandshakeIsNotTakenForOneInTls() throws Exception {
        publish("enforce");
        mx.injectBefore220("220 2.0.0 first\r\n");
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Opening<Socket> opening = rig.open(attempt, HOST);
            if (opening instanceof Opening.Ready) { // unless the octets were read as TLS, and refused
                deliver(opening);
                assertThat(mx.messages())
                        .singleElement()
                        .satisfies(message -> assertThat(message.tls()).isTrue());
            }
        }
        assertThat(mx.sawInClear("MAIL FROM")).isFalse();
    }

    @ParameterizedTest // capabilities and bytes from before the handshake must not count after it
    @ValueSource(strings = {"250 2.0.0 ok\r\n", "250-evil.example\r\n250 AUTH PLAIN\r\n", "421 4.0.0 bye\r\n"})
    void anotherReplyThan220EndsASessionUnderEnforce(String injected) {
        publish("enforce");
        mx.injectBefore220(injected);
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
        }
        assertThat(mx.sawInClear("MAIL FROM")).isFalse();
        assertOneFailure(ResultType.STARTTLS_NOT_SUPPORTED);
    }

    @Test // the proved host sends a reply inside TLS before it is asked: no octet of it is dropped
    void textAfterTheHandshakeIsPassedOn() throws Exception {
        publish("enforce");
        mx.injectAfterHandshake("250 AUTH PLAIN\r\n");
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Opening<Socket> opening = rig.open(attempt, HOST);
            assertThat(opening).isInstanceOf(Opening.Ready.class);
            try (Socket socket = ((Opening.Ready<Socket>) opening).connection()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                assertThat(in.readLine()).startsWith("220 " + HOST);
                say(socket, "EHLO sender.example");
                assertThat(in.readLine()).isEqualTo("250 AUTH PLAIN");
                assertThat(in.readLine()).as("the reply to the library's EHLO").isEqualTo("250-" + HOST);
            }
        }
    }

    @Test
    @Tag("STS-4.2-01")
    void judgesTheCertificateOfEverySession() throws Exception {
        publish("enforce");
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.use(attempt, HOST).validated()).isTrue();
            mx.certificate(net.ca().untrustedRoot(HOST));
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
            mx.reset();
            assertThat(rig.use(attempt, HOST).validated()).isTrue();
        }
        assertThat(rig.outcomes)
                .extracting(outcome -> outcome.policies().get(0).success())
                .containsExactly(true, false, true);
    }

    private void publish(String mode) {
        net.publish(DOMAIN, "id1", TestNetwork.policy(mode, 86_400, HOST));
    }

    private long smtpConnections() {
        return net.connections().stream().filter(mx.address()::equals).count();
    }

    private void assertOneFailure(ResultType type) {
        assertThat(rig.outcomes)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.policies())
                        .singleElement()
                        .satisfies(applied -> assertThat(applied.failures())
                                .extracting(Failure::type)
                                .isEqualTo(List.of(type))));
    }

    private static void deliver(Opening<Socket> opening) throws IOException {
        assertThat(opening).isInstanceOf(Opening.Ready.class);
        try (Socket socket = ((Opening.Ready<Socket>) opening).connection()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            expect(in, "220");
            for (String command : List.of("EHLO sender.example", "MAIL FROM:<a@sender.example>", "RCPT TO:<b@x>")) {
                say(socket, command);
                expect(in, "250");
            }
            say(socket, "DATA");
            expect(in, "354");
            say(socket, SECRET + "\r\n.");
            expect(in, "250");
        }
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void expect(BufferedReader in, String code) throws IOException {
        String line;
        do {
            line = in.readLine();
            assertThat(line).startsWith(code);
        } while (line.startsWith(code + "-"));
    }
}
