package io.github.mtasts.trust.internal;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The common TLS settings of sessions with Policy Hosts and MX hosts. Thread-safe. */
public final class TlsContexts {
    /** RFC 8461 section 7.2, BCP 195. */
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private TlsContexts() {}

    /**
     * Makes a TLS context for one connection. Do not use it for another one: a resumed session would skip the trust manager.
     *
     * @param trustManager of the connection
     * @return a context with an empty session cache
     */
    public static SSLContext contextForOneConnection(X509ExtendedTrustManager trustManager) {
        return context(trustManager, (KeyManager[]) null);
    }

    /**
     * Makes a TLS context. A resumed session skips its trust manager: whatever shares it between connections judges the chain of
     * each session after the handshake.
     *
     * @param trustManager of the context
     * @param keyManager has the client certificates
     * @return a context with an empty session cache
     */
    public static SSLContext context(X509ExtendedTrustManager trustManager, X509ExtendedKeyManager keyManager) {
        return context(trustManager, new KeyManager[] {keyManager});
    }

    private static SSLContext context(X509ExtendedTrustManager trustManager, KeyManager @Nullable [] keyManagers) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers, new X509ExtendedTrustManager[] {trustManager}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java runtime has no TLS; use one with the module java.base's JSSE provider: "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Adds TLS in client mode to a connection. A warning alert before the ServerHello does not end the handshake (RFC 6066
     * section 3).
     *
     * @param factory of the context of this connection
     * @param socket the connection
     * @param host the name of the peer, under which its TLS sessions are kept
     * @param port the port of the server
     * @param autoClose whether closing the TLS socket closes the connection
     * @return a TLS socket; the handshake has not begun
     * @throws IOException when the connection is closed
     */
    public static SSLSocket layer(SSLSocketFactory factory, Socket socket, String host, int port, boolean autoClose)
            throws IOException {
        return (SSLSocket) factory.createSocket(new FilteredSocket(socket), host, port, autoClose);
    }

    /**
     * Completes an engine in client mode. A warning alert before the ServerHello does not end the handshake (RFC 6066 section 3).
     *
     * @param engine of JSSE, which passes this object itself to trust managers
     * @return an engine without further settings
     */
    public static SSLEngine filtered(SSLEngine engine) {
        engine.setUseClientMode(true);
        return new FilteredEngine(engine);
    }

    /** The TLS versions, the newest first. */
    public static String[] protocols() {
        return PROTOCOLS.clone();
    }
}
