package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.testkit.TestClock;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The client certificates of one connection, and what became of the server's question for one. */
class RecordingKeyManagerTest {
    private static final String[] TYPES = {"EC"};
    private static final Principal[] ISSUERS = {};

    private final CertificateForge forge = CertificateForge.named("mail.sender.example");
    private final X509Certificate[] chain = {forge.signedBy(forge)};
    private final TestClock clock = new TestClock(Instant.now());
    private final Keys keys = new Keys();

    @Test
    void passesTheQuestionsOnToTheEmbeddersKeys() {
        RecordingKeyManager manager = new RecordingKeyManager(keys, clock);
        assertThat(manager.chooseClientAlias(TYPES, ISSUERS, null)).isEqualTo("socket");
        assertThat(manager.chooseEngineClientAlias(TYPES, ISSUERS, null)).isEqualTo("engine");
        assertThat(manager.getCertificateChain("engine")).isEqualTo(chain);
        assertThat(manager.getPrivateKey("engine")).isSameAs(forge.keys.getPrivate());
        assertThat(manager.getClientAliases("EC", ISSUERS)).containsExactly("socket", "engine");
        assertThat(manager.ownFault(null)).isNull();
    }

    @Test
    void hasNothingWithoutKeys() {
        RecordingKeyManager manager = new RecordingKeyManager(null, clock);
        assertThat(manager.chooseClientAlias(TYPES, ISSUERS, null)).isNull();
        assertThat(manager.chooseEngineClientAlias(TYPES, ISSUERS, null)).isNull();
        assertThat(manager.getCertificateChain("x")).isNull();
        assertThat(manager.getPrivateKey("x")).isNull();
        assertThat(manager.getClientAliases("EC", ISSUERS)).isNull();
    }

    @Test
    void showsNothingToClients() {
        RecordingKeyManager manager = new RecordingKeyManager(keys, clock);
        assertThat(manager.chooseServerAlias("EC", ISSUERS, null)).isNull();
        assertThat(manager.getServerAliases("EC", ISSUERS)).isNull();
    }

    @Test
    void aCertificateIsMissingWhenItWasAskedForInVain() {
        RecordingKeyManager with = new RecordingKeyManager(keys, clock);
        RecordingKeyManager without = new RecordingKeyManager(null, clock);
        assertThat(with.isCertificateMissing() || without.isCertificateMissing())
                .as("nobody has asked")
                .isFalse();
        with.chooseClientAlias(TYPES, ISSUERS, null);
        without.chooseClientAlias(TYPES, ISSUERS, null);
        assertThat(with.isCertificateMissing()).isFalse();
        assertThat(without.isCertificateMissing()).isTrue();
        keys.hasNone = true;
        RecordingKeyManager none = new RecordingKeyManager(keys, clock);
        none.chooseEngineClientAlias(TYPES, ISSUERS, null);
        assertThat(none.isCertificateMissing()).isTrue();
        keys.hasNone = false;
        none.chooseEngineClientAlias(TYPES, ISSUERS, null);
        assertThat(none.isCertificateMissing()).as("for another type of key").isFalse();
    }

    @Test
    void recordsWhatTheEmbeddersKeysThrow() {
        for (Throwable error : new Throwable[] {new IllegalStateException("no token"), new NoClassDefFoundError("x")}) {
            keys.error = error;
            RecordingKeyManager manager = new RecordingKeyManager(keys, clock);
            assertThatThrownBy(() -> manager.getPrivateKey("x")).isSameAs(error);
            assertThat(manager.ownFault(null))
                    .isEqualTo("client-certificate-unusable: the key manager of this server threw " + error);
            assertThat(RecordingKeyManager.isOwnFault(
                            new Failure(ResultType.VALIDATION_FAILURE, String.valueOf(manager.ownFault(null)))))
                    .isTrue();
        }
        assertThat(RecordingKeyManager.isOwnFault(new Failure(
                        ResultType.VALIDATION_FAILURE, "tls-handshake-failed: client-certificate-unusable: x")))
                .as("a reason that a host can make")
                .isFalse();
    }

    @Test
    void aKeyThatSignsForItsCertificateIsNoFaultOfOurs() {
        RecordingKeyManager manager = new RecordingKeyManager(keys, clock);
        Exception alert = new IllegalStateException(new SSLHandshakeException("Received fatal alert: unknown_ca"));
        assertThat(manager.ownFault(alert)).as("no key was used").isNull();
        manager.getCertificateChain("x");
        manager.getPrivateKey("x");
        assertThat(manager.ownFault(alert)).isNull();
        assertThat(manager.ownFault(null)).as("closed by the server").isNull();
    }

    @Test
    void aCertificateThatHasExpiredIsOurs() {
        RecordingKeyManager manager = new RecordingKeyManager(keys, clock);
        manager.getCertificateChain("x");
        manager.getPrivateKey("x");
        clock.advance(Duration.between(clock.instant(), chain[0].getNotAfter().toInstant()));
        assertThat(manager.ownFault(null)).as("its last second").isNull();
        clock.advance(Duration.ofSeconds(1));
        assertThat(manager.ownFault(null))
                .startsWith("client-certificate-unusable: the client certificate chain has one of ")
                .contains("mail.sender.example", "that expired at ");
    }

    @Test
    void aCertificateThatIsNotYetValidIsOurs() {
        RecordingKeyManager manager = new RecordingKeyManager(keys, clock);
        manager.getCertificateChain("x");
        manager.getPrivateKey("x");
        clock.set(chain[0].getNotBefore().toInstant().minusSeconds(1));
        assertThat(manager.ownFault(null)).contains("mail.sender.example", "that is not valid before ");
    }

    @Test
    void aSignatureThatFailedOnceIsOurs() {
        RecordingKeyManager manager = new RecordingKeyManager(keys, clock);
        manager.getCertificateChain("x");
        manager.getPrivateKey("x");
        for (Exception error : new Exception[] {new SignatureException("lost"), new ProviderException("lost")}) {
            assertThat(manager.ownFault(new IllegalStateException(new SSLException(error))))
                    .isEqualTo("client-certificate-unusable: the client key cannot sign: " + error);
        }
    }

    private final class Keys extends X509ExtendedKeyManager {
        boolean hasNone;

        @Nullable
        Throwable error;

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return hasNone ? null : "socket";
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return hasNone ? null : "engine";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            if (error instanceof RuntimeException e) {
                throw e;
            }
            if (error instanceof Error e) {
                throw e;
            }
            return forge.keys.getPrivate();
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {"socket", "engine"};
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {"server"};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return "server";
        }
    }
}
