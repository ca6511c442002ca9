package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.OneKeyManager;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;

/** A certificate chain with the key of its first certificate: what a TLS server shows. Immutable. */
public final class ServerCertificate {
    private final List<X509Certificate> chain;
    private final PrivateKey privateKey;
    private final SSLContext serverContext;

    /**
     * Any chain, whether it is a good one or not.
     *
     * @param privateKey the key of the first certificate
     * @param chain what the server sends, its own certificate first
     */
    public ServerCertificate(PrivateKey privateKey, List<X509Certificate> chain) {
        this.privateKey = privateKey;
        this.chain = List.copyOf(chain);
        try {
            this.serverContext = SSLContext.getInstance("TLS");
            // No trust manager: null would have every certificate load the JDK's own roots.
            serverContext.init(new KeyManager[] {keyManager()}, new TrustManager[0], null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What the server sends.
     *
     * @return the chain, the server's own certificate first
     */
    public List<X509Certificate> chain() {
        return chain;
    }

    /**
     * The server's own certificate.
     *
     * @return the first of the chain
     */
    public X509Certificate leaf() {
        return chain.get(0);
    }

    /**
     * The key that belongs to {@link #leaf()}.
     *
     * @return the private key
     */
    public PrivateKey privateKey() {
        return privateKey;
    }

    /**
     * A key manager that shows this chain to everybody, whatever the client asks for.
     *
     * @return a new key manager
     */
    public X509ExtendedKeyManager keyManager() {
        return new OneKeyManager(privateKey, chain);
    }

    /**
     * A context for TLS servers. It is the same at each call, so that a client can resume its sessions.
     *
     * @return the context of this certificate
     */
    public SSLContext serverContext() {
        return serverContext;
    }

    @Override
    public String toString() {
        return "ServerCertificate[" + leaf().getSubjectX500Principal() + ", serial " + leaf().getSerialNumber() + "]";
    }
}
