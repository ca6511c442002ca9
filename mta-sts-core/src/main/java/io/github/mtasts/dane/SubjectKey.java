package io.github.mtasts.dane;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;

/** Recognizes the public key of a certificate (SubjectPublicKeyInfo, RFC 5280 section 4.1). Pure. */
final class SubjectKey {
    /** The kinds of keys that the Java platform has in TLS. */
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "RSASSA-PSS", "Ed25519", "Ed448", "DSA");

    private SubjectKey() {}

    static boolean isOne(byte[] encoded) {
        return ALGORITHMS.stream().anyMatch(algorithm -> isOne(algorithm, encoded));
    }

    private static boolean isOne(String algorithm, byte[] encoded) {
        try {
            return Arrays.equals(
                    encoded,
                    KeyFactory.getInstance(algorithm)
                            .generatePublic(new X509EncodedKeySpec(encoded))
                            .getEncoded());
        } catch (GeneralSecurityException | RuntimeException e) { // the octets are a stranger's
            return false;
        }
    }
}
