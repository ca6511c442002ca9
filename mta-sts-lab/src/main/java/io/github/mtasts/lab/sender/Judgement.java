package io.github.mtasts.lab.sender;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges certificates within the handshake, by what is wanted at the moment; until told otherwise it takes every one. JSSE
 * does not ask it when a session is resumed.
 */
public final class Judgement extends X509ExtendedTrustManager {
    private volatile Check check = chain -> {};

    /** A check of a chain. */
    @FunctionalInterface
    public interface Check {
        /**
         * Checks it.
         *
         * @param chain the server's own certificate first
         * @throws CertificateException when it will not do
         */
        void check(X509Certificate[] chain) throws CertificateException;
    }

    /**
     * Judges otherwise from now on.
     *
     * @param next the check
     */
    public void by(Check next) {
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
        throw new CertificateException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
