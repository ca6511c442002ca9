package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.Issuer;
import io.github.mtasts.testkit.internal.LeafRequest;
import io.github.mtasts.testkit.internal.Revocation;
import io.github.mtasts.testkit.internal.VirtualNet;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority for tests: a root that clients trust and an intermediate that signs server certificates, with
 * P-256 keys. Validity is relative to the real time, because TLS stacks check it against the real time. Valid
 * certificates are valid from ten years ago to ten years ahead, so that they stay valid in tests that move their clock
 * by the lifetime of a policy.
 */
public final class TestCa {
    private static final Duration VALIDITY = Duration.ofDays(10 * 365);
    private static final Duration MONTH = Duration.ofDays(30);

    private final Instant now;
    private final Issuer root;
    private final Issuer intermediate;
    private final Revocation revocation;
    private final List<Issuer> revoking = new CopyOnWriteArrayList<>();
    private boolean onLoopback;

    /** @param sameRoot an authority whose root is used, null for a new root */
    TestCa(Instant now, Revocation revocation, @Nullable TestCa sameRoot) {
        this.now = now;
        this.revocation = revocation;
        this.root = sameRoot == null ? Issuer.root("Testkit Root CA", now) : sameRoot.root;
        this.intermediate = root.intermediate("Testkit Intermediate CA", now, builder -> {});
        revocation.add("root", root);
        revoking.add(revocationIssuer("Testkit Revocation CA", "revocable"));
    }

    /**
     * The root that clients have to trust.
     *
     * @return its certificate
     */
    public X509Certificate root() {
        return root.certificate();
    }

    /**
     * The root in PEM, for other programs.
     *
     * @return its certificate in PEM (RFC 7468)
     */
    public String rootPem() {
        try {
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(root().getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The intermediate that signs server certificates.
     *
     * @return its certificate
     */
    public X509Certificate intermediate() {
        return intermediate.certificate();
    }

    /**
     * The root as a PKIX trust anchor.
     *
     * @return one anchor
     */
    public Set<TrustAnchor> trustAnchors() {
        return Set.of(new TrustAnchor(root(), null));
    }

    /**
     * The root as a JSSE trust store.
     *
     * @return a key store with one trusted certificate
     */
    public KeyStore trustStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("root", root());
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The JDK's trust manager over {@link #trustStore()}.
     *
     * @return a trust manager that trusts the root and nothing else
     */
    public X509TrustManager trustManager() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trustStore());
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A TLS context for clients that trust the root and nothing else.
     *
     * @return a new context, with no sessions to resume
     */
    public SSLContext clientContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trustManager()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A valid certificate.
     *
     * @param dnsNames its names; the first is also the common name
     * @return the certificate
     */
    public ServerCertificate issue(String... dnsNames) {
        return validityBetween(now.minus(VALIDITY), now.plus(VALIDITY), dnsNames);
    }

    /**
     * A valid certificate with an RSA key; all others have keys on the curve P-256.
     *
     * @param dnsNames its names; the first is also the common name
     * @return the certificate
     */
    public ServerCertificate rsa(String... dnsNames) {
        return chained(request(dnsNames).signedBy(intermediate, Issuer.newRsaKeys(2048)), intermediate);
    }

    /**
     * A certificate with an RSA key of 1024 bits, which RFC 9325 section 4.5 forbids, and without any other fault.
     *
     * @param dnsNames its names; the first is also the common name
     * @return the certificate
     */
    public ServerCertificate weakRsa(String... dnsNames) {
        return chained(request(dnsNames).signedBy(intermediate, Issuer.newRsaKeys(1024)), intermediate);
    }

    /**
     * A certificate that expired 30 days ago.
     *
     * @param dnsNames its names
     * @return the certificate
     */
    public ServerCertificate expired(String... dnsNames) {
        return validityBetween(now.minus(VALIDITY), now.minus(MONTH), dnsNames);
    }

    /**
     * A certificate that becomes valid in 30 days.
     *
     * @param dnsNames its names
     * @return the certificate
     */
    public ServerCertificate notYetValid(String... dnsNames) {
        return validityBetween(now.plus(MONTH), now.plus(VALIDITY), dnsNames);
    }

    /**
     * A certificate that is valid during a given time only.
     *
     * @param notBefore the start of its validity
     * @param notAfter the end of its validity
     * @param dnsNames its names
     * @return the certificate
     */
    public ServerCertificate validityBetween(Instant notBefore, Instant notAfter, String... dnsNames) {
        LeafRequest request = new LeafRequest(
                dnsNames[0], dns(dnsNames), notBefore, notAfter, KeyPurposeId.id_kp_serverAuth, builder -> {});
        return chained(request.signedBy(intermediate), intermediate);
    }

    /**
     * A certificate signed by its own key.
     *
     * @param dnsNames its names
     * @return the certificate, alone in its chain
     */
    public ServerCertificate selfSigned(String... dnsNames) {
        return alone(request(dnsNames).signedByItself());
    }

    /**
     * A certificate that names its host in the common name and has no subjectAltName.
     *
     * @param commonName the common name
     * @return the certificate
     */
    public ServerCertificate commonNameOnly(String commonName) {
        return withSans(commonName);
    }

    /**
     * A certificate with any names, including names that no authority would sign, for example
     * {@code dns:m*.example.com}.
     *
     * @param commonName the common name; empty for an empty subject
     * @param subjectAltNames names as {@code dns:name}, {@code uri:...}, {@code ip:...}, {@code email:...}
     * @return the certificate
     */
    public ServerCertificate withSans(String commonName, String... subjectAltNames) {
        return chained(request(commonName, List.of(subjectAltNames)).signedBy(intermediate), intermediate);
    }

    /**
     * A certificate for TLS clients (extended key usage {@code clientAuth} only).
     *
     * @param dnsNames its names
     * @return the certificate
     */
    public ServerCertificate wrongUsage(String... dnsNames) {
        LeafRequest good = request(dnsNames);
        LeafRequest request = new LeafRequest(
                good.commonName(),
                good.subjectAltNames(),
                good.notBefore(),
                good.notAfter(),
                KeyPurposeId.id_kp_clientAuth,
                good.extras());
        return chained(request.signedBy(intermediate), intermediate);
    }

    /**
     * A certificate for servers from an intermediate whose extended key usage is e-mail only.
     *
     * @param dnsNames its names
     * @return the certificate
     */
    public ServerCertificate emailAuthority(String... dnsNames) {
        Issuer email =
                root.intermediate("Testkit E-mail CA", now, Issuer.restrictedTo(KeyPurposeId.id_kp_emailProtection));
        return chained(request(dnsNames).signedBy(email), email);
    }

    /**
     * A valid certificate whose server does not send the intermediate.
     *
     * @param dnsNames its names
     * @return the certificate, alone in its chain
     */
    public ServerCertificate missingIntermediate(String... dnsNames) {
        return alone(request(dnsNames).signedBy(intermediate));
    }

    /**
     * A certificate from an authority that no client trusts.
     *
     * @param dnsNames its names
     * @return the certificate, with that authority in its chain
     */
    public ServerCertificate untrustedRoot(String... dnsNames) {
        Issuer other = Issuer.root("Somebody Else's Root CA", now);
        return chained(request(dnsNames).signedBy(other), other);
    }

    /**
     * A certificate from an intermediate that may sign for {@code permitted.test} only.
     *
     * @param dnsNames its names, outside that domain
     * @return the certificate
     */
    public ServerCertificate nameConstraintViolated(String... dnsNames) {
        Issuer constrained = root.intermediate("Testkit Constrained CA", now, Issuer.permittingOnly("permitted.test"));
        return chained(request(dnsNames).signedBy(constrained), constrained);
    }

    /**
     * A valid certificate that can be {@link #revoke revoked}. It and its intermediate name a CRL and an OCSP
     * responder.
     *
     * @param dnsNames its names
     * @return the certificate
     */
    public ServerCertificate revocable(String... dnsNames) {
        return revocable(true, true, dnsNames);
    }

    /**
     * A revoked certificate that names a CRL and an OCSP responder.
     *
     * @param dnsNames its names
     * @return the certificate
     */
    public ServerCertificate revoked(String... dnsNames) {
        return revoke(revocable(true, true, dnsNames));
    }

    /**
     * A revoked certificate that names a CRL and no OCSP responder.
     *
     * @param dnsNames its names
     * @return the certificate
     */
    public ServerCertificate revokedByCrl(String... dnsNames) {
        return revoke(revocable(true, false, dnsNames));
    }

    /**
     * A revoked certificate that names an OCSP responder and no CRL.
     *
     * @param dnsNames its names
     * @return the certificate
     */
    public ServerCertificate revokedByOcsp(String... dnsNames) {
        return revoke(revocable(false, true, dnsNames));
    }

    /**
     * Revokes a certificate from now on.
     *
     * @param certificate one of {@link #revocable}
     * @return the same certificate
     */
    public ServerCertificate revoke(ServerCertificate certificate) {
        for (Issuer issuer : revoking) {
            if (issuer.certificate()
                    .getSubjectX500Principal()
                    .equals(certificate.leaf().getIssuerX500Principal())) {
                issuer.revoke(certificate.leaf().getSerialNumber(), now.minus(MONTH));
            }
        }
        return certificate;
    }

    /**
     * Puts real loopback ports into the CRL and OCSP URLs of certificates that are issued from now on. Clients that
     * check revocation through the JDK need this, because the JDK cannot reach the virtual network. Before this call
     * URLs name the virtual hosts {@code crl.ca.test} and {@code ocsp.ca.test}, port 80.
     */
    public synchronized void revocationOnLoopback() {
        if (!onLoopback) {
            onLoopback = true;
            revoking.add(revocationIssuer("Testkit Loopback Revocation CA", "loopback"));
        }
    }

    /** Makes the virtual hosts of the CRL and of the OCSP responder refuse connections. */
    public void revocationDown() {
        revocation.reach(VirtualNet.Reach.REFUSED);
    }

    /** Ends {@link #revocationDown()}. */
    public void revocationUp() {
        revocation.reach(VirtualNet.Reach.OPEN);
    }

    /**
     * The requests to the CRL server and the OCSP responder.
     *
     * @return request lines without the version, oldest first
     */
    public List<String> revocationRequests() {
        return revocation.requests();
    }

    private synchronized ServerCertificate revocable(boolean crl, boolean ocsp, String... dnsNames) {
        LeafRequest good = request(dnsNames);
        LeafRequest request = new LeafRequest(
                good.commonName(),
                good.subjectAltNames(),
                good.notBefore(),
                good.notAfter(),
                good.usage(),
                revocation.extensions(onLoopback ? "loopback" : "revocable", onLoopback, crl, ocsp));
        Issuer issuer = revoking.get(revoking.size() - 1);
        return chained(request.signedBy(issuer), issuer);
    }

    private Issuer revocationIssuer(String commonName, String nameInUrls) {
        Issuer issuer = root.intermediate(commonName, now, revocation.extensions("root", onLoopback, true, true));
        revocation.add(nameInUrls, issuer);
        return issuer;
    }

    private LeafRequest request(String... dnsNames) {
        return request(dnsNames[0], dns(dnsNames));
    }

    private LeafRequest request(String commonName, List<String> subjectAltNames) {
        return new LeafRequest(
                commonName,
                subjectAltNames,
                now.minus(VALIDITY),
                now.plus(VALIDITY),
                KeyPurposeId.id_kp_serverAuth,
                builder -> {});
    }

    private static List<String> dns(String... names) {
        List<String> result = new ArrayList<>();
        Arrays.stream(names).map(name -> "dns:" + name).forEach(result::add);
        return result;
    }

    private static ServerCertificate chained(LeafRequest.Leaf leaf, Issuer issuer) {
        return new ServerCertificate(leaf.key(), List.of(leaf.certificate(), issuer.certificate()));
    }

    private static ServerCertificate alone(LeafRequest.Leaf leaf) {
        return new ServerCertificate(leaf.key(), List.of(leaf.certificate()));
    }
}
