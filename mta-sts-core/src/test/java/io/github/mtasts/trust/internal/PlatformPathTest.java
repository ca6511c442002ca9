package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.trust.TlsRules;
import io.github.mtasts.trust.TrustAnchors;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The verdict of the platform's trust manager, and its reason. */
class PlatformPathTest {
    private final CertificateForge ca = CertificateForge.ca("Root");
    private final X509Certificate root = CertificateForge.root(ca);
    private final CertificateRules rules = new CertificateRules(TlsRules.rfc9325());

    @Test
    void refusesNothingInAValidChain() {
        assertThat(path(root).refusal(List.of(CertificateForge.named("x").signedBy(ca))))
                .isNull();
    }

    /** The platform wraps it up to three times. */
    @Test
    void namesTheInnermostReason() {
        assertThat(path(root)
                        .refusal(List.of(CertificateForge.named("x").expired().signedBy(ca))))
                .startsWith("NotAfter: ");
        CertificateForge stranger = CertificateForge.ca("Stranger");
        assertThat(path(root).refusal(List.of(CertificateForge.named("x").signedBy(stranger))))
                .isEqualTo("unable to find valid certification path to requested target");
    }

    @Test
    void trustsNoAnchorWithAWeakKey() {
        CertificateForge weak = CertificateForge.ca("Weak").keys("RSA", "1024");
        X509Certificate own = CertificateForge.named("x").signedBy(weak);
        assertThat(path(CertificateForge.root(weak)).refusal(List.of(own))).isEqualTo("no usable anchor");
    }

    private PlatformPath path(X509Certificate anchor) {
        return new PlatformPath(TrustAnchors.of(List.of(anchor)), rules);
    }
}
