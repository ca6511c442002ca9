package io.github.mtasts.session;

import io.github.mtasts.trust.internal.ClientKeyManager;
import io.github.mtasts.trust.internal.RecordingKeyManager;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The key manager of a TLS context that many connections share, none of which has a client certificate. Passes on that a server
 * asked for one, to the connection that it recognizes by the identical socket or engine. Thread-safe.
 */
final class DispatchingKeyManager extends ClientKeyManager {
    private final Map<Object, RecordingKeyManager> connections = Collections.synchronizedMap(new WeakHashMap<>());

    void register(Object socketOrEngine, RecordingKeyManager keyManager) {
        connections.put(socketOrEngine, keyManager);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        RecordingKeyManager connection = socket == null ? null : connections.get(socket);
        return connection == null ? null : connection.chooseClientAlias(keyTypes, issuers, socket);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        RecordingKeyManager connection = engine == null ? null : connections.get(engine);
        return connection == null ? null : connection.chooseEngineClientAlias(keyTypes, issuers, engine);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }
}
