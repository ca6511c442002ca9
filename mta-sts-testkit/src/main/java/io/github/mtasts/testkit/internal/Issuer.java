package io.github.mtasts.testkit.internal;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority with its certificate, its key and its revocations. */
public final class Issuer {
    private static final Duration LIFETIME = Duration.ofDays(40 * 365);

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final AtomicLong lastSerial;
    private final Map<BigInteger, Instant> revoked = new ConcurrentHashMap<>();

    private Issuer(X509Certificate certificate, PrivateKey key, AtomicLong lastSerial) {
        this.certificate = certificate;
        this.key = key;
        this.lastSerial = lastSerial;
    }

    /**
     * Makes a root.
     *
     * @param name its common name
     * @param now the middle of its lifetime
     * @return a self-signed authority
     */
    public static Issuer root(String name, Instant now) {
        KeyPair keys = newKeys();
        X500Name subject = new X500Name("CN=" + name);
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                subject,
                BigInteger.ONE,
                Date.from(now.minus(LIFETIME)),
                Date.from(now.plus(LIFETIME)),
                subject,
                keys.getPublic());
        try {
            addAuthorityExtensions(builder, keys);
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
        return new Issuer(sign(builder, keys.getPrivate()), keys.getPrivate(), new AtomicLong(1));
    }

    /**
     * Makes an authority below this one.
     *
     * @param name its common name
     * @param now the middle of its lifetime
     * @param extras further extensions
     * @return the authority
     */
    public Issuer intermediate(String name, Instant now, Extras extras) {
        KeyPair keys = newKeys();
        X509v3CertificateBuilder builder =
                builder(new X500Name("CN=" + name), keys, now.minus(LIFETIME), now.plus(LIFETIME));
        try {
            addAuthorityExtensions(builder, keys);
            extras.addTo(builder);
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
        return new Issuer(sign(builder, key), keys.getPrivate(), new AtomicLong(1));
    }

    /** Adds extensions to a certificate. */
    @FunctionalInterface
    public interface Extras {
        /**
         * Adds the extensions.
         *
         * @param builder the builder of the certificate
         * @throws CertIOException when an extension cannot be encoded
         */
        void addTo(X509v3CertificateBuilder builder) throws CertIOException;
    }

    /**
     * A constraint that permits an authority to name hosts of one domain only (RFC 5280 section 4.2.1.10).
     *
     * @param domain the permitted domain
     * @return the extension
     */
    public static Extras permittingOnly(String domain) {
        GeneralSubtree[] permitted = {new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain))};
        return builder -> builder.addExtension(Extension.nameConstraints, true, new NameConstraints(permitted, null));
    }

    /**
     * The extended key usage of an authority, which restricts the certificates that it may sign (RFC 5280 section 4.2.1.12).
     *
     * @param usage the only usage
     * @return the extension
     */
    public static Extras restrictedTo(KeyPurposeId usage) {
        return builder -> builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usage));
    }

    private static void addAuthorityExtensions(X509v3CertificateBuilder builder, KeyPair keys) throws CertIOException {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, extensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
    }

    /** A builder of a certificate that this authority signs. */
    X509v3CertificateBuilder builder(X500Name subject, KeyPair keys, Instant notBefore, Instant notAfter) {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                BigInteger.valueOf(lastSerial.incrementAndGet()),
                Date.from(notBefore),
                Date.from(notAfter),
                subject,
                keys.getPublic());
        try {
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    extensionUtils().createAuthorityKeyIdentifier(certificate.getPublicKey()));
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
        return builder;
    }

    /**
     * Marks a certificate as revoked.
     *
     * @param serial its serial number
     * @param when the time of revocation
     */
    public void revoke(BigInteger serial, Instant when) {
        revoked.put(serial, when);
    }

    /**
     * The certificates that this authority has revoked.
     *
     * @return serial numbers and when they were revoked
     */
    Map<BigInteger, Instant> revoked() {
        return revoked;
    }

    /**
     * The authority's certificate.
     *
     * @return the certificate
     */
    public X509Certificate certificate() {
        return certificate;
    }

    /**
     * The authority's key.
     *
     * @return the private key
     */
    PrivateKey key() {
        return key;
    }

    static KeyPair newKeys() {
        return newKeys("EC", new ECGenParameterSpec("secp256r1"));
    }

    /**
     * Makes an RSA key pair, as older servers have.
     *
     * @param bits its size
     * @return a new pair
     */
    public static KeyPair newRsaKeys(int bits) {
        return newKeys("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
    }

    private static KeyPair newKeys(String algorithm, AlgorithmParameterSpec size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer(key)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static ContentSigner signer(PrivateKey key) {
        try {
            return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JcaX509ExtensionUtils extensionUtils() {
        try {
            return new JcaX509ExtensionUtils();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
