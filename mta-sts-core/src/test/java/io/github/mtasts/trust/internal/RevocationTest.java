package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TlsRules;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateFault.Kind;
import java.math.BigInteger;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The optional check of revocation (RFC 8461 sections 3.3 and 4.2). */
@Tag("STS-3.3-08")
@Tag("STS-4.2-07")
class RevocationTest {
    private static final String CRL = "http://crl.ca.test/1.crl";
    private static final String OCSP = "http://ocsp.ca.test/";

    private final CertificateForge root = CertificateForge.ca("Test Root");
    private final X509Certificate anchor = CertificateForge.root(root);
    private final Authority authority = new Authority();

    @Test
    void offAsksNobodyAndFindsNothing() throws Exception {
        X509Certificate own = certificate(true, true);
        authority.answers.put(CRL, crl(root, own, null, day(1)));

        assertThat(check(Revocation.OFF, own)).isEmpty();
        assertThat(authority.asked).isEmpty();
    }

    @Test
    void aCertificateThatItsCrlListsIsRevoked() throws Exception {
        X509Certificate own = certificate(true, false);
        authority.answers.put(CRL, crl(root, own, null, day(1)));

        assertThat(check(Revocation.SOFT_FAIL, own)).containsExactly(Kind.REVOKED);
        assertThat(authority.asked).containsExactly(CRL);
    }

    @Test
    void aCertificateThatItsResponderCallsRevokedIsRevoked() throws Exception {
        X509Certificate own = certificate(true, true);
        authority.answers.put(OCSP, ocsp(root, own, revoked(), day(1)));

        assertThat(check(Revocation.SOFT_FAIL, own)).containsExactly(Kind.REVOKED);
        assertThat(authority.asked).containsExactly(OCSP);
        OCSPReq request = new OCSPReq(authority.lastRequest);
        assertThat(request.getRequestList()[0].getCertID()).isEqualTo(id(own));
    }

    @Test
    void aGoodAnswerEndsTheSearch() throws Exception {
        X509Certificate own = certificate(true, true);
        authority.answers.put(OCSP, ocsp(root, own, CertificateStatus.GOOD, day(1)));

        assertThat(check(Revocation.HARD_FAIL, own)).isEmpty();
        assertThat(authority.asked).containsExactly(OCSP);
    }

    @Test
    void whatThePeerStaplesIsReadFirst() throws Exception {
        X509Certificate own = certificate(true, true);

        assertThat(check(Revocation.HARD_FAIL, own, ocsp(root, own, CertificateStatus.GOOD, day(1))))
                .isEmpty();
        assertThat(check(Revocation.SOFT_FAIL, own, ocsp(root, own, revoked(), day(1))))
                .containsExactly(Kind.REVOKED);
        assertThat(authority.asked).isEmpty();
    }

    @Test
    void aStapleThatProvesNothingIsNoAnswer() throws Exception {
        X509Certificate own = certificate(true, true);
        X509Certificate other = certificate(true, true);
        CertificateForge stranger = CertificateForge.ca("Test Root");
        List<byte[]> worthless = List.of(
                ocsp(stranger, own, CertificateStatus.GOOD, day(1)),
                ocsp(root, own, CertificateStatus.GOOD, day(-1)),
                ocsp(root, other, CertificateStatus.GOOD, day(1)),
                new byte[] {0x30, 3, 0x0a, 1, 6},
                new byte[] {1, 2, 3},
                new byte[0]);

        for (byte[] staple : worthless) {
            assertThat(check(Revocation.HARD_FAIL, own, staple)).containsExactly(Kind.REVOCATION_UNKNOWN);
        }
        authority.answers.put(CRL, crl(root, own, null, day(1)));
        assertThat(check(Revocation.SOFT_FAIL, own, worthless.get(0))).containsExactly(Kind.REVOKED);
    }

    @Test
    void aCrlThatProvesNothingIsNoAnswer() throws Exception {
        X509Certificate own = certificate(true, false);
        CertificateForge stranger = CertificateForge.ca("Test Root");
        List<byte[]> worthless = List.of(
                crl(stranger, null, null, day(1)),
                crl(root, null, null, day(-1)),
                crl(root, null, scope("http://crl.ca.test/2.crl", false), day(1)),
                crl(root, null, new IssuingDistributionPoint(null, false, true, null, false, false), day(1)),
                crl(root, null, new IssuingDistributionPoint(null, false, false, null, true, false), day(1)),
                new byte[] {1, 2, 3});

        for (byte[] bytes : worthless) {
            authority.answers.put(CRL, bytes);
            assertThat(check(Revocation.HARD_FAIL, own)).containsExactly(Kind.REVOCATION_UNKNOWN);
        }
    }

    @Test
    void aCrlForThisPartOfTheCertificatesIsAnAnswer() throws Exception {
        X509Certificate own = certificate(true, false);

        authority.answers.put(CRL, crl(root, null, scope(CRL, true), day(1)));
        assertThat(check(Revocation.HARD_FAIL, own)).isEmpty();
        authority.answers.put(CRL, crl(root, own, scope(CRL, true), day(1)));
        assertThat(check(Revocation.HARD_FAIL, own)).containsExactly(Kind.REVOKED);
    }

    @Test
    void notKnowingPassesSoftlyAndFailsHard() {
        X509Certificate own = certificate(true, true);

        assertThat(check(Revocation.SOFT_FAIL, own)).isEmpty();
        assertThat(check(Revocation.HARD_FAIL, own)).containsExactly(Kind.REVOCATION_UNKNOWN);
        assertThat(check(Revocation.HARD_FAIL, certificate(false, false))).containsExactly(Kind.REVOCATION_UNKNOWN);
    }

    @Test
    void aShortLivedCertificateThatPublishesNothingPasses() {
        X509Certificate own = CertificateForge.named("x")
                .dns("mx1.example.com")
                .valid(Duration.ofDays(-1), Duration.ofDays(5))
                .signedBy(root);

        assertThat(check(Revocation.HARD_FAIL, own)).isEmpty();
    }

    @Test
    void aRevokedIntermediateIsFound() throws Exception {
        CertificateForge forge =
                CertificateForge.ca("Intermediate").extension(Extension.cRLDistributionPoints, false, crlPointer());
        X509Certificate middle = forge.signedBy(root);
        X509Certificate own = CertificateForge.named("x")
                .dns("mx1.example.com")
                .valid(Duration.ofDays(-1), Duration.ofDays(5))
                .signedBy(forge);
        authority.answers.put(CRL, crl(root, middle, null, day(1)));

        assertThat(verifier(Revocation.SOFT_FAIL).checkRevocation(List.of(own, middle), List.of()))
                .extracting(CertificateFault::reason)
                .containsExactly("revoked: CN=Intermediate");
    }

    @Test
    void nobodyIsAskedAboutAChainThatIsNotTrustedAnyway() {
        CertificateForge own =
                CertificateForge.named("x").extension(Extension.cRLDistributionPoints, false, crlPointer());

        assertThat(verifier(Revocation.HARD_FAIL).checkRevocation(List.of(own.signedBy(own)), List.of()))
                .isEmpty();
        assertThat(authority.asked).isEmpty();
    }

    /** A peer could otherwise avoid the check with many certificates of one name, which the platform reads past. */
    @ParameterizedTest
    @EnumSource(
            value = Revocation.class,
            names = {"SOFT_FAIL", "HARD_FAIL"})
    void aChainThatIsPaddedBeyondTheSearchIsNotPassed(Revocation revocation) throws Exception {
        CertificateForge issuer = CertificateForge.ca("Test Issuer");
        X509Certificate intermediate = issuer.signedBy(root);
        X509Certificate own = CertificateForge.named("x")
                .dns("mx1.example.com")
                .extension(Extension.cRLDistributionPoints, false, crlPointer())
                .signedBy(issuer);
        List<X509Certificate> chain = new ArrayList<>(List.of(own));
        for (int i = 0; i < 70; i++) {
            chain.add(CertificateForge.ca("Test Issuer").signedBy(root));
        }
        chain.add(intermediate);
        CertificateVerifier verifier = verifier(revocation);

        assertThat(verifier.verify(chain, "mx1.example.com")).isEmpty();
        assertThat(verifier.checkRevocation(chain, List.of()))
                .extracting(CertificateFault::kind)
                .containsExactly(Kind.REVOCATION_UNKNOWN);
    }

    /** Nobody was asked: that is no failure of the authority's. */
    @Test
    void withoutTimeLeftNobodyIsAskedAndTheFaultIsOurs() throws Exception {
        X509Certificate own = certificate(true, true);
        authority.timeout = Duration.ofNanos(1);

        assertThat(check(Revocation.HARD_FAIL, own)).containsExactly(Kind.NOT_ASKED);
        assertThat(authority.asked).isEmpty();
    }

    @Test
    void onlyPlainHttpIsAsked() {
        X509Certificate own = CertificateForge.named("x")
                .extension(
                        Extension.cRLDistributionPoints,
                        false,
                        points("ldap://a.test/x", "https://a.test/x", "file:///etc/passwd", "http:///x", "h ttp"))
                .signedBy(root);

        assertThat(check(Revocation.HARD_FAIL, own)).containsExactly(Kind.REVOCATION_UNKNOWN);
        assertThat(authority.asked).isEmpty();
    }

    @Test
    void anAnswerIsKeptUntilItExpires() throws Exception {
        TestClock clock = new TestClock(Instant.now());
        CertificateVerifier verifier = verifier(Revocation.HARD_FAIL, clock);
        X509Certificate byResponder = certificate(false, true);
        X509Certificate byList = certificate(true, false);
        X509Certificate sameList = certificate(true, false);
        authority.answers.put(OCSP, ocsp(root, byResponder, CertificateStatus.GOOD, day(3)));
        authority.answers.put(CRL, crl(root, null, null, day(3)));

        for (int i = 0; i < 3; i++) {
            assertThat(kinds(verifier, byResponder)).isEmpty();
            assertThat(kinds(verifier, byList)).isEmpty();
            assertThat(kinds(verifier, sameList)).isEmpty();
        }
        assertThat(authority.asked).containsExactly(OCSP, CRL);

        authority.answers.put(OCSP, ocsp(root, byResponder, revoked(), day(6)));
        authority.answers.put(CRL, crl(root, byList, null, day(6)));
        assertThat(kinds(verifier, byResponder)).isEmpty();
        assertThat(kinds(verifier, byList)).isEmpty();
        clock.set(day(4));
        assertThat(kinds(verifier, byResponder)).containsExactly(Kind.REVOKED);
        assertThat(kinds(verifier, byList)).containsExactly(Kind.REVOKED);
        assertThat(authority.asked).containsExactly(OCSP, CRL, OCSP, CRL);
    }

    @Test
    void aFailedLookUpIsNotRepeatedForEveryConnection() {
        CertificateVerifier verifier = verifier(Revocation.HARD_FAIL, Clock.systemUTC());
        X509Certificate own = certificate(true, true);

        for (int i = 0; i < 3; i++) {
            assertThat(kinds(verifier, own)).containsExactly(Kind.REVOCATION_UNKNOWN);
        }
        assertThat(authority.asked).containsExactly(OCSP, CRL);
    }

    /** It may be about the certificates of another authority, or about a part of them. */
    @Test
    void aListThatOneCertificateCannotUseServesTheOthers() throws Exception {
        CertificateForge other = CertificateForge.ca("Other");
        X509Certificate others = other.signedBy(root);
        X509Certificate stranger = CertificateForge.named("x")
                .dns("mx1.example.com")
                .extension(Extension.cRLDistributionPoints, false, crlPointer())
                .signedBy(other);
        CertificateVerifier verifier = verifier(Revocation.SOFT_FAIL, Clock.systemUTC());
        X509Certificate revoked = certificate(true, false);
        authority.answers.put(CRL, crl(root, revoked, null, day(3)));

        assertThat(verifier.checkRevocation(List.of(stranger, others), List.of()))
                .isEmpty();
        assertThat(kinds(verifier, revoked)).containsExactly(Kind.REVOKED);
        assertThat(verifier.checkRevocation(List.of(stranger, others), List.of()))
                .isEmpty();
        assertThat(authority.asked).containsExactly(CRL);
    }

    @Test
    void aListThatNobodyCanUseIsNotRequestedForEachCertificate() throws Exception {
        TestClock clock = new TestClock(Instant.now());
        CertificateVerifier verifier = verifier(Revocation.HARD_FAIL, clock);
        X509Certificate first = certificate(true, false);
        X509Certificate second = certificate(true, false);
        authority.answers.put(CRL, new byte[] {1, 2, 3});

        assertThat(kinds(verifier, first)).containsExactly(Kind.REVOCATION_UNKNOWN);
        assertThat(kinds(verifier, second)).containsExactly(Kind.REVOCATION_UNKNOWN);
        assertThat(authority.asked).containsExactly(CRL);
        authority.answers.put(CRL, crl(root, null, null, day(3)));
        clock.advance(Duration.ofMinutes(2));
        assertThat(kinds(verifier, certificate(true, false))).isEmpty();
    }

    @Test
    void aListThatStillHoldsIsNotLostToOneThatIsUnusable() throws Exception {
        CertificateForge other = CertificateForge.ca("Other");
        X509Certificate others = other.signedBy(root);
        X509Certificate stranger = CertificateForge.named("x")
                .dns("mx1.example.com")
                .extension(Extension.cRLDistributionPoints, false, crlPointer())
                .signedBy(other);
        TestClock clock = new TestClock(Instant.now());
        CertificateVerifier verifier = verifier(Revocation.SOFT_FAIL, clock);
        X509Certificate revoked = certificate(true, false);
        authority.answers.put(CRL, crl(root, revoked, null, day(3)));
        assertThat(kinds(verifier, certificate(true, false))).isEmpty();

        authority.answers.put(CRL, new byte[] {1, 2, 3});
        clock.advance(Duration.ofMinutes(2));
        assertThat(verifier.checkRevocation(List.of(stranger, others), List.of()))
                .isEmpty();
        assertThat(kinds(verifier, revoked)).containsExactly(Kind.REVOKED);
        assertThat(authority.asked).containsExactly(CRL, CRL);
    }

    @Test
    void anAuthorityGetsOneRequestAtATime() throws Exception {
        List<X509Certificate> owns = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            owns.add(certificate(true, false));
        }
        authority.answers.put(CRL, crl(root, owns.get(0), null, day(3)));
        CertificateVerifier verifier = verifier(Revocation.HARD_FAIL, Clock.systemUTC());
        ExecutorService threads = Executors.newFixedThreadPool(owns.size());
        try {
            authority.gate = new CountDownLatch(1);
            List<Future<List<Kind>>> results = new ArrayList<>();
            for (X509Certificate own : owns) {
                results.add(threads.submit(() -> kinds(verifier, own)));
            }
            authority.entered.await();
            authority.gate.countDown();
            assertThat(results.get(0).get()).containsExactly(Kind.REVOKED);
            for (Future<List<Kind>> result : results.subList(1, results.size())) {
                assertThat(result.get()).isEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(authority.asked).containsExactly(CRL);
    }

    @Test
    void aFaultOfOurOwnIsNobodyElsesAndPassesSoftly() throws Exception {
        X509Certificate own = certificate(true, true);
        authority.ownFault = "the resolvers do not answer";

        assertThat(check(Revocation.SOFT_FAIL, own)).isEmpty();
        assertThat(verifier(Revocation.HARD_FAIL).checkRevocation(List.of(own), List.of()))
                .containsExactly(
                        new CertificateFault(Kind.NOT_ASKED, "revocation-not-asked: the resolvers do not answer"));
        authority.ownFault = null;
        authority.answers.put(OCSP, ocsp(root, own, revoked(), day(1)));
        assertThat(check(Revocation.HARD_FAIL, own)).containsExactly(Kind.REVOKED);
    }

    @Test
    void anInterruptIsOurOwn() throws Exception {
        X509Certificate own = certificate(true, true);
        authority.answers.put(OCSP, ocsp(root, own, CertificateStatus.GOOD, day(1)));
        Thread.currentThread().interrupt();

        assertThat(check(Revocation.HARD_FAIL, own)).containsExactly(Kind.NOT_ASKED);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(check(Revocation.HARD_FAIL, own)).isEmpty();
    }

    private static List<Kind> kinds(CertificateVerifier verifier, X509Certificate own) {
        return verifier.checkRevocation(List.of(own), List.of()).stream()
                .map(CertificateFault::kind)
                .toList();
    }

    private X509Certificate certificate(boolean crl, boolean ocsp) {
        CertificateForge forge = CertificateForge.named("x").dns("mx1.example.com");
        if (crl) {
            forge.extension(Extension.cRLDistributionPoints, false, crlPointer());
        }
        if (ocsp) {
            forge.extension(
                    Extension.authorityInfoAccess, false, new AuthorityInformationAccess(new AccessDescription[] {
                        new AccessDescription(AccessDescription.id_ad_caIssuers, uri("http://ca.test/ca.cer")),
                        new AccessDescription(AccessDescription.id_ad_ocsp, uri(OCSP))
                    }));
        }
        return forge.signedBy(root);
    }

    private static CRLDistPoint crlPointer() {
        return points(CRL);
    }

    private static CRLDistPoint points(String... uris) {
        List<DistributionPoint> points = new ArrayList<>();
        for (String uri : uris) {
            points.add(new DistributionPoint(new DistributionPointName(new GeneralNames(uri(uri))), null, null));
        }
        return new CRLDistPoint(points.toArray(DistributionPoint[]::new));
    }

    private static IssuingDistributionPoint scope(String uri, boolean onlyUsers) {
        return new IssuingDistributionPoint(
                new DistributionPointName(new GeneralNames(uri(uri))), onlyUsers, false, null, false, false);
    }

    private static GeneralName uri(String uri) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
    }

    private static Instant day(int days) {
        return Instant.now().plus(Duration.ofDays(days));
    }

    private static RevokedStatus revoked() {
        return new RevokedStatus(Date.from(day(-3)), CRLReason.keyCompromise);
    }

    private byte[] crl(
            CertificateForge issuer,
            @Nullable X509Certificate revoked,
            @Nullable IssuingDistributionPoint scope,
            Instant until)
            throws Exception {
        X509v2CRLBuilder builder = new JcaX509v2CRLBuilder(anchor.getSubjectX500Principal(), Date.from(day(-2)));
        builder.setNextUpdate(Date.from(until));
        if (revoked != null) {
            builder.addCRLEntry(revoked.getSerialNumber(), Date.from(day(-3)), CRLReason.keyCompromise);
        }
        builder.addCRLEntry(BigInteger.ONE, Date.from(day(-3)), CRLReason.keyCompromise);
        if (scope != null) {
            builder.addExtension(Extension.issuingDistributionPoint, true, scope);
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.keys.getPrivate()))
                .getEncoded();
    }

    private CertificateID id(X509Certificate certificate) throws Exception {
        return new CertificateID(
                new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                new org.bouncycastle.cert.jcajce.JcaX509CertificateHolder(anchor),
                certificate.getSerialNumber());
    }

    private byte[] ocsp(
            CertificateForge signer, X509Certificate about, @Nullable CertificateStatus status, Instant until)
            throws Exception {
        RespID responder = new RespID(
                SubjectPublicKeyInfo.getInstance(signer.keys.getPublic().getEncoded()),
                new JcaDigestCalculatorProviderBuilder().build().get(RespID.HASH_SHA1));
        BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(responder);
        builder.addResponse(id(about), status, Date.from(day(-2)), Date.from(until), null);
        return new OCSPRespBuilder()
                .build(
                        OCSPRespBuilder.SUCCESSFUL,
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.keys.getPrivate()),
                                null,
                                Date.from(Instant.now())))
                .getEncoded();
    }

    private CertificateVerifier verifier(Revocation revocation) {
        return verifier(revocation, Clock.systemUTC());
    }

    private CertificateVerifier verifier(Revocation revocation, Clock clock) {
        return new CertificateVerifier(
                TrustAnchors.of(List.of(anchor)), TlsRules.rfc9325(), revocation, authority, clock);
    }

    private List<Kind> check(Revocation revocation, X509Certificate own, byte[]... stapled) {
        return verifier(revocation).checkRevocation(List.of(own), List.of(stapled)).stream()
                .map(CertificateFault::kind)
                .toList();
    }

    /** Publishes what a test gives it. */
    private static final class Authority implements RevocationSource {
        final Map<String, byte[]> answers = new HashMap<>();
        final List<String> asked = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch entered = new CountDownLatch(1);
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile byte[] lastRequest = new byte[0];
        volatile @Nullable String ownFault;
        Duration timeout = Duration.ofMinutes(2);

        @Override
        public Optional<byte[]> crl(URI uri, Duration limit) throws OwnFaultException {
            asked.add(uri.toString());
            entered.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new OwnFaultException("interrupted");
            }
            String fault = ownFault;
            if (fault != null) {
                throw new OwnFaultException(fault);
            }
            return Optional.ofNullable(answers.get(uri.toString()));
        }

        @Override
        public Optional<byte[]> ocsp(URI uri, byte[] request, Duration limit) throws OwnFaultException {
            lastRequest = request;
            return crl(uri, limit);
        }

        @Override
        public Duration timeout() {
            return timeout;
        }
    }
}
