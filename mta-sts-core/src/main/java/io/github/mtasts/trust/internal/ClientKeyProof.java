package io.github.mtasts.trust.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why a server refused a client certificate. JSSE does not say it: a key whose initialisation fails looks like one that
 * fits none of the server's algorithms; one that belongs to another certificate, and a certificate that has expired, are refused
 * by the server. The key signs a fixed text, so ask only after a handshake with it has failed. May wait for the device that holds
 * the key. Stateless.
 */
final class ClientKeyProof {
    private static final byte[] TEXT = "client certificate of a mail server".getBytes(StandardCharsets.US_ASCII);
    private static final int PSS_SALT_OCTETS = 32;
    private static final String RSA_PSS = "RSASSA-PSS";

    /** By the algorithm of the key. A device may allow its RSA key only one of the two. */
    private static final Map<String, List<String>> SIGNATURES = Map.of(
            "EC", List.of("SHA256withECDSA"), "RSA", List.of("SHA256withRSA", RSA_PSS), "EdDSA", List.of("EdDSA"));

    private ClientKeyProof() {}

    /**
     * Looks for the fault of a client certificate or its key.
     *
     * @param key of the client
     * @param chain that was shown, the client's own certificate first
     * @param now the time at which it was shown
     * @return the fault; null when there is none, and when it cannot be found out for this kind of key
     */
    static @Nullable String fault(PrivateKey key, List<X509Certificate> chain, Instant now) {
        for (X509Certificate certificate : chain) {
            try {
                certificate.checkValidity(Date.from(now));
            } catch (CertificateExpiredException e) {
                return "the client certificate chain has one of " + certificate.getSubjectX500Principal()
                        + " that expired at " + certificate.getNotAfter().toInstant();
            } catch (CertificateNotYetValidException e) {
                return "the client certificate chain has one of " + certificate.getSubjectX500Principal()
                        + " that is not valid before "
                        + certificate.getNotBefore().toInstant();
            }
        }
        return keyFault(key, chain.get(0));
    }

    private static @Nullable String keyFault(PrivateKey key, X509Certificate certificate) {
        Throwable failed = null;
        for (String algorithm : SIGNATURES.getOrDefault(String.valueOf(key.getAlgorithm()), List.of())) {
            try {
                byte[] signature = sign(algorithm, key);
                return verifies(algorithm, signature, certificate)
                        ? null
                        : "the client key does not belong to the client certificate";
            } catch (NoSuchAlgorithmException e) {
                return null;
            } catch (GeneralSecurityException | RuntimeException e) {
                failed = e;
            }
        }
        return failed == null ? null : "the client key cannot sign: " + failed;
    }

    private static byte[] sign(String algorithm, PrivateKey key) throws GeneralSecurityException {
        Signature signature = signature(algorithm);
        signature.initSign(key);
        signature.update(TEXT);
        return signature.sign();
    }

    private static boolean verifies(String algorithm, byte[] octets, X509Certificate certificate) {
        try {
            Signature signature = signature(algorithm);
            signature.initVerify(certificate.getPublicKey());
            signature.update(TEXT);
            return signature.verify(octets);
        } catch (GeneralSecurityException e) {
            return false; // the certificate is for another kind of key
        }
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        if (algorithm.equals(RSA_PSS)) {
            signature.setParameter(
                    new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSS_SALT_OCTETS, 1));
        }
        return signature;
    }
}
