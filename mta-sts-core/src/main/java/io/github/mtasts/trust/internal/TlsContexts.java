package io.github.mtasts.trust.internal;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedTrustManager;

/** What every TLS session of this library has in common, with Policy Hosts and with MX hosts. */
public final class TlsContexts {
    /** RFC 8461 section 7.2, BCP 195. */
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private TlsContexts() {}

    /**
     * A TLS context for one connection. It is for no other, so that no session is resumed: a resumed session would skip
     * the trust manager.
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
            throw new IllegalStateException("this Java runtime has no TLS: " + e.getMessage(), e);
        }
    }

    /** The versions that are spoken, the newest first. */
    public static String[] protocols() {
        return PROTOCOLS.clone();
    }
}
