package io.github.mtasts.tool.server;

import io.github.mtasts.tool.file.LimitedFile;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/** A certificate with its chain and its key, which belong together. Immutable. */
public final class ServedCertificate {
    private static final int PROOF_OCTETS = 32;
    private static final int MAX_OCTETS = 1 << 20;

    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final String alias;

    private ServedCertificate(PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = List.copyOf(chain);
        this.alias = chain.get(0).getSerialNumber().toString(Character.MAX_RADIX) + "-"
                + Integer.toHexString(chain.get(0).hashCode());
    }

    /**
     * Puts a key and a chain together.
     *
     * @param key the private key
     * @param chain the certificates, that of the server first
     * @return the certificate
     * @throws IOException if they do not belong together; the message is a sentence without its end
     */
    public static ServedCertificate of(PrivateKey key, List<X509Certificate> chain) throws IOException {
        if (chain.isEmpty()) {
            throw new IOException("there is no certificate");
        }
        try {
            if (!belongTogether(key, chain.get(0).getPublicKey())) {
                throw new IOException("the private key is not that of the first certificate");
            }
            for (int i = 0; i + 1 < chain.size(); i++) {
                chain.get(i).verify(chain.get(i + 1).getPublicKey());
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates are not a chain, each signed by the next: " + e.getMessage(), e);
        }
        return new ServedCertificate(key, chain);
    }

    /**
     * Reads PEM files (RFC 7468), such as those that ACME clients write.
     *
     * @param files the chain, that of the server first, and the private key, without a password, in any of the files
     * @return the certificate
     * @throws IOException if a file cannot be read, or they do not have what is needed
     */
    public static ServedCertificate read(Path... files) throws IOException {
        StringBuilder pem = new StringBuilder();
        for (Path file : files) {
            // PEM is ASCII; what is not, such as a certificate in DER, is found to have no certificate and no key.
            pem.append(new String(LimitedFile.whole(file, MAX_OCTETS), StandardCharsets.ISO_8859_1))
                    .append('\n');
        }
        return parse(pem.toString());
    }

    /**
     * Reads PEM.
     *
     * @param pem the chain and the key
     * @return the certificate
     * @throws IOException if it does not have what is needed; the message is a sentence without its end
     */
    public static ServedCertificate parse(String pem) throws IOException {
        List<X509Certificate> chain = new ArrayList<>();
        PrivateKey key = null;
        try (Reader text = new StringReader(pem);
                PEMParser parser = new PEMParser(text)) {
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                if (each instanceof X509CertificateHolder holder) {
                    chain.add(new JcaX509CertificateConverter().getCertificate(holder));
                } else {
                    key = keyIn(each).orElse(key);
                }
            }
        } catch (CertificateException e) {
            throw new IOException("a certificate is damaged: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new IOException("the PEM is damaged: " + e.getMessage(), e); // such as Base64 that is none
        }
        if (key == null) {
            throw new IOException("there is no private key without a password in PEM");
        }
        return of(key, chain);
    }

    private static Optional<PrivateKey> keyIn(@Nullable Object pem) throws IOException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        if (pem instanceof PrivateKeyInfo info) {
            return Optional.of(converter.getPrivateKey(info));
        }
        return pem instanceof PEMKeyPair pair
                ? Optional.of(converter.getPrivateKey(pair.getPrivateKeyInfo()))
                : Optional.empty();
    }

    private static boolean belongTogether(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        byte[] proof = new byte[PROOF_OCTETS];
        new SecureRandom().nextBytes(proof);
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(proof);
        byte[] signature = signing.sign();
        if (!certified.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certified);
        verifying.update(proof);
        return verifying.verify(signature);
    }

    /**
     * The private key.
     *
     * @return that of the first certificate of the chain
     */
    public PrivateKey key() {
        return key;
    }

    /**
     * The certificates.
     *
     * @return that of the server first
     */
    public List<X509Certificate> chain() {
        return chain;
    }

    /**
     * When the certificate begins to be valid.
     *
     * @return its notBefore
     */
    public Instant begin() {
        return chain.get(0).getNotBefore().toInstant();
    }

    /**
     * When the certificate expires.
     *
     * @return its notAfter
     */
    public Instant end() {
        return chain.get(0).getNotAfter().toInstant();
    }

    /** A name that no other certificate has. */
    String alias() {
        return alias;
    }

    /** Whether the key is of a type as JSSE names them. */
    boolean isOf(String keyType) {
        return keyType.equals(key.getAlgorithm());
    }
}
