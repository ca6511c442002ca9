package io.github.mtasts.trust.internal;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedTrustManager;

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
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new X509ExtendedTrustManager[] {trustManager}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java runtime has no TLS; use one with the module java.base's JSSE provider: "
                            + e.getMessage(),
                    e);
        }
    }

    /** The TLS versions, the newest first. */
    public static String[] protocols() {
        return PROTOCOLS.clone();
    }
}
