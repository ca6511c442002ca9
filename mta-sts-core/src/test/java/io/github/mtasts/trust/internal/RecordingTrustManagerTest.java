package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.session.StsEvaluation;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TlsRules;
import io.github.mtasts.trust.TrustAnchors;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

class RecordingTrustManagerTest {
    private final CertificateForge root = CertificateForge.ca("Test Root");
    private final CertificateVerifier verifier = new CertificateVerifier(
            TrustAnchors.of(List.of(CertificateForge.root(root))), Revocation.OFF, RevocationSource.none());
    private final X509Certificate[] good = {
        CertificateForge.named("x").dns("mx1.example.com").signedBy(root)
    };
    private final X509Certificate[] bad = {
        CertificateForge.named("x").dns("mx2.example.com").expired().signedBy(root)
    };

    @Test
    void aRefusingManagerThrowsWithEveryFaultAndKeepsThem() {
        RecordingTrustManager manager = RecordingTrustManager.refusing(verifier, "mx1.example.com");

        assertThatThrownBy(() -> manager.checkServerTrusted(bad, "UNKNOWN"))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("expired: ")
                .hasMessageContaining("; host-mismatch: ");
        assertThat(manager.faults()).hasSize(2);
        assertThat(manager.chain()).containsExactly(bad);
    }

    @Test
    void anObservingManagerKeepsTheFaultsAndLetsTheHandshakeGoOn() throws CertificateException {
        RecordingTrustManager manager = RecordingTrustManager.observing(verifier, "mx1.example.com");
        assertThat(manager.chain()).isEmpty();

        manager.checkServerTrusted(bad, "UNKNOWN");

        assertThat(manager.faults()).hasSize(2);
        assertThat(manager.chain()).containsExactly(bad);
    }

    @Test
    void aGoodChainLeavesNoFaults() throws CertificateException {
        RecordingTrustManager manager = RecordingTrustManager.refusing(verifier, "mx1.example.com");

        manager.checkServerTrusted(good, "UNKNOWN");

        assertThat(manager.faults()).isEmpty();
        assertThat(manager.chain()).containsExactly(good);
    }

    @Test
    void aVerificationThatThrowsIsNotedAsOurOwnFault() {
        InstantSource broken = () -> {
            throw new StackOverflowError("broken");
        };
        RecordingTrustManager manager = RecordingTrustManager.observing(
                new CertificateVerifier(
                        TrustAnchors.of(List.of(CertificateForge.root(root))),
                        TlsRules.rfc9325(),
                        Revocation.OFF,
                        RevocationSource.none(),
                        broken.withZone(ZoneOffset.UTC)),
                "mx1.example.com");
        assertThat(manager.ownFault()).isNull();

        assertThatThrownBy(() -> manager.checkServerTrusted(good, "UNKNOWN")).isInstanceOf(StackOverflowError.class);

        assertThat(manager.ownFault()).endsWith("threw java.lang.StackOverflowError: broken");
        Failure failure = new Failure(ResultType.VALIDATION_FAILURE, String.valueOf(manager.ownFault()));
        assertThat(RecordingTrustManager.isOwnFault(failure)).isTrue();
        assertThat(StsEvaluation.isOwnFault(failure)).isTrue();
        assertThat(manager.chain()).isEmpty();
    }

    /** Sockets and engines of a server's own context. */
    @Test
    void itJudgesWhicheverWayItIsCalled() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        try (Socket socket = new Socket()) {
            RecordingTrustManager manager = RecordingTrustManager.refusing(verifier, "mx1.example.com");
            assertThat(manager.hasRefused()).isFalse();
            assertThatThrownBy(() -> manager.checkServerTrusted(bad, "UNKNOWN", socket))
                    .isInstanceOf(CertificateException.class);
            assertThat(manager.hasRefused()).isTrue();
            manager.checkServerTrusted(good, "UNKNOWN", socket);
            assertThat(manager.hasRefused()).isFalse();
            assertThatThrownBy(() -> manager.checkServerTrusted(bad, "UNKNOWN", engine))
                    .isInstanceOf(CertificateException.class);
            RecordingTrustManager observing = RecordingTrustManager.observing(verifier, "mx1.example.com");
            observing.checkServerTrusted(bad, "UNKNOWN", engine);
            assertThat(observing.hasRefused()).isFalse();
            assertThat(manager.cipherSuites(SSLContext.getDefault())).allMatch(verifier.suites()::permits);
        }
    }

    @Test
    void itIsForClientsOnly() {
        RecordingTrustManager manager = RecordingTrustManager.observing(verifier, "mx1.example.com");

        assertThatThrownBy(() -> manager.checkClientTrusted(good, "UNKNOWN")).isInstanceOf(CertificateException.class);
        assertThat(manager.getAcceptedIssuers()).isEmpty();
    }
}
