package io.github.mtasts.trust.internal;

import io.github.mtasts.failure.Failure;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The client certificates of one connection. Records whether the server asked for one and there was none, because a server that
 * demands one may refuse the client only after the handshake (TLS 1.3). Records what the key manager of the embedder throws: the
 * handshake ends by it, and that is a fault of this side. Thread-safe.
 */
public final class RecordingKeyManager extends ClientKeyManager {
    private static final String UNUSABLE = "client-certificate-unusable: the key manager of this server threw ";

    private final @Nullable X509ExtendedKeyManager keys;
    private volatile boolean asked;
    private volatile boolean chosen;
    private volatile @Nullable Throwable thrown;

    /**
     * Makes a manager for one connection.
     *
     * @param keys chooses the certificate; null for none
     */
    public RecordingKeyManager(@Nullable X509ExtendedKeyManager keys) {
        this.keys = keys;
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
     * Why the key manager of the embedder ended the handshake.
     *
     * @return a reason for which {@link #isOwnFault} is true; null when the key manager threw nothing
     */
    public @Nullable String ownFault() {
        Throwable error = thrown;
        return error == null ? null : UNUSABLE + error;
    }

    /**
     * Whether a failure is that of the embedder's key manager. Its reason begins with a code of this library, so that no peer can
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
        } catch (RuntimeException | Error e) {
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
        return asked(own -> own.getCertificateChain(alias));
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return asked(own -> own.getPrivateKey(alias));
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return asked(own -> own.getClientAliases(keyType, issuers));
    }
}
