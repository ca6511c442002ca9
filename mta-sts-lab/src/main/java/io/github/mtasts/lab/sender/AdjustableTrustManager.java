package io.github.mtasts.lab.sender;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A trust manager whose check can be changed; it accepts every certificate until then. JSSE does not call it when a session
 * is resumed.
 */
public final class AdjustableTrustManager extends X509ExtendedTrustManager {
    private volatile Check check = chain -> {};

    /** A check of a chain. */
    @FunctionalInterface
    public interface Check {
        /**
         * Checks a chain.
         *
         * @param chain the server's own certificate first
         * @throws CertificateException if the chain is not acceptable
         */
        void check(X509Certificate[] chain) throws CertificateException;
    }

    /**
     * Uses another check from now on.
     *
     * @param next the check
     */
    public void use(Check next) {
        this.check = next;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check.check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check.check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check.check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this trust manager is for clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this trust manager is for clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this trust manager is for clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
