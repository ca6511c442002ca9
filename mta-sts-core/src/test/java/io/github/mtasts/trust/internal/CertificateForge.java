package io.github.mtasts.trust.internal;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates with every fault; the CA of the test kit makes the ordinary ones. */
public final class CertificateForge {
    private record Ext(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {}

    /** RSA keys are slow to make, and their number is limited to the sizes that tests use. */
    private static final Map<String, KeyPair> SHARED = new ConcurrentHashMap<>();

    public KeyPair keys = newKeys("EC", "secp256r1");
    private final List<Ext> extensions = new ArrayList<>();
    private X500Name subject;
    private Instant from = Instant.now().minus(Duration.ofDays(1));
    private Instant to = Instant.now().plus(Duration.ofDays(30));
    private String algorithm = "";
    private boolean hasUniqueIds;
    private BigInteger serial = BigInteger.valueOf(System.nanoTime());

    private CertificateForge(String commonName) {
        subject = new X500Name("CN=" + commonName);
    }

    public static CertificateForge named(String commonName) {
        return new CertificateForge(commonName);
    }

    public static CertificateForge ca(String commonName) {
        return named(commonName).extension(Extension.basicConstraints, true, new BasicConstraints(true));
    }

    public static X509Certificate root(CertificateForge root) {
        return root.signedBy(root);
    }

    public CertificateForge dns(String... names) {
        return names(Arrays.stream(names)
                .map(n -> new GeneralName(GeneralName.dNSName, n))
                .toArray(GeneralName[]::new));
    }

    public CertificateForge names(GeneralName... names) {
        return extension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }

    public CertificateForge extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
        extensions.add(new Ext(oid, critical, value));
        return this;
    }

    public CertificateForge valid(Duration fromNow, Duration toNow) {
        from = Instant.now().plus(fromNow);
        to = Instant.now().plus(toNow);
        return this;
    }

    public CertificateForge expired() {
        return valid(Duration.ofDays(-20), Duration.ofDays(-10));
    }

    public CertificateForge algorithm(String name) {
        algorithm = name;
        return this;
    }

    /** Uses keys of this kind and size, or on this curve; RSA and DSA keys are shared by all certificates of a size. */
    public CertificateForge keys(String kind, String size) {
        keys = kind.startsWith("RSA") || kind.equals("DSA")
                ? SHARED.computeIfAbsent(kind + size, name -> newKeys(kind, size))
                : newKeys(kind, size);
        return this;
    }

    /** Leaves the subject empty, and so makes the names critical (RFC 5280 section 4.2.1.6). */
    public CertificateForge withoutSubject() {
        subject = new X500Name(new RDN[0]);
        extensions.replaceAll(
                ext -> ext.oid.equals(Extension.subjectAlternativeName) ? new Ext(ext.oid, true, ext.value) : ext);
        return this;
    }

    public CertificateForge serial(BigInteger number) {
        serial = number;
        return this;
    }

    /** Adds unique identifiers of issuer and subject, which RFC 5280 section 4.1.2.8 discourages. */
    public CertificateForge uniqueIds() {
        hasUniqueIds = true;
        return this;
    }

    public CertificateForge newSerial() {
        serial = BigInteger.valueOf(System.nanoTime());
        return this;
    }

    public X509Certificate signedBy(CertificateForge issuer) {
        return signedBy(issuer.subject, issuer.keys.getPrivate());
    }

    private X509Certificate signedBy(X500Name issuer, PrivateKey key) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer, serial, Date.from(from), Date.from(to), subject, keys.getPublic());
            if (hasUniqueIds) {
                builder.setIssuerUniqueID(new boolean[] {true, false, true});
                builder.setSubjectUniqueID(new boolean[] {false, true});
            }
            for (Ext extension : extensions) {
                builder.addExtension(extension.oid, extension.critical, extension.value);
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(signer(signature(key)).build(key)));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The JDK has RSASSA-PSS under one name for every hash. */
    private static JcaContentSignerBuilder signer(String name) {
        JcaContentSignerBuilder signer = new JcaContentSignerBuilder(name);
        return name.endsWith("MGF1") ? signer.setProvider(new BouncyCastleProvider()) : signer;
    }

    private String signature(PrivateKey issuer) {
        if (!algorithm.isEmpty()) {
            return algorithm;
        }
        return switch (issuer.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            case "RSASSA-PSS" -> "SHA256withRSAandMGF1";
            case "DSA" -> "SHA256withDSA";
            default -> issuer instanceof EdECKey edwards ? edwards.getParams().getName() : issuer.getAlgorithm();
        };
    }

    private static KeyPair newKeys(String kind, String size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (kind.equals("EC")) {
                generator.initialize(new ECGenParameterSpec(size));
            } else if (!size.isEmpty()) {
                generator.initialize(Integer.parseInt(size));
            }
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
