package io.github.mtasts.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The certificates to which a chain must lead, over at most eight intermediate certificates. Immutable and thread-safe.
 *
 * <p>Neither dates nor signature of an anchor are checked. A host that presents an anchor as its own certificate is trusted, too,
 * but dates, usage and name of that certificate are checked.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.3">RFC 8461 section 3.3</a>
 */
public final class TrustAnchors {
    private final List<X509Certificate> certificates;

    private TrustAnchors(Collection<X509Certificate> certificates) {
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(
                    "trustAnchors is empty: pass at least one certificate, or every certificate would be refused");
        }
        this.certificates = List.copyOf(new LinkedHashSet<>(certificates));
    }

    /**
     * Reads the anchors of the Java platform, which resemble those of browsers: {@code cacerts}, or the store that the
     * {@code javax.net.ssl.trustStore} property names. Later changes of the store have no effect.
     *
     * @return the anchors
     * @throws IllegalStateException when the platform has no readable trust store, or an empty one
     */
    public static TrustAnchors platform() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            Set<X509Certificate> found = new LinkedHashSet<>();
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    Collections.addAll(found, x509.getAcceptedIssuers());
                }
            }
            if (found.isEmpty()) {
                throw new IllegalStateException(
                        "the trust store of the Java platform is empty: set trustAnchors, or the system property javax.net.ssl.trustStore");
            }
            return new TrustAnchors(found);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the trust store of the Java platform cannot be read: set trustAnchors, or the system property"
                            + " javax.net.ssl.trustStore",
                    e);
        }
    }

    /**
     * Uses these anchors in place of the platform's.
     *
     * @param certificates at least one
     * @return the anchors
     * @throws IllegalArgumentException when there is none
     */
    public static TrustAnchors of(Collection<X509Certificate> certificates) {
        return new TrustAnchors(certificates);
    }

    /**
     * Reads every certificate of a file, in place of the platform's. Later changes of the file have no effect.
     *
     * @param file certificates in PEM, one after the other, or one in DER
     * @return the anchors
     * @throws IOException when the file cannot be read
     * @throws CertificateException when it has something other than certificates
     * @throws IllegalArgumentException when it has no certificate
     */
    public static TrustAnchors of(Path file) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> certificates = new ArrayList<>();
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .forEach(certificate -> certificates.add((X509Certificate) certificate));
            return new TrustAnchors(certificates);
        }
    }

    /**
     * Reads the trusted certificate entries of a key store, in place of the platform's. Entries with a private key are not
     * anchors. Later changes of the store have no effect.
     *
     * @param store a loaded store
     * @return the anchors
     * @throws IllegalArgumentException when the store is not loaded or holds no trusted X.509 certificate
     */
    public static TrustAnchors of(KeyStore store) {
        try {
            Set<X509Certificate> found = new LinkedHashSet<>();
            for (String alias : Collections.list(store.aliases())) {
                Certificate certificate = store.isCertificateEntry(alias) ? store.getCertificate(alias) : null;
                if (certificate instanceof X509Certificate x509) {
                    found.add(x509);
                }
            }
            return new TrustAnchors(found);
        } catch (KeyStoreException e) {
            throw new IllegalArgumentException(
                    "trustAnchors got a key store that is not loaded: call KeyStore.load first", e);
        }
    }

    /**
     * The anchors.
     *
     * @return at least one, without duplicates
     */
    public List<X509Certificate> certificates() {
        return certificates;
    }

    @Override
    public String toString() {
        return certificates.size() + " trust anchors";
    }
}
