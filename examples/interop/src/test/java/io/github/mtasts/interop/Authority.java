package io.github.mtasts.interop;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaCertificateID;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** A root with an intermediate, which signs certificates of one kind of key and writes them as servers read them. */
final class Authority {
    /** A kind of key. */
    enum Keys {
        EC("EC", 256, "SHA256withECDSA"),
        RSA("RSA", 2048, "SHA256withRSA"),
        ED25519("Ed25519", 255, "Ed25519");

        private final String algorithm;
        private final int size;
        private final String signature;

        Keys(String algorithm, int size, String signature) {
            this.algorithm = algorithm;
            this.size = size;
            this.signature = signature;
        }

        private KeyPair make() throws GeneralSecurityException {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        }
    }

    /** A chain with the key of its first certificate. */
    record Leaf(KeyPair keys, List<X509Certificate> chain) {
        /** The same without its intermediate. */
        Leaf alone() {
            return new Leaf(keys, chain.subList(0, 1));
        }

        /** Writes {@code name.crt} and {@code name.key}. */
        void write(Path folder, String name) throws IOException {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve(name + ".crt"),
                    chain.stream().map(Authority::pem).collect(Collectors.joining()));
            Files.writeString(folder.resolve(name + ".key"), privateKey(keys));
        }
    }

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration YEAR = Duration.ofDays(365);
    /** An authority with any number of others below it. */
    static final BasicConstraints ANY_AUTHORITY = new BasicConstraints(true);

    static final BasicConstraints NO_AUTHORITY = new BasicConstraints(false);

    private final Keys kind;
    private final Leaf root;
    private final Leaf intermediate;

    /** Makes the root and the intermediate. */
    Authority(Keys kind) {
        this.kind = kind;
        this.root = authority("Interop Root " + kind, null, YEAR.multipliedBy(10), ANY_AUTHORITY);
        this.intermediate = authority("Interop CA " + kind, root, YEAR.multipliedBy(9), ANY_AUTHORITY);
    }

    X509Certificate root() {
        return root.chain().get(0);
    }

    String rootPem() {
        return pem(root());
    }

    /** A valid certificate. */
    Leaf issue(String... dnsNames) {
        return sign(dnsNames[0], intermediate, DAY.negated(), YEAR, NO_AUTHORITY, false, dnsNames);
    }

    /** A certificate that expired yesterday. */
    Leaf expired(String... dnsNames) {
        return sign(dnsNames[0], intermediate, YEAR.negated(), DAY.negated(), NO_AUTHORITY, false, dnsNames);
    }

    /** A certificate that becomes valid tomorrow. */
    Leaf early(String... dnsNames) {
        return sign(dnsNames[0], intermediate, DAY, YEAR, NO_AUTHORITY, false, dnsNames);
    }

    /**
     * A further authority, good or bad.
     *
     * @param issuer null for one that its own key signed
     */
    Leaf authority(String name, @Nullable Leaf issuer, Duration notAfter, BasicConstraints constraints) {
        return sign(name, issuer, YEAR.negated(), notAfter, constraints, true);
    }

    /** A certificate of a further authority. */
    Leaf issuedBy(Leaf issuer, String... dnsNames) {
        return sign(dnsNames[0], issuer, DAY.negated(), YEAR, NO_AUTHORITY, false, dnsNames);
    }

    /** A certificate that its own key signed. */
    Leaf selfSigned(String... dnsNames) {
        return sign(dnsNames[0], null, DAY.negated(), YEAR, NO_AUTHORITY, false, dnsNames);
    }

    /** A certificate that names its host in the common name only. */
    Leaf commonNameOnly(String name) {
        return sign(name, intermediate, DAY.negated(), YEAR, NO_AUTHORITY, false);
    }

    /** The OCSP response of the intermediate about a certificate, in DER, as a server staples it. */
    byte[] ocsp(Leaf leaf, boolean revoked) {
        try {
            DigestCalculator sha1 =
                    new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
            X509Certificate issuer = intermediate.chain().get(0);
            BasicOCSPRespBuilder builder = new JcaBasicOCSPRespBuilder(issuer.getPublicKey(), sha1);
            Instant now = Instant.now();
            builder.addResponse(
                    new JcaCertificateID(sha1, issuer, leaf.chain().get(0).getSerialNumber()),
                    revoked ? new RevokedStatus(Date.from(now.minus(DAY)), 0) : CertificateStatus.GOOD,
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(DAY)));
            return new OCSPRespBuilder()
                    .build(
                            OCSPRespBuilder.SUCCESSFUL,
                            builder.build(
                                    new JcaContentSignerBuilder(kind.signature)
                                            .build(intermediate.keys().getPrivate()),
                                    new JcaX509CertificateHolder[] {new JcaX509CertificateHolder(issuer)},
                                    Date.from(now)))
                    .getEncoded();
        } catch (GeneralSecurityException | OperatorCreationException | OCSPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Leaf sign(
            String name,
            @Nullable Leaf issuer,
            Duration notBefore,
            Duration notAfter,
            BasicConstraints constraints,
            boolean authority,
            String... dnsNames) {
        try {
            KeyPair keys = kind.make();
            X500Name subject = new X500Name("CN=" + name);
            X500Name issuerName = issuer == null
                    ? subject
                    : new JcaX509CertificateHolder(issuer.chain().get(0)).getSubject();
            Instant now = Instant.now();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuerName,
                    new BigInteger(64, new SecureRandom()).add(BigInteger.ONE),
                    Date.from(now.plus(notBefore)),
                    Date.from(now.plus(notAfter)),
                    subject,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, constraints);
            if (authority) {
                builder.addExtension(
                        Extension.keyUsage,
                        true,
                        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
            } else {
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            }
            if (dnsNames.length > 0) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(Arrays.stream(dnsNames)
                                .map(each -> new GeneralName(GeneralName.dNSName, each))
                                .toArray(GeneralName[]::new)));
            }
            KeyPair signer = issuer == null ? keys : issuer.keys();
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder(kind.signature).build(signer.getPrivate())));
            return new Leaf(
                    keys,
                    issuer == null || authority
                            ? List.of(certificate)
                            : List.of(certificate, issuer.chain().get(0)));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String privateKey(KeyPair keys) {
        if (!(keys.getPrivate() instanceof ECPrivateKey key)) {
            return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        }
        // GnuTLS does not read the form that the JDK writes, which lacks the public key.
        SubjectPublicKeyInfo publicKey =
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
        try {
            return pem(
                    "EC PRIVATE KEY",
                    new org.bouncycastle.asn1.sec.ECPrivateKey(
                                    Keys.EC.size,
                                    key.getS(),
                                    publicKey.getPublicKeyData(),
                                    publicKey.getAlgorithm().getParameters())
                            .getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    private static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
