package io.github.mtasts.session;

import io.github.mtasts.trust.internal.CipherSuites;
import io.github.mtasts.trust.internal.TlsContexts;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSessionContext;

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
    private final SSLContext context = TlsContexts.context(trustManager);
    private final ConnectionSlots slots = new ConnectionSlots();
    private final AtomicLong unrepeated = new AtomicLong();
    private final String[] cipherSuites;

    SharedContext(CipherSuites suites, boolean strict) {
        this.cipherSuites = suites.offered(context, strict);
        SSLSessionContext sessions = context.getClientSessionContext();
        sessions.setSessionCacheSize(MAX_SESSIONS);
        sessions.setSessionTimeout((int) SESSION_LIFE.toSeconds());
    }

    SSLContext context() {
        return context;
    }

    DispatchingTrustManager trustManager() {
        return trustManager;
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
