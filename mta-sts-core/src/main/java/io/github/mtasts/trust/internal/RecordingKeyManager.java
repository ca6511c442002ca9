package io.github.mtasts.trust.internal;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.text.Causes;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The client certificates of one connection. Records whether the server asked for one and there was none, because a server that
 * demands one may refuse the client only after the handshake (TLS 1.3). Finds out whether a handshake ended by the key manager of
 * the embedder or by its key, which is a fault of this side. Thread-safe.
 */
public final class RecordingKeyManager extends ClientKeyManager {
    private static final String UNUSABLE = "client-certificate-unusable: ";

    private final @Nullable X509ExtendedKeyManager keys;
    private final Clock clock;
    private volatile boolean asked;
    private volatile boolean chosen;
    private volatile @Nullable Throwable thrown;
    /** The client's own certificate comes first. */
    private volatile List<X509Certificate> chain = List.of();

    private volatile @Nullable PrivateKey key;

    /**
     * Makes a manager for one connection.
     *
     * @param keys chooses the certificate; null for none
     * @param clock by which certificates expire
     */
    public RecordingKeyManager(@Nullable X509ExtendedKeyManager keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Whether the server asked for a certificate and got none.
     *
     * @return false before the handshake
     */
    public boolean isCertificateMissing() {
        return asked && !chosen;
    }

    /**
     * Why the key manager of the embedder, or its key, ended the handshake. May sign with the key to find out: ask once, after the
     * handshake has failed.
     *
     * @param error by which it failed; null when the server closed the connection
     * @return a reason for which {@link #isOwnFault} is true; null when it did not end by them
     */
    public @Nullable String ownFault(@Nullable Throwable error) {
        if (thrown != null) {
            return UNUSABLE + "the key manager of this server threw " + thrown;
        }
        PrivateKey used = key;
        List<X509Certificate> shown = chain;
        if (used == null || shown.isEmpty()) {
            return null;
        }
        Throwable failed = failedToSign(error);
        String fault = failed != null
                ? "the client key cannot sign: " + failed
                : ClientKeyProof.fault(used, shown, clock.instant());
        return fault == null ? null : UNUSABLE + fault;
    }

    /**
     * What the key threw. JSSE verifies the server's signatures before it asks for the client's key, so that a failed signature
     * after that is the client's. Other exceptions prove nothing: Netty, for one, wraps the server's alert in one of its own.
     */
    private static @Nullable Throwable failedToSign(@Nullable Throwable error) {
        return Causes.of(error)
                .filter(each -> each instanceof SignatureException || each instanceof ProviderException)
                .findFirst()
                .orElse(null);
    }

    /**
     * Whether a failure is that of the embedder's key manager or key. Its reason begins with a code of this library, so that no peer can
     * make one.
     *
     * @param failure of a session
     * @return true when its reason is one of {@link #ownFault}
     */
    public static boolean isOwnFault(Failure failure) {
        return failure.reason().startsWith(UNUSABLE);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return noted(asked(own -> own.chooseClientAlias(keyTypes, issuers, socket)));
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return noted(asked(own -> own.chooseEngineClientAlias(keyTypes, issuers, engine)));
    }

    private <T> @Nullable T asked(Function<X509ExtendedKeyManager, @Nullable T> question) {
        try {
            return keys == null ? null : question.apply(keys);
        } catch (Throwable e) {
            thrown = e;
            throw e;
        }
    }

    private @Nullable String noted(@Nullable String alias) {
        asked = true;
        chosen |= alias != null;
        return alias;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        X509Certificate[] answer = asked(own -> own.getCertificateChain(alias));
        chain = answer == null ? List.of() : List.of(answer);
        return answer;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        key = asked(own -> own.getPrivateKey(alias));
        return key;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return asked(own -> own.getClientAliases(keyType, issuers));
    }
}
