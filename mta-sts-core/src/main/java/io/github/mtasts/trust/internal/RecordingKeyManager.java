package io.github.mtasts.trust.internal;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The client certificates of one connection. Records whether the server asked for one and there was none, because a server that
 * demands one may refuse the client only after the handshake (TLS 1.3). Thread-safe.
 */
public final class RecordingKeyManager extends ClientKeyManager {
    private final @Nullable X509ExtendedKeyManager keys;
    private volatile boolean asked;
    private volatile boolean chosen;

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

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return noted(keys == null ? null : keys.chooseClientAlias(keyTypes, issuers, socket));
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return noted(keys == null ? null : keys.chooseEngineClientAlias(keyTypes, issuers, engine));
    }

    private @Nullable String noted(@Nullable String alias) {
        asked = true;
        chosen |= alias != null;
        return alias;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return keys == null ? null : keys.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return keys == null ? null : keys.getPrivateKey(alias);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return keys == null ? null : keys.getClientAliases(keyType, issuers);
    }
}
