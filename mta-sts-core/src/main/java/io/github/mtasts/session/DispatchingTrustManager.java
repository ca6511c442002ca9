package io.github.mtasts.session;

import io.github.mtasts.trust.internal.ClientTrustManager;
import io.github.mtasts.trust.internal.RecordingTrustManager;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The trust manager of a TLS context that many connections share. Passes each chain on to the trust manager of the connection that
 * presented it, which it recognizes by the identical socket or engine. Refuses a chain of any other connection. Thread-safe.
 */
final class DispatchingTrustManager extends ClientTrustManager {
    /** Weak, so that a connection that is dropped leaves nothing behind; sockets and engines are equal only to themselves. */
    private final Map<Object, RecordingTrustManager> connections = Collections.synchronizedMap(new WeakHashMap<>());

    void register(Object socketOrEngine, RecordingTrustManager trustManager) {
        connections.put(socketOrEngine, trustManager);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        of(socket).checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        of(engine).checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        of(null).checkServerTrusted(chain, authType);
    }

    private RecordingTrustManager of(@Nullable Object socketOrEngine) throws CertificateException {
        RecordingTrustManager found = socketOrEngine == null ? null : connections.get(socketOrEngine);
        if (found == null) {
            throw new CertificateException("the connection was not made by the library");
        }
        return found;
    }
}
