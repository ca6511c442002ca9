package io.github.mtasts.session;

import static io.github.mtasts.failure.ResultType.CERTIFICATE_EXPIRED;
import static io.github.mtasts.failure.ResultType.CERTIFICATE_HOST_MISMATCH;
import static io.github.mtasts.failure.ResultType.CERTIFICATE_NOT_TRUSTED;
import static io.github.mtasts.failure.ResultType.VALIDATION_FAILURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestCa;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.RevocationSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The TLS set-up of a session with an MX host, and the result of its check. */
class SessionCheckTest {
    private static final String HOST = "mx1.example.com";

    private final TestNetwork net = TestNetwork.start();
    private final TestCa ca = net.ca();

    @AfterEach
    void stop() {
        net.close();
    }

    @Test
    @Tag("STS-7.1-01")
    @Tag("STS-7.2-01")
    @Tag("STS-7.2-02")
    void setsUpEverySocketForTheHostThatIsDialled() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        SSLSocketFactory factory = check(true).socketFactory();
        try (ServerSocket server = new ServerSocket(0, 10, loopback)) {
            int port = server.getLocalPort();
            String address = loopback.getHostAddress();
            List<Socket> sockets = List.of(
                    factory.createSocket(),
                    factory.createSocket(address, port),
                    factory.createSocket(address, port, loopback, 0),
                    factory.createSocket(loopback, port),
                    factory.createSocket(loopback, port, loopback, 0),
                    factory.createSocket(new Socket(loopback, port), "other.example.net", port, true));
            for (Socket socket : sockets) {
                SSLSocket tls = (SSLSocket) socket;
                assertThat(tls.getSSLParameters().getServerNames()).containsExactly(new SNIHostName(HOST));
                assertThat(tls.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
                tls.close();
            }
        }
    }

    @Test // bytes from before the handshake must not count after it
    void takesNoOctetsThatWereReadInTheClear() {
        assertThatThrownBy(() -> check(true)
                        .socketFactory()
                        .createSocket(new Socket(), new ByteArrayInputStream(new byte[] {22, 3, 3}), true))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void sendsNoServerNameThatCannotBeOne() throws Exception {
        SessionCheck check = new TlsSessions(verifier(Revocation.OFF)).check(MxHost.of("mx_1.example.com"), false);
        try (SSLSocket socket = (SSLSocket) check.socketFactory().createSocket()) {
            assertThat(socket.getSSLParameters().getServerNames()).isEmpty();
        }
        assertThat(check.engine(null, 25).getSSLParameters().getServerNames()).isEmpty();
    }

    @Test
    void offersTheCipherSuitesOfTheJavaRuntime() {
        SSLSocketFactory factory = check(true).socketFactory();
        assertThat(factory.getDefaultCipherSuites()).contains("TLS_AES_128_GCM_SHA256");
        assertThat(factory.getSupportedCipherSuites()).contains("TLS_AES_128_GCM_SHA256");
    }

    @Test
    @Tag("STS-4.2-03")
    void findsNothingWrongWithAHostThatProvesItsName() throws Exception {
        SessionCheck check = check(true);
        SSLEngine server = server(ca.issue(HOST));
        SSLEngine client = check.engine(null, 25);
        Tls.shakeHands(client, server);

        SessionResult result = check.completed(client.getSession());
        assertThat(result.validated()).isTrue();
        assertThat(result.protocol()).isEqualTo("TLSv1.3");
        assertThat(result.cipherSuite()).isEqualTo(server.getSession().getCipherSuite());
        assertThat(((ExtendedSSLSession) server.getSession()).getRequestedServerNames())
                .containsExactly(new SNIHostName(HOST));
    }

    @Test
    @Tag("STS-4.2-03")
    void endsTheHandshakeOverABadCertificateWhereItIsToldTo() {
        SessionCheck check = check(true);
        assertThatThrownBy(() -> Tls.shakeHands(check.engine(null, 25), server(ca.expired("other.example.com"))))
                .isInstanceOfSatisfying(SSLException.class, error -> {
                    SessionResult result = check.failed(error);
                    assertThat(result.encrypted()).isFalse();
                    assertThat(result.failures())
                            .extracting(Failure::type)
                            .containsExactlyInAnyOrder(CERTIFICATE_EXPIRED, CERTIFICATE_HOST_MISMATCH);
                });
    }

    @Test
    void onlyNotesABadCertificateWhereItIsToldTo() throws Exception {
        SessionCheck check = check(false);
        SSLEngine client = check.engine(null, 25);
        Tls.shakeHands(client, server(ca.expired("other.example.com")));

        SessionResult result = check.completed(client.getSession());
        assertThat(result.encrypted()).isTrue();
        assertThat(result.validated()).isFalse();
        assertThat(result.failures())
                .extracting(Failure::type)
                .containsExactlyInAnyOrder(CERTIFICATE_EXPIRED, CERTIFICATE_HOST_MISMATCH);
    }

    @Test
    void lendsItsTrustManagerToAContextOfTheServersOwn() throws Exception {
        X509Certificate[] bad = ca.issue("other.example.com").chain().toArray(X509Certificate[]::new);
        check(false).trustManager().checkServerTrusted(bad, "UNKNOWN");
        assertThatThrownBy(() -> check(true).trustManager().checkServerTrusted(bad, "UNKNOWN"))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    @Tag("STS-4.2-07")
    void refusesACertificateOfUnknownStateWhereRevocationMustBeKnown() throws Exception {
        ServerCertificate certificate = ca.revocable(HOST);
        assertThat(failures(Revocation.OFF, certificate)).isEmpty();
        assertThat(failures(Revocation.HARD_FAIL, certificate))
                .isNotEmpty()
                .allMatch(failure -> failure.type() == CERTIFICATE_NOT_TRUSTED);
    }

    /** The certificate ended nothing where it is only recorded. */
    @Test
    void namesTheReasonBesideACertificateThatDidNotEndTheHandshake() throws Exception {
        SessionCheck check = check(false);
        check.trustManager().checkServerTrusted(ca.expired(HOST).chain().toArray(X509Certificate[]::new), "UNKNOWN");
        assertThat(check.failed(new SSLException("Received fatal alert: internal_error"))
                        .failures())
                .extracting(Failure::type)
                .containsExactly(CERTIFICATE_EXPIRED, VALIDATION_FAILURE);
    }

    @Test
    void namesWhyAHandshakeFailedWithoutACertificate() {
        assertThat(check(true).failed(new IOException("reset")).failures())
                .containsExactly(new Failure(VALIDATION_FAILURE, "tls-handshake-failed: reset"));
        assertThat(check(true).failed(new IOException()).failures())
                .containsExactly(new Failure(VALIDATION_FAILURE, "tls-handshake-failed: IOException"));
    }

    @Test
    void namesTheLimitOfTheJvmThatEndedAHandshake() {
        assertThat(check(true)
                        .failed(new SSLException(
                                "The certificate chain length (11) exceeds the maximum allowed length (10)"))
                        .failures())
                .singleElement()
                .asString()
                .contains("certificate-chain-too-long: ", "jdk.tls.maxCertificateChainLength");
    }

    @Test
    void isNotEncryptedWithoutAHandshake() {
        SessionResult result = SessionResult.withoutTls(new Failure(VALIDATION_FAILURE, "x"));
        assertThat(result.encrypted()).isFalse();
        assertThat(result.validated()).isFalse();
        assertThatThrownBy(() -> new SessionResult(null, null, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private List<Failure> failures(Revocation revocation, ServerCertificate certificate) throws SSLException {
        SessionCheck check = new TlsSessions(verifier(revocation)).check(MxHost.of(HOST), true);
        SSLEngine client = check.engine(null, 25);
        Tls.shakeHands(client, server(certificate));
        return check.completed(client.getSession()).failures();
    }

    private SessionCheck check(boolean refuse) {
        return new TlsSessions(verifier(Revocation.OFF)).check(MxHost.of(HOST), refuse);
    }

    private CertificateVerifier verifier(Revocation revocation) {
        return new CertificateVerifier(TrustAnchors.of(List.of(ca.root())), revocation, RevocationSource.none());
    }

    private static SSLEngine server(ServerCertificate certificate) {
        SSLEngine engine = certificate.serverContext().createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }
}
