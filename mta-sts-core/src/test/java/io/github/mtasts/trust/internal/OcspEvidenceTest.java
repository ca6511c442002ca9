package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.junit.jupiter.api.Test;

/** The requests to OCSP responders (RFC 6960 section 4.1), read by Bouncy Castle. */
class OcspEvidenceTest {
    private static final int LONGEST_SERIAL = 300;

    /** So that each element of the request has every form of a length: one octet, two and three. */
    @Test
    void anySerialNumberCanBeAskedFor() throws Exception {
        CertificateForge ca = CertificateForge.ca("Root");
        X509Certificate root = CertificateForge.root(ca);
        for (int octets = 1; octets <= LONGEST_SERIAL; octets++) {
            BigInteger serial = BigInteger.ONE.shiftLeft(8 * octets - 2);
            X509Certificate own = CertificateForge.named("x").serial(serial).signedBy(ca);
            OCSPReq request = new OCSPReq(OcspEvidence.request(own, root));
            assertThat(request.getRequestList()).hasSize(1);
            assertThat(request.getRequestList()[0].getCertID().getSerialNumber())
                    .as("%d octets", octets)
                    .isEqualTo(serial);
        }
    }
}
