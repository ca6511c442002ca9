package io.github.mtasts.dane;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dane.DaneVerifier.Verdict;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateForge;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.RevocationSource;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which chains TLSA records authenticate. The operator's trust anchors are of an authority that signs none of them. */
class DaneVerifierTest {
    private static final String BASE = "mx1.example.com";
    private static TestNetwork net;
    private static DaneVerifier verifier;

    private final CertificateForge root =
            CertificateForge.ca("Private Root").valid(Duration.ofDays(-60), Duration.ofDays(60));
    private final CertificateForge middle = CertificateForge.ca("Private Intermediate");
    private final CertificateForge host = CertificateForge.named("nobody").dns(BASE);

    @BeforeAll
    static void start() {
        net = TestNetwork.start();
        verifier = new DaneVerifier(new CertificateVerifier(
                        TrustAnchors.of(List.of(net.ca().root())), Revocation.OFF, RevocationSource.none())
                .givenAnchors());
    }

    @AfterAll
    static void stop() {
        net.close();
    }

    static TlsaRecord record(int usage, int selector, int type, X509Certificate certificate) {
        try {
            byte[] data = selector == 0
                    ? certificate.getEncoded()
                    : certificate.getPublicKey().getEncoded();
            byte[] association = type == 0
                    ? data
                    : MessageDigest.getInstance(type == 1 ? "SHA-256" : "SHA-512")
                            .digest(data);
            return new TlsaRecord(usage, selector, type, HexFormat.of().formatHex(association));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Verdict verify(List<X509Certificate> chain, TlsaRecord... records) {
        return verify(chain, List.of(BASE), records);
    }

    private static Verdict verify(List<X509Certificate> chain, List<String> names, TlsaRecord... records) {
        TlsaSet set = TlsaSet.of(Arrays.asList(records));
        assertThat(set.decisive()).isNotEmpty();
        return verifier.verify(chain, new HostDane.Records(BASE, set, names, true));
    }

    private static void assertGood(Verdict verdict) {
        assertThat(verdict.failures()).isEmpty();
        assertThat(verdict.proof()).isNotNull();
    }

    private static void assertFails(Verdict verdict, ResultType... types) {
        assertThat(verdict.failures()).extracting(Failure::type).containsExactlyInAnyOrder(types);
        assertThat(verdict.proof()).isNull();
    }

    private List<X509Certificate> chain() {
        return List.of(host.signedBy(middle), middle.signedBy(root), CertificateForge.root(root));
    }

    @Test
    @Tag("DANE-3.1.1-01")
    @Tag("DANE-3.2.1-01")
    void takesNeitherNamesNorDatesIntoAccountUnderUsage3() {
        X509Certificate own = CertificateForge.named("other")
                .dns("other.example.net")
                .expired()
                .signedBy(root);

        for (int selector : new int[] {0, 1}) {
            for (int type : new int[] {0, 1, 2}) {
                assertGood(verify(List.of(own), record(3, selector, type, own)));
            }
        }
    }

    @Test
    @Tag("DANE-3.2-01")
    void refusesAChainThatNoRecordMatches() {
        X509Certificate other = CertificateForge.named("other").signedBy(root);

        List<X509Certificate> chain = chain();
        assertFails(verify(chain, record(3, 1, 1, other), record(2, 1, 1, other)), ResultType.TLSA_INVALID);
        assertGood(verify(chain, record(3, 1, 1, other), record(3, 1, 1, chain.get(0))));
    }

    @Test
    void refusesAMissingChain() {
        assertFails(verify(List.of(), record(3, 1, 1, chain().get(0))), ResultType.TLSA_INVALID);
    }

    @Test
    void matchesTheOwnCertificateAloneUnderUsage3() {
        List<X509Certificate> chain = chain();
        assertFails(verify(chain, record(3, 0, 1, chain.get(1))), ResultType.TLSA_INVALID);
    }

    @Test
    @Tag("DANE-3.1.2-02")
    void anchorsAChainInACertificateThatTheHostSends() {
        List<X509Certificate> chain = chain();

        for (int depth : new int[] {1, 2}) {
            for (int selector : new int[] {0, 1}) {
                assertGood(verify(chain, record(2, selector, 1, chain.get(depth))));
                assertGood(verify(chain, record(2, selector, 2, chain.get(depth))));
            }
        }
        assertFails(verify(chain.subList(0, 2), record(2, 0, 1, chain.get(2))), ResultType.TLSA_INVALID);
    }

    @Test
    @Tag("DANE-3.1.2-03")
    void anchorsAChainInACertificateThatOnlyTheRecordHas() {
        List<X509Certificate> chain = chain();

        assertGood(verify(chain.subList(0, 2), record(2, 0, 0, chain.get(2))));
        assertGood(verify(chain.subList(0, 1), record(2, 0, 0, chain.get(1))));
    }

    @Test
    @Tag("DANE-3.1.2-04")
    void neverTakesTheOwnCertificateForAnAnchor() {
        X509Certificate own = CertificateForge.root(host);

        assertFails(verify(List.of(own), record(2, 1, 1, own)), ResultType.TLSA_INVALID);
        assertFails(verify(List.of(own, own), record(2, 0, 1, own)), ResultType.TLSA_INVALID);
        assertFails(verify(List.of(own), record(2, 0, 0, own)), ResultType.TLSA_INVALID);
    }

    @Test
    void neverTakesAPublicRootForAnAnchor() {
        List<X509Certificate> chain = net.ca().issue(BASE).chain();

        assertFails(verify(chain, record(2, 0, 1, CertificateForge.root(root))), ResultType.TLSA_INVALID);
    }

    @Test
    void refusesAnAnchorThatIsOnlyAppended() {
        X509Certificate own = CertificateForge.root(host);
        X509Certificate anchor = CertificateForge.root(root);

        assertFails(verify(List.of(own, anchor), record(2, 0, 1, anchor)), ResultType.TLSA_INVALID);
    }

    @Test
    void refusesAnExpiredChainUnderUsage2() {
        X509Certificate own = CertificateForge.named("h").dns(BASE).expired().signedBy(root);
        X509Certificate anchor = CertificateForge.root(root);

        assertFails(verify(List.of(own, anchor), record(2, 0, 1, anchor)), ResultType.CERTIFICATE_EXPIRED);
    }

    @Test
    void refusesAnExpiredAnchor() {
        CertificateForge old = CertificateForge.ca("Old Root").expired();
        X509Certificate anchor = CertificateForge.root(old);
        X509Certificate own = CertificateForge.named("h")
                .dns(BASE)
                .valid(Duration.ofDays(-15), Duration.ofDays(15))
                .signedBy(old);

        assertFails(verify(List.of(own, anchor), record(2, 0, 1, anchor)), ResultType.CERTIFICATE_EXPIRED);
    }

    @Test
    @Tag("DANE-3.1.2-01")
    void appliesThePathLengthOfTheAnchor() {
        CertificateForge limited = CertificateForge.named("Limited Root")
                .extension(Extension.basicConstraints, true, new BasicConstraints(0));
        X509Certificate anchor = CertificateForge.root(limited);

        assertGood(verify(List.of(host.signedBy(limited), anchor), record(2, 0, 1, anchor)));
        assertFails(
                verify(List.of(host.signedBy(middle), middle.signedBy(limited), anchor), record(2, 0, 1, anchor)),
                ResultType.CERTIFICATE_NOT_TRUSTED);
    }

    @Test
    @Tag("DANE-3.1.2-01")
    void appliesTheOtherConstraintsOfTheAnchor() {
        CertificateForge noAuthority = CertificateForge.named("No Authority")
                .extension(Extension.basicConstraints, true, new BasicConstraints(false));
        GeneralSubtree[] elsewhere = {new GeneralSubtree(new GeneralName(GeneralName.dNSName, "permitted.test"))};
        CertificateForge constrained = CertificateForge.ca("Constrained")
                .extension(Extension.nameConstraints, true, new NameConstraints(elsewhere, null));
        CertificateForge forMail = CertificateForge.ca("Mail")
                .extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection));

        for (CertificateForge each : List.of(noAuthority, constrained, forMail)) {
            X509Certificate anchor = CertificateForge.root(each);
            assertFails(
                    verify(List.of(host.signedBy(each), anchor), record(2, 1, 1, anchor)),
                    ResultType.CERTIFICATE_NOT_TRUSTED);
        }
    }

    @Test
    @Tag("DANE-3.2.2-01")
    @Tag("DANE-2.2.3-02")
    void requiresAReferenceNameUnderUsage2() {
        X509Certificate other =
                CertificateForge.named("other").dns("other.example.net").signedBy(root);
        X509Certificate anchor = CertificateForge.root(root);

        assertFails(verify(List.of(other, anchor), record(2, 0, 1, anchor)), ResultType.CERTIFICATE_HOST_MISMATCH);
        assertGood(verify(
                List.of(other, anchor), List.of(BASE, "example.com", "other.example.net"), record(2, 0, 1, anchor)));
    }

    @Test
    void listsEveryFault() {
        X509Certificate other = CertificateForge.named("other")
                .dns("other.example.net")
                .expired()
                .signedBy(root);
        X509Certificate anchor = CertificateForge.root(root);

        assertFails(
                verify(List.of(other, anchor), record(2, 0, 1, anchor)),
                ResultType.CERTIFICATE_HOST_MISMATCH,
                ResultType.CERTIFICATE_EXPIRED);
    }

    @Test
    @Tag("DANE-3.2.3-01")
    void readsTheCommonNameOnlyWithoutDnsId() {
        X509Certificate anchor = CertificateForge.root(root);
        X509Certificate both = CertificateForge.named(BASE).dns("wrong.example").signedBy(root);
        X509Certificate alone = CertificateForge.named(BASE).signedBy(root);

        assertFails(verify(List.of(both, anchor), record(2, 0, 1, anchor)), ResultType.CERTIFICATE_HOST_MISMATCH);
        assertGood(verify(List.of(alone, anchor), record(2, 0, 1, anchor)));
    }

    @Test
    @Tag("DANE-3.2.3-02")
    void matchesAWildcardForTheWholeFirstLabel() {
        X509Certificate anchor = CertificateForge.root(root);
        X509Certificate whole = CertificateForge.named("w").dns("*.example.com").signedBy(root);
        X509Certificate part =
                CertificateForge.named("p").dns("mx*.example.com").signedBy(root);

        assertGood(verify(List.of(whole, anchor), record(2, 0, 1, anchor)));
        assertFails(verify(List.of(part, anchor), record(2, 0, 1, anchor)), ResultType.CERTIFICATE_HOST_MISMATCH);
    }

    @Test
    @Tag("DANE-5-01")
    void ignoresAWeakDigestBesideAStrongOne() {
        X509Certificate own = chain().get(0);
        X509Certificate other = CertificateForge.named("other").signedBy(root);

        assertFails(verify(List.of(own), record(3, 1, 1, own), record(3, 1, 2, other)), ResultType.TLSA_INVALID);
    }

    @Test
    @Tag("DANE-3.1.3-01")
    void ignoresRecordsOfOtherUsages() {
        X509Certificate own = chain().get(0);
        X509Certificate other = CertificateForge.named("other").signedBy(root);

        assertGood(verify(List.of(own), record(1, 1, 1, other), record(3, 1, 1, own)));
        assertFails(verify(List.of(own), record(1, 1, 1, own), record(3, 1, 1, other)), ResultType.TLSA_INVALID);
    }

    @Test
    void provesAHostOnlyWhileItsRecordCounts() {
        List<X509Certificate> chain = chain();
        TlsaRecord own = record(3, 1, 1, chain.get(0));
        TlsaRecord anchor = record(2, 0, 1, chain.get(2));
        HostDane.Records both = new HostDane.Records(BASE, TlsaSet.of(List.of(own, anchor)), List.of(BASE), true);
        HostDane.Records anchored = new HostDane.Records(BASE, TlsaSet.of(List.of(anchor)), List.of(BASE), true);
        DaneProof byKey = Objects.requireNonNull(verifier.verify(chain, both).proof());
        DaneProof byAnchor =
                Objects.requireNonNull(verifier.verify(chain, anchored).proof());

        assertThat(byKey).isEqualTo(new DaneProof(BASE, own, null));
        assertThat(byAnchor).isEqualTo(new DaneProof(BASE, anchor, BASE));
        assertThat(byKey.holds(both)).isTrue();
        assertThat(byKey.holds(anchored)).isFalse();
        assertThat(byAnchor.holds(both)).isTrue();
        assertThat(byAnchor.holds(
                        new HostDane.Records("other.example", anchored.tlsa(), List.of("other.example", BASE), true)))
                .isFalse();
        assertThat(byAnchor.holds(new HostDane.Records(BASE, anchored.tlsa(), List.of("another.example"), true)))
                .isFalse();
    }
}
