package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientKeyProofTest {
    @ParameterizedTest
    @CsvSource({"EC, secp256r1", "EC, secp521r1", "RSA, 2048", "Ed25519, ''", "Ed448, ''"})
    void findsNoFaultInAKeyOfItsCertificate(String kind, String size) {
        CertificateForge client = CertificateForge.named("client.example").keys(kind, size);
        assertThat(fault(client.keys.getPrivate(), client.signedBy(client))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"EC, secp256r1", "EC, secp521r1", "RSA, 3072", "Ed25519, ''"})
    void findsThatAKeyBelongsToAnotherCertificate(String kind, String size) {
        CertificateForge client = CertificateForge.named("client.example").keys(kind, size);
        for (String curve : new String[] {"secp256r1", "secp384r1"}) {
            assertThat(fault(client.keys.getPrivate(), certificate("EC", curve)))
                    .isEqualTo("the client key does not belong to the client certificate");
        }
        assertThat(fault(client.keys.getPrivate(), certificate("RSA", "2048")))
                .isEqualTo("the client key does not belong to the client certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "EdDSA"})
    void findsThatAKeyCannotSign(String algorithm) {
        assertThat(fault(new UnknownKey(algorithm), certificate("EC", "secp256r1")))
                .startsWith("the client key cannot sign: java.security.InvalidKeyException");
    }

    @Test
    void saysNothingOfAKindOfKeyThatItDoesNotKnow() {
        assertThat(fault(new UnknownKey("RSASSA-PSS"), certificate("EC", "secp256r1")))
                .isNull();
    }

    private static @Nullable String fault(PrivateKey key, X509Certificate certificate) {
        return ClientKeyProof.fault(
                key, List.of(certificate), certificate.getNotBefore().toInstant());
    }

    private static X509Certificate certificate(String kind, String size) {
        CertificateForge forge = CertificateForge.named("client.example").keys(kind, size);
        return forge.signedBy(forge);
    }

    /** A key that no provider can use. */
    private record UnknownKey(String algorithm) implements PrivateKey {
        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        public String getFormat() {
            return "none";
        }

        @Override
        public byte[] getEncoded() {
            return new byte[0];
        }
    }
}
