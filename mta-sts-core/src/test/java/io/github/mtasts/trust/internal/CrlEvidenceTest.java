package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a CRL proves about a certificate (RFC 5280 section 5), and for how long. */
class CrlEvidenceTest {
    private static final URI AT = URI.create("http://crl.ca.test/1.crl");
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant DUE = NOW.plus(Duration.ofDays(1));

    private final CertificateForge ca = CertificateForge.ca("Root");
    private final X509Certificate own =
            CertificateForge.named("x").serial(BigInteger.TWO).signedBy(ca);

    /** RFC 5280 section 4.2.1.3: a key usage without cRLSign forbids the key to sign CRLs. */
    @ParameterizedTest
    @CsvSource({"0, GOOD", "6, GOOD", "4, UNKNOWN"}) // none; keyCertSign and cRLSign; keyCertSign
    void anIssuerThatMaySignNoCrlProvesNothing(int usage, RevocationState expected) throws Exception {
        if (usage != 0) {
            ca.extension(Extension.keyUsage, true, new KeyUsage(usage));
        }
        assertThat(CrlEvidence.read(crl(BigInteger.ONE), AT, own, issuer(), NOW).state())
                .isEqualTo(expected);
    }

    /** RFC 5280 section 5.2: a CRL with a critical extension that is not understood is not used. */
    @Test
    void aCrlThatSaysMoreThanIsUnderstoodProvesNothing() throws Exception {
        byte[] delta = crl(BigInteger.ONE, Extension.deltaCRLIndicator, new ASN1Integer(1));
        assertThat(state(delta)).isEqualTo(RevocationState.UNKNOWN);
        byte[] unknown = crl(BigInteger.ONE, new ASN1ObjectIdentifier("1.2.3.4"), DERNull.INSTANCE);
        assertThat(state(unknown)).isEqualTo(RevocationState.UNKNOWN);
    }

    /** RFC 5280 section 5.2.5: a CRL of authorities' certificates says nothing about that of a host, and the other way. */
    @Test
    void aCrlOfTheOtherKindOfCertificatesProvesNothing() throws Exception {
        byte[] authorities = crl(BigInteger.ONE, Extension.issuingDistributionPoint, scope(false, true));
        byte[] hosts = crl(BigInteger.ONE, Extension.issuingDistributionPoint, scope(true, false));
        X509Certificate authority = CertificateForge.named("Authority")
                .serial(BigInteger.TEN)
                .extension(Extension.basicConstraints, true, new BasicConstraints(0))
                .signedBy(ca);
        assertThat(state(hosts)).isEqualTo(RevocationState.GOOD);
        assertThat(state(authorities)).isEqualTo(RevocationState.UNKNOWN);
        assertThat(CrlEvidence.read(authorities, AT, authority, issuer(), NOW).state())
                .isEqualTo(RevocationState.GOOD);
        assertThat(CrlEvidence.read(hosts, AT, authority, issuer(), NOW).state())
                .isEqualTo(RevocationState.UNKNOWN);
    }

    @Test
    void keepsWhatACrlSaidUntilANewerOneIsDue() throws Exception {
        CrlStates states = new CrlStates();
        X509Certificate issuer = issuer();
        assertThat(states.of(AT, own, issuer, NOW)).isEqualTo(RevocationState.UNKNOWN);
        assertThat(states.read(crl(BigInteger.TWO), AT, own, issuer, NOW)).isEqualTo(RevocationState.REVOKED);
        assertThat(states.of(AT, own, issuer, NOW)).isEqualTo(RevocationState.REVOKED);
        assertThat(states.of(AT, own, issuer, DUE.plusSeconds(1))).isEqualTo(RevocationState.UNKNOWN);
        assertThat(states.read(new byte[] {1}, AT, own, issuer, NOW)).isEqualTo(RevocationState.UNKNOWN);
        assertThat(states.of(AT, own, issuer, NOW))
                .as("garbage replaces nothing")
                .isEqualTo(RevocationState.REVOKED);
    }

    @Test
    void whatIsKeptIsThatOfOneCertificateOneIssuerAndOneCrl() {
        X509Certificate issuer = issuer();
        X509Certificate other = CertificateForge.named("y").signedBy(ca);
        assertThat(Set.of(
                        CrlStates.key(AT, own, issuer),
                        CrlStates.key(AT, other, issuer),
                        CrlStates.key(AT, own, other),
                        CrlStates.key(URI.create("http://crl.ca.test/2.crl"), own, issuer)))
                .hasSize(4);
    }

    private RevocationState state(byte[] crl) {
        return CrlEvidence.read(crl, AT, own, issuer(), NOW).state();
    }

    private X509Certificate issuer() {
        return CertificateForge.root(ca);
    }

    private static IssuingDistributionPoint scope(boolean hosts, boolean authorities) {
        return new IssuingDistributionPoint(null, hosts, authorities, null, false, false);
    }

    private byte[] crl(BigInteger revoked) throws Exception {
        return builder(revoked)
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(ca.keys.getPrivate()))
                .getEncoded();
    }

    private byte[] crl(BigInteger revoked, ASN1ObjectIdentifier extension, ASN1Encodable value) throws Exception {
        return builder(revoked)
                .addExtension(extension, true, value)
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(ca.keys.getPrivate()))
                .getEncoded();
    }

    private X509v2CRLBuilder builder(BigInteger revoked) {
        return new JcaX509v2CRLBuilder(issuer().getSubjectX500Principal(), Date.from(NOW.minus(Duration.ofDays(2))))
                .setNextUpdate(Date.from(DUE))
                .addCRLEntry(revoked, Date.from(NOW.minus(Duration.ofDays(3))), CRLReason.keyCompromise);
    }
}
