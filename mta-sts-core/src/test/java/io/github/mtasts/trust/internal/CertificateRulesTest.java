package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.trust.TlsRules;
import java.security.cert.CertPathValidatorException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a certificate says about itself, whatever its path. */
class CertificateRulesTest {
    private final CertificateRules rules = new CertificateRules(TlsRules.rfc9325());

    @ParameterizedTest
    @CsvSource({"RSA, 1024, RSA of 1024 bits CN=x", "DSA, 1024, DSA of 1024 bits CN=x"})
    void namesAWeakKeyAndItsSize(String kind, String size, String reason) {
        assertThat(rules.faults(certificate(kind, size)))
                .extracting(CertificateFault::reason)
                .containsExactly("weak-key: " + reason);
    }

    @ParameterizedTest
    @CsvSource({"RSA, 2048", "DSA, 2048", "EC, secp256r1"})
    void aKeyOfTheLeastSizeIsStrongEnough(String kind, String size) {
        assertThat(rules.faults(certificate(kind, size))).isEmpty();
    }

    @Test
    void tellsThePlatformWhichExtensionsItHasRead() throws Exception {
        Collection<String> unresolved = new HashSet<>(Set.of("2.5.29.17", "2.5.29.37", "1.2.3.4"));
        rules.check(certificate("EC", "secp256r1"), unresolved);
        assertThat(unresolved).containsExactly("1.2.3.4");
        assertThatThrownBy(() -> rules.check(certificate("RSA", "1024"), List.of()))
                .isInstanceOf(CertPathValidatorException.class)
                .hasMessageContaining("RSA of 1024 bits");
    }

    private static X509Certificate certificate(String kind, String size) {
        return CertificateForge.named("x").keys(kind, size).signedBy(CertificateForge.ca("Root"));
    }
}
