package io.github.mtasts.tool.server;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;

/**
 * The TLS of a server: TLS 1.2 and 1.3 with the certificates of a rack. A client that names a host without a certificate gets the
 * alert unrecognized_name (RFC 6066 section 3). Thread-safe.
 */
public final class TlsSide {
    private static final int REMEMBERED_SESSIONS = 10_000;
    private static final int SESSION_SECONDS = 3_600;

    private final CertificateRack rack;
    private final SSLContext context;
    private final LongAdder handshakes = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /**
     * Makes it.
     *
     * @param rack the certificates, which can change at any time
     */
    public TlsSide(CertificateRack rack) {
        this.rack = rack;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {rack}, null, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no TLS", e);
        }
        context.getServerSessionContext().setSessionCacheSize(REMEMBERED_SESSIONS);
        context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
    }

    SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        // http/1.1 first: a validation client offers acme-tls/1 alone (RFC 8737 section 3).
        parameters.setApplicationProtocols(new String[] {"http/1.1", CertificateRack.VALIDATION});
        parameters.setUseCipherSuitesOrder(true);
        parameters.setSNIMatchers(List.of(new KnownHosts(rack)));
        engine.setSSLParameters(parameters);
        return engine;
    }

    void count(boolean isSuccess) {
        (isSuccess ? handshakes : failures).increment();
    }

    /**
     * The handshakes that succeeded.
     *
     * @return their number since the start
     */
    public long handshakes() {
        return handshakes.sum();
    }

    /**
     * The handshakes that failed.
     *
     * @return their number since the start
     */
    public long failedHandshakes() {
        return failures.sum();
    }

    private static final class KnownHosts extends SNIMatcher {
        private final CertificateRack rack;

        KnownHosts(CertificateRack rack) {
            super(StandardConstants.SNI_HOST_NAME);
            this.rack = rack;
        }

        @Override
        public boolean matches(SNIServerName name) {
            try {
                return rack.isKnown(new SNIHostName(name.getEncoded()).getAsciiName());
            } catch (IllegalArgumentException e) {
                return false; // not a host name
            }
        }
    }
}
