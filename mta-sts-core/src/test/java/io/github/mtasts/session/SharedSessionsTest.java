package io.github.mtasts.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.dane.HostDane;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.RevocationSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections share a TLS context, and each one has its own certificate, its own name for JSSE and its own client keys. */
class SharedSessionsTest {
    private static final String HOST = "mx1.example.com";
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final TestNetwork net = TestNetwork.start();
    private final ServerCertificate certificate = net.ca().issue(HOST);
    private final ServerCertificate mine = net.ca().issue("mail.sender.example");
    private final CertificateVerifier verifier = verifier(Revocation.OFF);
    private final TlsSessions sessions = new TlsSessions(verifier);
    private final ExecutorService threads = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        threads.shutdownNow();
        net.close();
    }

    @Test
    void keepsABoundedNumberOfSessionsForAnHour() {
        SSLSessionContext kept =
                new SharedContext(verifier.suites(), true).context().getClientSessionContext();
        assertThat(kept.getSessionCacheSize()).isEqualTo(10_000);
        assertThat(kept.getSessionTimeout()).isEqualTo(3_600);
    }

    @Test
    void offersWeakSuitesOnlyWhereTlsIsNotRequired() throws Exception {
        for (boolean refuse : new boolean[] {true, false}) {
            SSLEngine engine = check(refuse, null).engine(LOOPBACK, 25);
            assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
            assertThat(List.of(engine.getEnabledCipherSuites()))
                    .isEqualTo(List.of(verifier.suites().offered(SSLContext.getDefault(), refuse)))
                    .contains("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
            assertThat(engine.getEnabledCipherSuites()).anyMatch(suite -> suite.startsWith("TLS_DHE_") != refuse);
        }
    }

    @Test
    void saysWhetherTheNetworkIsAsked() {
        assertThat(sessions.checksRevocation()).isFalse();
        assertThat(new TlsSessions(verifier(Revocation.SOFT_FAIL)).checksRevocation())
                .isTrue();
    }

    @Test
    void namesEachPeerByHostAddressAndConnection() throws Exception {
        InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        SessionCheck first = check(true, null);
        assertThat(first.engine(LOOPBACK, 25).getPeerHost()).isEqualTo("." + HOST + "/127.0.0.1/0");
        assertThat(check(true, null).engine(LOOPBACK, 25).getPeerHost()).isEqualTo("." + HOST + "/127.0.0.1/1");
        assertThat(first.engine(other, 25).getPeerHost()).isEqualTo("." + HOST + "/127.0.0.2/0");
        assertThat(check(true, null).engine(LOOPBACK, 25).getPeerHost())
                .as("the first has left this address")
                .isEqualTo("." + HOST + "/127.0.0.1/0");
        assertThat(first.engine(null, 25).getPeerHost()).isEqualTo("." + HOST + "//0");
        first.close();
        assertThat(check(true, null).engine(other, 25).getPeerHost()).endsWith("/127.0.0.2/0");
    }

    @Test
    void refusesTheChainOfAConnectionThatIsNotTheLibrarys() throws Exception {
        X509Certificate[] chain = certificate.chain().toArray(X509Certificate[]::new);
        DispatchingTrustManager trust = new DispatchingTrustManager();
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        try (Socket socket = new Socket()) {
            assertThatThrownBy(() -> trust.checkServerTrusted(chain, "UNKNOWN"))
                    .isInstanceOf(CertificateException.class);
            assertThatThrownBy(() -> trust.checkServerTrusted(chain, "UNKNOWN", socket))
                    .isInstanceOf(CertificateException.class);
            assertThatThrownBy(() -> trust.checkServerTrusted(chain, "UNKNOWN", engine))
                    .isInstanceOf(CertificateException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anEngineShowsTheClientCertificateOfItsOwnConnection(String version) throws Exception {
        try (SessionCheck with = check(true, mine)) {
            SSLEngine server = server(version);
            SSLEngine client = with.engine(LOOPBACK, 25);
            Tls.shakeHands(client, server);
            SessionResult result = with.completed(client.getSession());
            assertThat(result.validated()).isTrue();
            assertThat(result.certificate()).isEqualTo(certificate.leaf());
            assertThat(server.getSession().getPeerCertificates()).startsWith(mine.leaf());
            assertThat(with.isClientCertificateMissing()).isFalse();
        }
        try (SessionCheck without = check(true, null)) {
            assertThatThrownBy(() -> Tls.shakeHands(without.engine(LOOPBACK, 25), server(version)))
                    .isInstanceOf(SSLException.class);
            assertThat(without.isClientCertificateMissing()).isTrue();
            assertThat(without.failed(new SSLException("closed")).failures())
                    .extracting(Failure::reason)
                    .containsExactly("client-certificate-required: closed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSocketShowsTheClientCertificateOfItsOwnConnection(String version) throws Exception {
        try (SSLServerSocket server = (SSLServerSocket)
                certificate.serverContext().getServerSocketFactory().createServerSocket(0, 2, LOOPBACK)) {
            server.setNeedClientAuth(true);
            server.setEnabledProtocols(new String[] {version});
            Future<X509Certificate> shown = threads.submit(() -> accept(server));
            try (SessionCheck with = check(true, mine);
                    SSLSocket socket = (SSLSocket) with.socketFactory().createSocket(LOOPBACK, server.getLocalPort())) {
                assertThat(socket.getInputStream().read()).isEqualTo('2');
                assertThat(with.completed(socket.getSession()).validated()).isTrue();
            }
            assertThat(shown.get()).isEqualTo(mine.leaf());

            Future<X509Certificate> refused = threads.submit(() -> accept(server));
            try (SessionCheck without = check(true, null);
                    SSLSocket socket =
                            (SSLSocket) without.socketFactory().createSocket(LOOPBACK, server.getLocalPort())) {
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
                assertThat(without.isClientCertificateMissing()).isTrue();
            }
            assertThatThrownBy(refused::get).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void aSocketHasTheCertificateOfItsOwnConnectionRefused() throws Exception {
        ServerCertificate other = net.ca().issue("other.example.net");
        try (SSLServerSocket server =
                (SSLServerSocket) other.serverContext().getServerSocketFactory().createServerSocket(0, 2, LOOPBACK)) {
            Future<X509Certificate> refused = threads.submit(() -> accept(server));
            SessionCheck check = check(true, null);
            try (SSLSocket socket =
                    (SSLSocket) check.socketFactory().createSocket(LOOPBACK.getHostAddress(), server.getLocalPort())) {
                assertThatThrownBy(socket::startHandshake)
                        .isInstanceOfSatisfying(
                                SSLException.class,
                                error -> assertThat(check.failed(error).failures())
                                        .singleElement()
                                        .asString()
                                        .contains("host-mismatch"));
            }
            assertThatThrownBy(refused::get).hasCauseInstanceOf(IOException.class);
        }
    }

    private @Nullable X509Certificate accept(SSLServerSocket server) throws Exception {
        try (SSLSocket accepted = (SSLSocket) server.accept()) {
            accepted.startHandshake();
            accepted.getOutputStream().write('2');
            return (X509Certificate) accepted.getSession().getPeerCertificates()[0];
        }
    }

    private SSLEngine server(String version) {
        SSLEngine engine = certificate.serverContext().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        engine.setEnabledProtocols(new String[] {version});
        return engine;
    }

    private SessionCheck check(boolean refuse, @Nullable ServerCertificate keys) {
        return sessions.check(
                MxHost.of(HOST), refuse, keys == null ? null : keys.keyManager(), new HostDane.None("not asked"));
    }

    private CertificateVerifier verifier(Revocation revocation) {
        return new CertificateVerifier(TrustAnchors.of(List.of(net.ca().root())), revocation, RevocationSource.none());
    }
}
