package io.github.mtasts.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestCa;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TlsRules;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.ClientTrustManager;
import io.github.mtasts.trust.internal.RevocationSource;
import java.net.InetAddress;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions are resumed, and nothing is concluded from the certificate of an earlier session that does not hold any more. */
@Tag("STS-4.2-03")
class ResumptionTest {
    private static final String HOST = "mx1.example.com";
    /** Read for each context. */
    private static final String STATELESS = "jdk.tls.server.enableSessionTicketExtension";

    private final TestNetwork net = TestNetwork.start();
    private final TestCa ca = net.ca();
    private final TestClock clock = new TestClock(Instant.now());
    private final Server server = new Server(ca.issue(HOST));
    private final TlsSessions sessions = sessions(ca.root());
    private int fullHandshakes;

    @AfterEach
    void stop() {
        net.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSecondConnectionResumesTheSessionOfTheFirst(String version) throws Exception {
        server.version = version;
        assertThat(connect(sessions, HOST, true).isValid()).isTrue();
        for (int i = 0; i < 3; i++) {
            Connection next = connect(sessions, HOST, true);
            assertThat(next.isValid()).isTrue();
            assertThat(next.result.protocol()).isEqualTo(version);
        }
        assertThat(fullHandshakes).as("full handshakes").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aStaleCertificateLeadsToNoVerdictButToAFullHandshake(String version) throws Exception {
        server.version = version;
        server.certificate = ca.validityBetween(
                clock.instant().minus(Duration.ofHours(1)), clock.instant().plus(Duration.ofHours(2)), HOST);
        for (boolean refuse : new boolean[] {true, false}) {
            assertThat(connect(sessions, HOST, refuse).isValid()).isTrue();
        }
        clock.advance(Duration.ofHours(3));
        server.certificate = ca.issue(HOST);
        for (boolean refuse : new boolean[] {true, false}) {
            int before = fullHandshakes;
            try (SessionCheck check = sessions.check(MxHost.of(HOST), refuse)) {
                judge(check, 25);
                assertThat(check.mustRepeat()).isTrue();
                SessionResult result = judge(check, 25);
                assertThat(check.mustRepeat()).isFalse();
                assertThat(result.validated()).isTrue();
            }
            assertThat(fullHandshakes).isEqualTo(before + 1);
            assertThat(connect(sessions, HOST, refuse).isValid()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateThatExpiresInBetweenIsRefusedAfterAFullHandshake(String version) throws Exception {
        server.version = version;
        server.certificate = ca.validityBetween(
                clock.instant().minus(Duration.ofHours(1)), clock.instant().plus(Duration.ofHours(2)), HOST);
        assertThat(connect(sessions, HOST, false).isValid()).isTrue();
        clock.advance(Duration.ofHours(3));

        try (SessionCheck check = sessions.check(MxHost.of(HOST), false)) {
            judge(check, 25);
            assertThat(check.mustRepeat()).isTrue();
            SessionResult result = judge(check, 25);
            assertThat(check.mustRepeat()).as("once only").isFalse();
            assertThat(result.failures()).extracting(Failure::type).containsExactly(ResultType.CERTIFICATE_EXPIRED);
        }
        assertThat(fullHandshakes).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionThatWasRefusedIsNotOfferedAgain(String version) throws Exception {
        server.version = version;
        server.certificate = ca.issue("other.example.com");
        for (int i = 1; i <= 3; i++) {
            Connection connection = connect(sessions, HOST, false);
            assertThat(connection.mustRepeat).isFalse();
            assertThat(connection.result.failures()).isNotEmpty();
            assertThat(fullHandshakes).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void nothingFromTestingIsOfferedUnderEnforce(String version) throws Exception {
        server.version = version;
        assertThat(connect(sessions, HOST, false).isValid()).isTrue();
        assertThat(connect(sessions, HOST, true).isValid()).isTrue();
        assertThat(fullHandshakes).isEqualTo(2);
    }

    @Test
    void otherAnchorsMeanOtherSessions() throws Exception {
        assertThat(connect(sessions, HOST, false).isValid()).isTrue();
        TlsSessions changed = sessions(new Other().root());

        Connection connection = connect(changed, HOST, false);
        assertThat(connection.mustRepeat).isFalse();
        assertThat(connection.result.validated()).isFalse();
        assertThat(fullHandshakes).isEqualTo(2);
    }

    @Test
    void anotherNameOrPortAtTheSameAddressIsAnotherHost() throws Exception {
        server.certificate = ca.issue(HOST, "mx2.example.com");
        assertThat(connect(sessions, HOST, true).isValid()).isTrue();
        assertThat(connect(sessions, "mx2.example.com", true).isValid()).isTrue();
        assertThat(fullHandshakes).isEqualTo(2);
        try (SessionCheck check = sessions.check(MxHost.of(HOST), true)) {
            judge(check, 26);
        }
        assertThat(fullHandshakes).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void connectionsThatAreOpenedAtTheSameTimeResumeEachItsOwn(String version) throws Exception {
        server.version = version;
        for (int round = 0; round < 3; round++) {
            List<SessionCheck> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                SessionCheck check = sessions.check(MxHost.of(HOST), true);
                open.add(check);
                assertThat(judge(check, 25).validated()).isTrue();
            }
            open.forEach(SessionCheck::close);
        }
        assertThat(fullHandshakes).isEqualTo(3);
    }

    @Test
    void aTrustManagerForAContextOfTheServersOwnIsThatOfOneConnection() throws Exception {
        SessionCheck check = sessions.check(MxHost.of(HOST), true);
        check.trustManager().checkServerTrusted(server.certificate.chain().toArray(X509Certificate[]::new), "UNKNOWN");
        assertThat(sessions.check(MxHost.of(HOST), true).trustManager()).isNotSameAs(check.trustManager());
    }

    /** The context may offer the session to the same host again. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aContextOfTheServersOwnMustNotOfferAStaleSession(String version) throws Exception {
        server.version = version;
        server.certificate = ca.validityBetween(
                clock.instant().minus(Duration.ofHours(1)), clock.instant().plus(Duration.ofHours(2)), HOST);
        SSLContext own = SSLContext.getInstance("TLS");
        Lent trust = new Lent(sessions.check(MxHost.of(HOST), true));
        own.init(null, new TrustManager[] {trust}, null);
        assertThat(server.handshake(own.createSSLEngine(HOST, 25)).readReply().getPeerHost())
                .isEqualTo(HOST);
        clock.advance(Duration.ofHours(3));
        trust.check = sessions.check(MxHost.of(HOST), true);
        trust.check.trustManager();

        SSLSession stale = server.handshake(own.createSSLEngine(HOST, 25)).readReply();
        assertThat(trust.check.isResumed(stale)).isTrue();
        assertThat(sessions.check(MxHost.of(HOST), true).isResumed(stale))
                .as("whose trust manager is not in use")
                .isFalse();
        trust.check.completed(stale);
        assertThat(trust.check.mustRepeat()).isTrue();
        assertThat(stale.isValid()).isFalse();
    }

    /** In TLS 1.3 the tickets that come after it are dropped only together with a session that is still valid. */
    @Test
    void aStaleSessionOfTheLibrarysLivesUntilItsConnectionIsClosed() throws Exception {
        server.certificate = ca.validityBetween(
                clock.instant().minus(Duration.ofHours(1)), clock.instant().plus(Duration.ofHours(2)), HOST);
        assertThat(connect(sessions, HOST, true).isValid()).isTrue();
        clock.advance(Duration.ofHours(3));

        SessionCheck check = sessions.check(MxHost.of(HOST), true);
        SSLSession stale = server.handshake(check, 25).session();
        check.completed(stale);
        assertThat(check.mustRepeat()).isTrue();
        assertThat(stale.isValid()).isTrue();
        String first = check.engine(InetAddress.getLoopbackAddress(), 25).getPeerHost();
        String second = check.engine(InetAddress.getLoopbackAddress(), 25).getPeerHost();
        assertThat(List.of(first, second)).doesNotHaveDuplicates().allMatch(name -> name.startsWith("." + HOST + "/"));
        check.close();
        assertThat(stale.isValid()).isFalse();
    }

    /** A certificate that expires between handshake and judgement was valid when the host showed it. */
    @Test
    void aFullHandshakeIsJudgedOnce() throws Exception {
        server.certificate = ca.validityBetween(
                clock.instant().minus(Duration.ofHours(1)), clock.instant().plus(Duration.ofHours(2)), HOST);
        try (SessionCheck check = sessions.check(MxHost.of(HOST), true)) {
            Tls tls = server.handshake(check, 25);
            clock.advance(Duration.ofHours(3));
            SessionResult result = check.completed(tls.session());
            assertThat(result.validated()).isTrue();
            assertThat(result.certificate()).isEqualTo(server.certificate.leaf());
        }
    }

    private Connection connect(TlsSessions library, String host, boolean refuse) throws Exception {
        try (SessionCheck check = library.check(MxHost.of(host), refuse)) {
            SessionResult result = judge(check, 25);
            return new Connection(result, check.mustRepeat());
        }
    }

    /** The order of an opening: handshake, judgement, and then the first reply. */
    private SessionResult judge(SessionCheck check, int port) throws Exception {
        Tls tls = server.handshake(check, port);
        fullHandshakes += check.isResumed(tls.session()) ? 0 : 1;
        SessionResult result = check.completed(tls.session());
        tls.readReply();
        return result;
    }

    private TlsSessions sessions(X509Certificate anchor) {
        return new TlsSessions(new CertificateVerifier(
                TrustAnchors.of(List.of(anchor)), TlsRules.rfc9325(), Revocation.OFF, RevocationSource.none(), clock));
    }

    private record Connection(SessionResult result, boolean mustRepeat) {
        boolean isValid() {
            return result.validated() && !mustRepeat;
        }
    }

    /** Another certificate authority. */
    private static final class Other {
        X509Certificate root() {
            try (TestNetwork other = TestNetwork.start()) {
                return other.ca().root();
            }
        }
    }

    /** The trust manager of a context that a server keeps for one host; each connection has its own. */
    private static final class Lent extends ClientTrustManager {
        SessionCheck check;

        Lent(SessionCheck check) {
            this.check = check;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            check.trustManager().checkServerTrusted(chain, authType);
        }
    }

    /**
     * A server that resumes its sessions after it has changed its certificate, like one whose ticket keys are in a file. Servers of
     * newer JDKs do so only for sessions that they keep themselves.
     */
    private static final class Server extends X509ExtendedKeyManager {
        ServerCertificate certificate;
        String version = "TLSv1.3";
        private final SSLContext context;

        Server(ServerCertificate certificate) {
            this.certificate = certificate;
            String before = System.setProperty(STATELESS, "false");
            try {
                context = SSLContext.getInstance("TLS");
                context.init(new KeyManager[] {this}, null, null);
            } catch (Exception e) {
                throw new AssertionError(e);
            } finally {
                if (before == null) {
                    System.clearProperty(STATELESS);
                } else {
                    System.setProperty(STATELESS, before);
                }
            }
        }

        Tls handshake(SessionCheck check, int port) throws Exception {
            return handshake(check.engine(InetAddress.getLoopbackAddress(), port));
        }

        Tls handshake(SSLEngine client) throws Exception {
            client.setUseClientMode(true);
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            engine.setEnabledProtocols(new String[] {version});
            return Tls.shakeHands(client, engine);
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            return certificate.leaf().getPublicKey().getAlgorithm().equals(keyType) ? "own" : "";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return certificate.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return alias.isEmpty() ? null : certificate.privateKey();
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }
    }
}
