package io.github.mtasts.session;

import io.github.mtasts.trust.internal.CipherSuites;
import io.github.mtasts.trust.internal.RecordingKeyManager;
import io.github.mtasts.trust.internal.RecordingTrustManager;
import io.github.mtasts.trust.internal.TlsContexts;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context that the connections of one library share, so that sessions are resumed.
 *
 * <p>JSSE finds the session to resume by the peer's name and port alone. The name that it gets here is made of the MX host, its
 * address and the {@link ConnectionSlots slot} of the connection; the server name for the handshake is set apart. Thread-safe.
 */
final class SharedContext {
    private static final int MAX_SESSIONS = 10_000;
    /** After which a host must show its certificate again. */
    static final Duration SESSION_LIFE = Duration.ofHours(1);

    private final DispatchingTrustManager trustManager = new DispatchingTrustManager();
    private final DispatchingKeyManager keyManager = new DispatchingKeyManager();
    private final SSLContext context;
    private final ConnectionSlots slots;
    private final AtomicLong unrepeated = new AtomicLong();
    private final String[] cipherSuites;

    SharedContext(CipherSuites suites, boolean strict) {
        this(suites, strict, null, new ConnectionSlots());
    }

    private SharedContext(
            CipherSuites suites, boolean strict, @Nullable RecordingKeyManager ownKeys, ConnectionSlots slots) {
        this.context = TlsContexts.context(trustManager, ownKeys != null ? ownKeys : keyManager);
        this.slots = slots;
        this.cipherSuites = suites.offered(context, strict);
        SSLSessionContext sessions = context.getClientSessionContext();
        sessions.setSessionCacheSize(MAX_SESSIONS);
        sessions.setSessionTimeout((int) SESSION_LIFE.toSeconds());
    }

    SSLContext context() {
        return context;
    }

    /** A context for one connection that has a client certificate. Nothing is resumed in it. */
    SharedContext withKeys(CipherSuites suites, boolean strict, RecordingKeyManager keys) {
        return new SharedContext(suites, strict, keys, slots);
    }

    /** Adds a connection, by the socket or engine that JSSE passes to trust and key managers. */
    void register(Object socketOrEngine, RecordingTrustManager trust, RecordingKeyManager keys) {
        trustManager.register(socketOrEngine, trust);
        keyManager.register(socketOrEngine, keys);
    }

    ConnectionSlots slots() {
        return slots;
    }

    String[] cipherSuites() {
        return cipherSuites;
    }

    /** A name under which no session is kept. */
    String newName(String peer) {
        return peer + "/full" + unrepeated.incrementAndGet();
    }
}
