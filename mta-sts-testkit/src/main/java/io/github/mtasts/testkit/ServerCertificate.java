package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.OneKeyManager;
import io.github.mtasts.testkit.internal.TrustAnyone;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A certificate chain with the key of its first certificate, as a TLS server presents it. Immutable, except that {@link
 * #inPlaceOf} changes the chain that another one's context presents.
 */
public final class ServerCertificate {
    private final List<X509Certificate> chain;
    private final PrivateKey privateKey;
    private final OneKeyManager presented;
    private final SSLContext serverContext;

    /**
     * Takes any chain, valid or not.
     *
     * @param privateKey the key of the first certificate
     * @param chain the certificates that the server sends, its own first
     */
    public ServerCertificate(PrivateKey privateKey, List<X509Certificate> chain) {
        this.privateKey = privateKey;
        this.chain = List.copyOf(chain);
        this.presented = new OneKeyManager(privateKey, this.chain);
        try {
            this.serverContext = SSLContext.getInstance("TLS");
            // With null every certificate would load the JDK's roots.
            serverContext.init(new KeyManager[] {presented}, new TrustManager[] {TrustAnyone.ofServer()}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private ServerCertificate(ServerCertificate shown, ServerCertificate earlier) {
        this.privateKey = shown.privateKey;
        this.chain = shown.chain;
        this.presented = earlier.presented;
        this.serverContext = earlier.serverContext;
    }

    /**
     * This certificate in place of an earlier one, at a server that keeps its ticket keys: clients can resume sessions that
     * began under the earlier one, and these show its chain.
     *
     * @param earlier the certificate of the same server so far, with a key of the same kind; its context presents this
     *     certificate from now on
     * @return this certificate, with the context of the earlier one
     */
    public ServerCertificate inPlaceOf(ServerCertificate earlier) {
        earlier.presented.present(privateKey, chain);
        return new ServerCertificate(this, earlier);
    }

    /**
     * The certificates that the server sends.
     *
     * @return the chain, the server's certificate first
     */
    public List<X509Certificate> chain() {
        return chain;
    }

    /**
     * The server's certificate.
     *
     * @return the first certificate of the chain
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
     * A key manager that presents this chain to every peer, whatever the peer offers: as a server, and as a client that is asked
     * for a certificate.
     *
     * @return a new key manager
     */
    public X509ExtendedKeyManager keyManager() {
        return new OneKeyManager(privateKey, chain);
    }

    /**
     * The context for TLS servers with this certificate. It is the same at each call, so that clients can resume
     * sessions.
     *
     * @return the context
     */
    public SSLContext serverContext() {
        return serverContext;
    }

    @Override
    public String toString() {
        return "ServerCertificate[" + leaf().getSubjectX500Principal() + ", serial " + leaf().getSerialNumber() + "]";
    }
}
