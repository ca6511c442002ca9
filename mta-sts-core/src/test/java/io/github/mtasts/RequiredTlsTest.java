package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The requirements of a single message: validated TLS, implicit TLS and a client certificate; and the data for the log. */
class RequiredTlsTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final String BODY = "the body";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mxServer(HOST);
    private final ServerCertificate mine = net.ca().issue("mail.sender.example");
    private final NettySmtpClient netty = new NettySmtpClient();
    private final Rig rig = new Rig(
            net, builder -> builder.clientCertificates(host -> host.name().equals(HOST) ? mine.keyManager() : null));

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

    @Test
    void sendsNothingWithoutValidatedTls() throws Exception {
        for (Kind kind : Kind.values()) {
            mx.reset().noStartTls();
            assertThat(send(kind, DeliveryRequest.Builder::requireValidatedTls)).isFalse();
            mx.reset().startTlsReply("454 later");
            assertThat(send(kind, DeliveryRequest.Builder::requireValidatedTls)).isFalse();
            mx.reset().cutInHandshake();
            assertThat(send(kind, DeliveryRequest.Builder::requireValidatedTls)).isFalse();
            rig.outcomes.clear();
            mx.reset().certificate(net.ca().selfSigned(HOST));
            assertThat(send(kind, DeliveryRequest.Builder::requireValidatedTls)).isFalse();
            assertThat(rig.outcomes).as("this message's own requirement").isEmpty();
            assertThat(send(kind, builder -> builder)).as("any other message").isTrue();
            mx.reset();
            assertThat(send(kind, DeliveryRequest.Builder::requireValidatedTls)).isTrue();
        }
        assertThat(mx.sawInClear(BODY)).isFalse();
    }

    @Test
    void isOverAndAboveATestingPolicy() throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("testing", 86_400, HOST));
        mx.certificate(net.ca().selfSigned(HOST));
        assertThat(send(Kind.BLOCKING, DeliveryRequest.Builder::requireValidatedTls))
                .isFalse();
        assertThat(rig.outcomes)
                .singleElement()
                .satisfies(
                        outcome -> assertThat(outcome.policies().get(0).type()).isEqualTo(PolicyType.STS));
    }

    @Test
    void namesTheMessageInTheSentence() {
        mx.noStartTls();
        try (DeliveryAttempt attempt = begin(DeliveryRequest.Builder::requireValidatedTls)) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
            assertThat(attempt.unsent()).isInstanceOfSatisfying(Unsent.Defer.class, defer -> {
                assertThat(defer.enhancedStatus()).isEqualTo("4.7.5");
                assertThat(defer.sentence()).contains("required by the message");
            });
        }
    }

    @ParameterizedTest
    @EnumSource(value = DeliveryKind.class, names = "NORMAL", mode = EnumSource.Mode.EXCLUDE)
    void contradictsAMessageThatNeedsNoTls(DeliveryKind kind) {
        DeliveryRequest.Builder builder = DeliveryRequest.willRetry(DOMAIN)
                .ehloName("mail.sender.example")
                .kind(kind)
                .requireValidatedTls();
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("requireValidatedTls");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void opensWithTheHandshakeWhereTlsIsImplicit(Kind kind) throws Exception {
        mx.implicitTls();
        assertThat(send(kind, builder -> builder.implicitTls().requireValidatedTls()))
                .isTrue();
        assertThat(mx.awaitMessages(1, PATIENCE)).isTrue();
        assertThat(mx.messages()).allMatch(message -> message.tls());
        assertThat(mx.bytesInClear()).isEmpty();
        assertThat(rig.outcomes).singleElement().satisfies(outcome -> {
            assertThat(outcome.policies().get(0).success()).isTrue();
            assertThat(outcome.receivingHelo()).isEqualTo(HOST);
        });
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void neverGoesOnInTheClearWhereTlsIsImplicit(Kind kind) throws Exception {
        mx.implicitTls().demandClientCertificate();
        net.clearConnections();
        try (Rig bare = new Rig(net);
                DeliveryAttempt attempt = bare.mtaSts.begin(request(DeliveryRequest.Builder::implicitTls))) {
            assertThat(isTaken(kind, (Candidate.Proceed) attempt.candidate(HOST)))
                    .isFalse();
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
        assertThat(net.connections()).filteredOn(mx.address()::equals).hasSize(1);
        assertThat(mx.bytesInClear()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aGreetingOverTlsProvesTheHandshake(Kind kind) throws Exception {
        mx.implicitTls().greeting("554 go away");
        assertThat(send(kind, DeliveryRequest.Builder::implicitTls)).isFalse();
        assertThat(rig.outcomes)
                .singleElement()
                .satisfies(outcome ->
                        assertThat(outcome.policies().get(0).success()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void presentsTheClientCertificateThatTheEmbedderChose(String version) throws Exception {
        mx.demandClientCertificate().tlsVersions(version);
        for (Kind kind : Kind.values()) {
            assertThat(send(kind, DeliveryRequest.Builder::requireValidatedTls)).isTrue();
        }
        assertThat(mx.clientCertificates()).containsExactly(mine.leaf(), mine.leaf());
        net.mxServer("other.example.net").demandClientCertificate().tlsVersions(version);
        try (DeliveryAttempt attempt = begin(DeliveryRequest.Builder::requireValidatedTls)) {
            assertThat(rig.open(attempt, "other.example.net")).isInstanceOf(Opening.NotReady.class);
        }
    }

    @Test
    void tellsTheLogWhoTheHostIs() {
        try (DeliveryAttempt attempt = begin(builder -> builder)) {
            SessionResult session = ((Opening.Ready<Socket>) rig.open(attempt, HOST)).session();
            assertThat(session.protocol()).isEqualTo("TLSv1.3");
            assertThat(session.cipherSuite()).startsWith("TLS_");
            assertThat(session.resumed()).isFalse();
            assertThat(session.certificate()).isEqualTo(mx.certificate().leaf());
            assertThat(session.certificateSubject()).isEqualTo("CN=" + HOST);
            assertThat(session.certificateIssuer())
                    .isEqualTo(mx.certificate().leaf().getIssuerX500Principal().getName());
            assertThat(session.certificateFingerprint()).matches("[0-9a-f]{64}");
        }
        mx.noStartTls();
        try (DeliveryAttempt attempt = begin(builder -> builder)) {
            SessionResult session = ((Opening.Ready<Socket>) rig.open(attempt, HOST)).session();
            assertThat(session.certificateSubject()).isNull();
            assertThat(session.certificateIssuer()).isNull();
            assertThat(session.certificateFingerprint()).isNull();
        }
    }

    @Test
    void handsOverASocketThatSaysWhatItIs() throws Exception {
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            mx.tlsVersions(version);
            try (DeliveryAttempt attempt = begin(builder -> builder);
                    Socket socket = ((Opening.Ready<Socket>) rig.open(attempt, HOST)).connection()) {
                assertThat(socket).isInstanceOf(SSLSocket.class);
                assertThat(((SSLSocket) socket).getSession().getProtocol()).isEqualTo(version);
                assertThat(socket.getInetAddress().toString())
                        .as("no look-up for it")
                        .startsWith(HOST + "/");
                assertThat(socket.getRemoteSocketAddress().toString()).startsWith(HOST + "/");
                assertThat(socket.getSoTimeout()).as("reads have a limit").isEqualTo(600_000);
            }
        }
        mx.noStartTls();
        try (DeliveryAttempt attempt = begin(builder -> builder);
                Socket socket = ((Opening.Ready<Socket>) rig.open(attempt, HOST)).connection()) {
            assertThat(socket).isNotInstanceOf(SSLSocket.class);
            assertThat(socket.getInetAddress().toString()).startsWith(HOST + "/");
        }
    }

    @Test
    void keepsTheReadLimitOfTheDialer() throws Exception {
        try (DeliveryAttempt attempt = begin(builder -> builder)) {
            Dialer limited = Dialer.to(mx.address().getAddress(), 25, net.sockets());
            Opening<Socket> opening = ((Candidate.Proceed) attempt.candidate(HOST)).open(limited);
            assertThat(opening).isInstanceOf(Opening.Ready.class);
            try (Socket socket = ((Opening.Ready<Socket>) opening).connection()) {
                assertThat(socket.getSoTimeout()).isEqualTo(Dialer.READ_LIMIT_MILLIS);
                assertThat(socket.getTcpNoDelay()).isTrue();
            }
        }
    }

    private DeliveryAttempt begin(UnaryOperator<DeliveryRequest.Builder> choices) {
        return rig.mtaSts.begin(request(choices));
    }

    private static DeliveryRequest request(UnaryOperator<DeliveryRequest.Builder> choices) {
        return choices.apply(DeliveryRequest.willRetry(DOMAIN).ehloName("mail.sender.example"))
                .build();
    }

    private boolean send(Kind kind, UnaryOperator<DeliveryRequest.Builder> choices) throws Exception {
        try (DeliveryAttempt attempt = begin(choices)) {
            return isTaken(kind, (Candidate.Proceed) attempt.candidate(HOST));
        }
    }

    private boolean isTaken(Kind kind, Candidate.Proceed proceed) throws Exception {
        if (kind == Kind.EVENT_DRIVEN) {
            return netty.send(proceed, net.route(mx.address()), BODY);
        }
        if (proceed.open(rig.dialer(HOST)) instanceof Opening.Ready<Socket> ready) {
            try (Socket socket = ready.connection()) {
                BlockingSmtpClient.send(socket, BODY);
                return true;
            } catch (IOException e) {
                throw new AssertionError("a ready connection broke", e);
            }
        }
        return false;
    }
}
