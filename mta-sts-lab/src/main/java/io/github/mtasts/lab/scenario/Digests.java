package io.github.mtasts.lab.scenario;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;

/** Digests of public keys, as TLSA records with selector 1 have them (RFC 6698 section 2.1). */
public final class Digests {
    private Digests() {}

    /**
     * The digest of a certificate's public key.
     *
     * @param algorithm as the JDK names it, such as {@code SHA-256}
     * @param certificate the certificate
     * @return the digest
     */
    public static byte[] ofKey(String algorithm, X509Certificate certificate) {
        try {
            return MessageDigest.getInstance(algorithm)
                    .digest(certificate.getPublicKey().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has SHA-256 and SHA-512", e);
        }
    }
}
