package io.github.mtasts.testkit.internal;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/**
 * The contents of a server certificate.
 *
 * @param commonName the subject's common name; empty for an empty subject
 * @param subjectAltNames as {@code dns:name}, {@code uri:...}, {@code ip:...}, {@code email:...}; none for no extension
 * @param notBefore the start of its validity
 * @param notAfter the end of its validity
 * @param usage the extended key usage
 * @param extras further extensions
 */
public record LeafRequest(
        String commonName,
        List<String> subjectAltNames,
        Instant notBefore,
        Instant notAfter,
        KeyPurposeId usage,
        Issuer.Extras extras) {

    /**
     * A certificate and its key.
     *
     * @param certificate the certificate
     * @param key the private key
     */
    public record Leaf(X509Certificate certificate, PrivateKey key) {}

    /**
     * Issues the certificate with a new key, signed by an authority.
     *
     * @param issuer the authority
     * @return the certificate and its new key
     */
    public Leaf signedBy(Issuer issuer) {
        return signedBy(issuer, Issuer.newKeys());
    }

    /**
     * Issues the certificate for an existing key, signed by an authority.
     *
     * @param issuer the authority
     * @param keys the key pair
     * @return the certificate and the key
     */
    public Leaf signedBy(Issuer issuer, KeyPair keys) {
        X509v3CertificateBuilder builder = issuer.builder(subject(), keys, notBefore, notAfter);
        return leaf(builder, keys, issuer.key());
    }

    /**
     * Issues the certificate with a new key, signed by that key.
     *
     * @return the certificate and its new key
     */
    public Leaf signedByItself() {
        KeyPair keys = Issuer.newKeys();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                subject(), BigInteger.TWO, Date.from(notBefore), Date.from(notAfter), subject(), keys.getPublic());
        return leaf(builder, keys, keys.getPrivate());
    }

    private Leaf leaf(X509v3CertificateBuilder builder, KeyPair keys, PrivateKey signingKey) {
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage(keys)));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usage));
            if (!subjectAltNames.isEmpty()) {
                // RFC 5280 section 4.2.1.6: critical when the subject is empty.
                builder.addExtension(
                        Extension.subjectAlternativeName, commonName.isEmpty(), new GeneralNames(generalNames()));
            }
            extras.addTo(builder);
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
        return new Leaf(Issuer.sign(builder, signingKey), keys.getPrivate());
    }

    /** The key usage: with RSA the client may encrypt the premaster secret with the key (RFC 5246 section 7.4.2). */
    private static int keyUsage(KeyPair keys) {
        return keys.getPublic() instanceof RSAPublicKey
                ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment
                : KeyUsage.digitalSignature;
    }

    private X500Name subject() {
        X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
        if (!commonName.isEmpty()) {
            builder.addRDN(BCStyle.CN, commonName);
        }
        return builder.build();
    }

    private GeneralName[] generalNames() {
        return subjectAltNames.stream().map(LeafRequest::generalName).toArray(GeneralName[]::new);
    }

    private static GeneralName generalName(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not of the form dns:name, uri:..., ip:... or email:...: " + text);
        }
        int type = switch (text.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "dns" -> GeneralName.dNSName;
            case "uri" -> GeneralName.uniformResourceIdentifier;
            case "ip" -> GeneralName.iPAddress;
            case "email" -> GeneralName.rfc822Name;
            default -> throw new IllegalArgumentException("not a known kind of name: " + text);
        };
        return new GeneralName(type, text.substring(colon + 1));
    }
}
