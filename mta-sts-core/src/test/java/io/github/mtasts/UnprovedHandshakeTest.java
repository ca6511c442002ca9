package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A handshake is proved by the first complete reply over TLS, and by nothing before it. */
class UnprovedHandshakeTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final String BODY = "the body";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mxServer(HOST);
    private final NettySmtpClient netty = new NettySmtpClient();
    private final Rig rig = new Rig(net);

    enum Mode {
        ENFORCE,
        TESTING,
        NO_POLICY
    }

    enum Kind {
        BLOCKING,
        EVENT_DRIVEN
    }

    @AfterEach
    void stop() {
        netty.close();
        rig.close();
        net.close();
    }

    static Stream<Arguments> breaks() {
        return Stream.<Consumer<MxServer>>of(
                        mx -> mx.demandClientCertificate().tlsVersions("TLSv1.3"),
                        mx -> mx.demandClientCertificate().tlsVersions("TLSv1.2"),
                        mx -> mx.cutAfterHandshake().tlsVersions("TLSv1.3"),
                        mx -> mx.cutAfterHandshake().tlsVersions("TLSv1.2"))
                .flatMap(fault -> Stream.of(Mode.values())
                        .flatMap(mode -> Stream.of(Kind.values()).map(kind -> Arguments.of(kind, mode, fault))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("breaks")
    void aRefusalAfterTheHandshakeIsAFailedHandshake(Kind kind, Mode mode, Consumer<MxServer> fault) throws Exception {
        publish(mode);
        fault.accept(mx);
        boolean sent = send(kind);
        assertThat(sent).isEqualTo(mode != Mode.ENFORCE);
        assertThat(mx.awaitMessages(sent ? 1 : 0, PATIENCE)).isTrue();
        assertThat(mx.messages()).allMatch(message -> !message.tls());
        assertThat(mx.sawInClear(BODY)).isEqualTo(sent);
        Failure failure = onlyFailure();
        assertThat(failure.type()).isEqualTo(ResultType.VALIDATION_FAILURE);
        assertThat(failure.reason())
                .matches("(client-certificate-required|closed-after-handshake|tls-handshake-failed): .+");
        mx.reset();
        rig.outcomes.clear();
        assertThat(send(kind)).as("life goes on").isTrue();
        assertThat(onlyApplied().success()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void namesTheCertificateThatIsMissing(String version) throws Exception {
        publish(Mode.ENFORCE);
        mx.demandClientCertificate().tlsVersions(version);
        for (Kind kind : Kind.values()) {
            assertThat(send(kind)).isFalse();
            assertThat(onlyFailure().reason()).as("%s", kind).startsWith("client-certificate-required: ");
            rig.outcomes.clear();
        }
    }

    @Test
    void namesAConnectionThatWasClosed() throws Exception {
        publish(Mode.TESTING);
        mx.cutAfterHandshake();
        for (Kind kind : Kind.values()) {
            assertThat(send(kind)).isTrue();
            assertThat(onlyFailure().reason()).as("%s", kind).startsWith("closed-after-handshake: ");
            rig.outcomes.clear();
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aHostThatIsSilentAfterTheHandshakeTimesOut(Mode mode) throws Exception {
        publish(mode);
        mx.stallAfterHandshake();
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Opening<Socket> opening = ((Candidate.Proceed) attempt.candidate(HOST)).open(() -> {
                Socket socket = rig.dialer(HOST).dial();
                socket.setSoTimeout(3_000); // for each read before the handshake, too
                return socket;
            });
            assertThat(opening).isInstanceOf(mode == Mode.ENFORCE ? Opening.NotReady.class : Opening.Ready.class);
        }
        assertThat(onlyFailure().reason()).isEqualTo("timeout: before the first reply over TLS");
    }

    /** The event-driven server's limit is that of the opening; there is no time for a second connection. */
    @ParameterizedTest
    @EnumSource(Mode.class)
    void aHostThatIsSilentAfterTheHandshakeTimesOutOnAnEventLoop(Mode mode) throws Exception {
        publish(mode);
        mx.stallAfterHandshake();
        try (Rig impatient = new Rig(net, builder -> builder.openingLimit(Duration.ofSeconds(3)));
                DeliveryAttempt attempt = impatient.begin(DOMAIN)) {
            Opening<?> opening = netty.open((Candidate.Proceed) attempt.candidate(HOST), () -> net.route(mx.address()));
            assertThat(opening)
                    .isInstanceOfSatisfying(
                            Opening.NotReady.class,
                            left -> assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.TIMEOUT));
            assertThat(impatient.outcomes)
                    .singleElement()
                    .satisfies(outcome -> assertThat(outcome.policies().get(0).failures())
                            .singleElement()
                            .satisfies(failure -> assertThat(failure.reason()).startsWith("timeout: ")));
        }
    }

    /** The certificate's faults are not lost when the connection breaks, too. */
    @Test
    void reportsTheCertificateToo() throws Exception {
        publish(Mode.TESTING);
        mx.certificate(net.ca().selfSigned(HOST)).cutAfterHandshake();
        assertThat(send(Kind.BLOCKING)).isTrue();
        assertThat(onlyApplied().failures())
                .extracting(Failure::type)
                .containsExactly(ResultType.CERTIFICATE_NOT_TRUSTED, ResultType.VALIDATION_FAILURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.3.2 busy", "502 5.5.1 what", "554 5.7.1 not you", "250 mx without extensions"})
    void anyReplyOverTlsProvesTheHandshake(String reply) throws Exception {
        publish(Mode.ENFORCE);
        mx.ehloReplyOverTls(reply);
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Opening<Socket> opening = rig.open(attempt, HOST);
            assertThat(opening).isInstanceOf(Opening.Ready.class);
            Opening.Ready<Socket> ready = (Opening.Ready<Socket>) opening;
            assertThat(ready.ehloReply()).containsExactly(reply);
            assertThat(ready.session().validated()).isTrue();
            assertThat(ready.reused()).isFalse();
        }
        assertThat(onlyApplied().success()).isTrue();
    }

    /** OpenSMTPD answers a second EHLO with 503. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void deliversToAHostThatTakesOneEhloOnly(Kind kind) throws Exception {
        mx.secondEhloReply("503 5.5.1 Invalid command: Already identified").noStartTls();
        assertThat(send(kind)).isTrue();
        mx.startTlsReply("454 4.7.0 later");
        assertThat(send(kind)).isTrue();
        mx.reset().secondEhloReply("503 5.5.1 Already identified");
        assertThat(send(kind)).as("over TLS").isTrue();
        mx.cutInHandshake();
        assertThat(send(kind)).as("once more in the clear").isTrue();
        assertThat(mx.awaitMessages(4, PATIENCE)).isTrue();
    }

    @Test
    void theReplyInTheClearNeverOffersStartTls() throws Exception {
        List<Consumer<MxServer>> faults = List.of(
                MxServer::noStartTls, server -> server.startTlsReply("454 4.7.0 later"), MxServer::cutInHandshake);
        for (Consumer<MxServer> fault : faults) {
            fault.accept(mx.reset());
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                Opening<Socket> opening = rig.open(attempt, HOST);
                assertThat(opening).isInstanceOf(Opening.Ready.class);
                assertThat(((Opening.Ready<Socket>) opening).ehloReply())
                        .anyMatch(line -> line.contains("8BITMIME"))
                        .noneMatch(line -> line.contains("STARTTLS"));
                ((Opening.Ready<Socket>) opening).connection().close();
            }
        }
    }

    private void publish(Mode mode) {
        if (mode != Mode.NO_POLICY) {
            net.publish(DOMAIN, "id1", TestNetwork.policy(mode.name().toLowerCase(Locale.ROOT), 86_400, HOST));
        }
    }

    private boolean send(Kind kind) throws Exception {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
            if (kind == Kind.EVENT_DRIVEN) {
                return netty.send(proceed, net.route(mx.address()), BODY);
            }
            if (proceed.open(rig.dialer(HOST)) instanceof Opening.Ready<Socket> ready) {
                try (Socket socket = ready.connection()) {
                    BlockingSmtpClient.send(socket, BODY);
                }
                return true;
            }
            return false;
        }
    }

    private AppliedPolicy onlyApplied() {
        assertThat(rig.outcomes).hasSize(1);
        return rig.outcomes.get(0).policies().get(0);
    }

    private Failure onlyFailure() {
        assertThat(onlyApplied().success()).isFalse();
        assertThat(onlyApplied().failures()).hasSize(1);
        return onlyApplied().failures().get(0);
    }
}
