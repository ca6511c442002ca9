package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TlsRules;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    @EnumSource(
            value = DeliveryKind.class,
            names = {"TLS_NOT_REQUIRED", "TLS_REPORT"})
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

    /** The policy of a smart host's domain applies as with STARTTLS; without one TLS is taken with any certificate. */
    @ParameterizedTest
    @CsvSource({
        "BLOCKING,enforce,true,true", "BLOCKING,enforce,false,false",
        "BLOCKING,testing,true,true", "BLOCKING,testing,false,true",
        "BLOCKING,none,true,true", "BLOCKING,none,false,true",
        "BLOCKING,no policy,true,true", "BLOCKING,no policy,false,true",
        "EVENT_DRIVEN,enforce,true,true", "EVENT_DRIVEN,enforce,false,false",
        "EVENT_DRIVEN,testing,true,true", "EVENT_DRIVEN,testing,false,true",
        "EVENT_DRIVEN,none,true,true", "EVENT_DRIVEN,none,false,true",
        "EVENT_DRIVEN,no policy,true,true", "EVENT_DRIVEN,no policy,false,true"
    })
    void followsThePolicyWhereTlsIsImplicit(Kind kind, String mode, boolean isValid, boolean isSent) throws Exception {
        if (!mode.equals("no policy")) {
            net.publish(DOMAIN, "id1", TestNetwork.policy(mode, 86_400, HOST));
        }
        mx.implicitTls();
        if (!isValid) {
            mx.certificate(net.ca().selfSigned(HOST));
        }
        assertThat(send(kind, DeliveryRequest.Builder::implicitTls)).isEqualTo(isSent);
        assertThat(mx.awaitMessages(isSent ? 1 : 0, PATIENCE)).isTrue();
        assertThat(mx.bytesInClear()).isEmpty();
        boolean isJudged = mode.equals("enforce") || mode.equals("testing");
        assertThat(rig.outcomes)
                .singleElement()
                .satisfies(outcome ->
                        assertThat(outcome.policies().get(0).success()).isEqualTo(isValid || !isJudged));
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

    /** For one library, not for the process. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void takesTheKeySizesAndSuitesThatItsOperatorChose(Kind kind) throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        TlsRules loose = TlsRules.builder()
                .minRsaBits(1_024)
                .cipherSuites(List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"))
                .build();
        mx.certificate(net.ca().weakRsa(HOST));
        try (Rig other = new Rig(net, builder -> builder.tlsRules(loose));
                DeliveryAttempt attempt = other.begin(DOMAIN)) {
            assertThat(send(kind, builder -> builder)).isFalse();
            assertThat(isTaken(kind, (Candidate.Proceed) attempt.candidate(HOST)))
                    .isTrue();
            SessionResult session = ((Opening.Ready<Socket>) other.open(attempt, HOST)).session();
            assertThat(session.cipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
            mx.tlsVersions("TLSv1.2");
            session = ((Opening.Ready<Socket>) other.open(attempt, HOST)).session();
            assertThat(session.cipherSuite()).isEqualTo("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        }
    }

    @Test
    void limitsTheConnectAndTheReadsOfItsOwnDialer() throws Exception {
        List<String> calls = new ArrayList<>();
        Socket socket = new Socket() {
            @Override
            public void connect(SocketAddress endpoint, int timeout) throws IOException {
                calls.add("connect " + endpoint + " within " + timeout + ", reads " + getSoTimeout());
                throw new ConnectException("refused");
            }
        };
        Dialer dialer = Dialer.to(InetAddress.getLoopbackAddress(), 465, new SocketFactory() {
            @Override
            public Socket createSocket() {
                return socket;
            }

            @Override
            public Socket createSocket(String host, int port) {
                throw new AssertionError("connects without a limit");
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
                throw new AssertionError("connects without a limit");
            }

            @Override
            public Socket createSocket(InetAddress host, int port) {
                throw new AssertionError("connects without a limit");
            }

            @Override
            public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
                throw new AssertionError("connects without a limit");
            }
        });
        assertThatThrownBy(dialer::dial).isInstanceOf(ConnectException.class);
        assertThat(calls).singleElement().asString().endsWith(":465 within 30000, reads 300000");
        assertThat(socket.isClosed()).isTrue();
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
