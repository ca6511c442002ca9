package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TlsRules;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateFault.Kind;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.misc.NetscapeCertType;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CertificateVerifierTest {
    private static final String HOST = "mx1.example.com";

    private final CertificateForge root = CertificateForge.ca("Test Root");
    private final X509Certificate anchor = CertificateForge.root(root);
    private final CertificateVerifier verifier = verifier(anchor);

    @Test
    void aChainToAnAnchorThatNamesTheHostHasNoFault() {
        CertificateForge intermediate = CertificateForge.ca("Intermediate");
        X509Certificate middle = intermediate.signedBy(root);
        X509Certificate own = CertificateForge.named("x").dns(HOST).signedBy(intermediate);

        assertThat(verifier.verify(List.of(own, middle), "MX1.Example.com")).isEmpty();
        assertThat(verifier.verify(List.of(own, anchor, middle), HOST)).isEmpty();
    }

    @Test
    @Tag("STS-4.2-01")
    void anExpiredCertificateIsThatAndNothingElse() {
        X509Certificate own = CertificateForge.named("x").dns(HOST).expired().signedBy(root);

        assertThat(kinds(own)).containsExactly(Kind.EXPIRED);
        assertThat(verifier.verify(List.of(own), HOST).get(0).reason())
                .startsWith("expired: " + own.getNotAfter().toInstant());
    }

    @Test
    @Tag("STS-4.2-01")
    void aCertificateFromTomorrowIsNotYetValid() {
        X509Certificate own = CertificateForge.named("x")
                .dns(HOST)
                .valid(Duration.ofDays(1), Duration.ofDays(2))
                .signedBy(root);

        assertThat(kinds(own)).containsExactly(Kind.NOT_YET_VALID);
        assertThat(reasons(own)).singleElement().asString().startsWith("not-yet-valid: ");
    }

    @Test
    @Tag("STS-4.2-02")
    void aSelfSignedCertificateIsNotTrusted() {
        CertificateForge own = CertificateForge.named("x").dns(HOST);

        assertThat(reasons(own.signedBy(own))).containsExactly("self-signed: CN=x");
    }

    @Test
    @Tag("STS-4.2-02")
    void aChainWithoutItsIntermediateIsNotTrusted() {
        CertificateForge intermediate = CertificateForge.ca("Intermediate");
        intermediate.signedBy(root);

        assertThat(reasons(CertificateForge.named("x").dns(HOST).signedBy(intermediate)))
                .containsExactly("unknown-issuer: CN=Intermediate");
    }

    @Test
    void anIssuerOfTheRightNameAndAnotherKeyIsNotTheAnchor() {
        CertificateForge impostor = CertificateForge.ca("Test Root");

        assertThat(kinds(CertificateForge.named("x").dns(HOST).signedBy(impostor)))
                .containsExactly(Kind.NOT_TRUSTED);
    }

    @Test
    @Tag("STS-4.2-03")
    void aCertificateForAnotherHostIsAMismatch() {
        assertThat(reasons(CertificateForge.named("x").dns("other.example.com").signedBy(root)))
                .containsExactly("host-mismatch: mx1.example.com is not among DNS-IDs other.example.com");
    }

    @Test
    @Tag("STS-4.2-04")
    @Tag("STS-3.3-05")
    void theCommonNameAndOtherKindsOfNamesAreNoNames() {
        assertThat(kinds(CertificateForge.named(HOST).signedBy(root))).containsExactly(Kind.HOST_MISMATCH);
        GeneralName[] others = {
            new GeneralName(GeneralName.uniformResourceIdentifier, "https://" + HOST),
            new GeneralName(GeneralName.rfc822Name, "a@" + HOST),
            new GeneralName(GeneralName.iPAddress, "192.0.2.1")
        };
        assertThat(kinds(CertificateForge.named(HOST).names(others).signedBy(root)))
                .containsExactly(Kind.HOST_MISMATCH);
    }

    @Test
    void oneOddNameDoesNotHideTheOthers() {
        assertThat(kinds(CertificateForge.named("x")
                        .dns("m*..-\u0000 .com", "*", "", "a".repeat(300), HOST)
                        .signedBy(root)))
                .isEmpty();
    }

    @Test
    void everyFaultIsListedAndNoneHidesAnother() {
        CertificateForge own = CertificateForge.named("x").dns("other.example").expired();

        assertThat(kinds(own.signedBy(own))).containsExactly(Kind.EXPIRED, Kind.NOT_TRUSTED, Kind.HOST_MISMATCH);
    }

    @Test
    void anExpiredCertificateUnderNameConstraintsShowsBothFaults() {
        CertificateForge intermediate = CertificateForge.ca("Intermediate")
                .extension(Extension.nameConstraints, true, onlyUnder("example.net"));
        X509Certificate middle = intermediate.signedBy(root);
        X509Certificate own = CertificateForge.named("x").dns(HOST).expired().signedBy(intermediate);
        CertificateForge longLived = CertificateForge.named("x").dns(HOST);

        assertThat(codes(List.of(longLived.signedBy(intermediate), middle))).containsExactly("name-constraints");
        assertThat(codes(List.of(own, middle))).startsWith("expired").hasSize(2);
    }

    @Test
    void anExpiredIntermediateIsExpiredAndNamed() {
        CertificateForge intermediate = CertificateForge.ca("Intermediate").valid(days(-20), days(-1));
        X509Certificate middle = intermediate.signedBy(root);
        X509Certificate own =
                CertificateForge.named("x").dns(HOST).valid(days(-10), days(10)).signedBy(intermediate);

        assertThat(verifier.verify(List.of(own, middle), HOST)).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(Kind.EXPIRED);
            assertThat(fault.reason()).endsWith("CN=Intermediate");
        });
    }

    @Test
    void aCrossSignedIntermediateOfWhichOneHasExpiredDoesNoHarm() {
        CertificateForge intermediate = CertificateForge.ca("Intermediate").expired();
        X509Certificate old = intermediate.signedBy(root);
        X509Certificate current = intermediate.valid(days(-1), days(10)).signedBy(root);
        X509Certificate own = CertificateForge.named("x").dns(HOST).signedBy(intermediate);

        assertThat(verifier.verify(List.of(own, old, current), HOST)).isEmpty();
    }

    @Test
    void aCertificateThatIsNoAuthorityIssuesNothing() {
        CertificateForge leaf = CertificateForge.named("leaf").dns("leaf.example");
        X509Certificate middle = leaf.signedBy(root);

        assertThat(codes(List.of(CertificateForge.named("x").dns(HOST).signedBy(leaf), middle)))
                .containsExactly("wrong-usage");
    }

    @Test
    void aCertificateThatWasIssuedForClientsIsNotTrusted() {
        CertificateForge client = CertificateForge.named("x")
                .dns(HOST)
                .extension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
        CertificateForge server = CertificateForge.named("x")
                .dns(HOST)
                .extension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        CertificateForge signer = CertificateForge.named("x")
                .dns(HOST)
                .extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));

        assertThat(codes(List.of(client.signedBy(root)))).containsExactly("wrong-usage");
        assertThat(codes(List.of(server.signedBy(root)))).isEmpty();
        assertThat(codes(List.of(signer.signedBy(root)))).containsExactly("wrong-usage");
    }

    @Test
    void aWeakSignatureIsNotTrusted() {
        assertThat(codes(List.of(CertificateForge.named("x")
                        .dns(HOST)
                        .algorithm("SHA1withECDSA")
                        .signedBy(root))))
                .containsExactly("weak-algorithm");
    }

    @Test
    void aCriticalExtensionThatNobodyKnowsIsNotTrusted() {
        assertThat(codes(List.of(CertificateForge.named("x")
                        .dns(HOST)
                        .extension(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), true, DERNull.INSTANCE)
                        .signedBy(root))))
                .containsExactly("unknown-extension");
    }

    @Test
    void anAnchorThatIsShownItselfIsTrustedForItsOwnName() {
        CertificateForge own = CertificateForge.named("x").dns(HOST);
        X509Certificate pinned = own.signedBy(own);

        assertThat(verifier(pinned).verify(List.of(pinned), HOST)).isEmpty();
        assertThat(verifier(pinned).verify(List.of(pinned), "mx2.example.com"))
                .extracting(CertificateFault::kind)
                .containsExactly(Kind.HOST_MISMATCH);
    }

    @Test
    void aPeerWithoutCertificatesIsNotTrusted() {
        assertThat(codes(List.of())).containsExactly("no-certificate");
    }

    /** Their orders are too many to be tried: who tries them all does not end within a day. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aMazeOfCertificatesIsLeftInBoundedTime() {
        CertificateForge maze = CertificateForge.ca("Maze");
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(CertificateForge.named("x").dns(HOST).signedBy(maze));
        for (int i = 0; i < 40; i++) {
            chain.add(maze.signedBy(maze)); // each is the issuer of all the others
        }

        assertThat(codes(chain)).containsExactly("unknown-issuer");
    }

    /** Whichever part looks: the platform, or the search that names the faults. */
    @Test
    void aPathHasAtMostEightIntermediates() {
        assertThat(codes(chainOf(8, Duration.ofDays(1)))).isEmpty();
        assertThat(codes(chainOf(8, Duration.ofSeconds(-1)))).containsExactly("expired");
        assertThat(codes(chainOf(9, Duration.ofDays(1)))).containsExactly("unknown-issuer");
        for (int length = 8; length <= 9; length++) {
            List<X509Certificate> shuffled = chainOf(length, Duration.ofDays(1));
            Collections.reverse(shuffled.subList(1, shuffled.size()));
            assertThat(codes(shuffled).isEmpty()).isEqualTo(length == 8);
        }
        assertThat(codes(chainOf(9, Duration.ofSeconds(-1)))).containsExactly("expired", "unknown-issuer");
    }

    private List<X509Certificate> chainOf(int intermediates, Duration until) {
        List<X509Certificate> chain = new ArrayList<>();
        CertificateForge issuer = root;
        for (int i = 1; i <= intermediates; i++) {
            CertificateForge next = CertificateForge.ca("Intermediate " + i);
            chain.add(0, next.signedBy(issuer));
            issuer = next;
        }
        chain.add(
                0,
                CertificateForge.named("x")
                        .dns(HOST)
                        .valid(Duration.ofDays(-1), until)
                        .signedBy(issuer));
        return chain;
    }

    /** RFC 5280 section 4.2.1.3: any of the uses that a TLS server may need is enough. */
    @Test
    void aKeyForOneUseOfATlsServerPasses() {
        for (int usage : new int[] {KeyUsage.digitalSignature, KeyUsage.keyEncipherment, KeyUsage.keyAgreement}) {
            X509Certificate own = CertificateForge.named("x")
                    .dns(HOST)
                    .extension(Extension.keyUsage, true, new KeyUsage(usage))
                    .signedBy(root);
            assertThat(codes(List.of(own))).as("%s", usage).isEmpty();
        }
        X509Certificate other = CertificateForge.named("x")
                .dns(HOST)
                .extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.dataEncipherment))
                .signedBy(root);
        assertThat(codes(List.of(other))).containsExactly("wrong-usage");
    }

    /** The platform knows more than the rules of RFC 5280: the type of Netscape, and the roots that it distrusts. */
    @Test
    void aChainThatOnlyThePlatformRefusesIsNotTrusted() {
        X509Certificate own = CertificateForge.named("x")
                .dns(HOST)
                .extension(
                        new ASN1ObjectIdentifier("2.16.840.1.113730.1.1"),
                        false,
                        new NetscapeCertType(NetscapeCertType.smime))
                .signedBy(root);

        assertThat(codes(List.of(own))).containsExactly("refused-by-platform");
    }

    @Test
    void aSmallerKeyPassesWhereTheOperatorPermitsIt() {
        X509Certificate own =
                CertificateForge.named("x").dns(HOST).keys("RSA", "1024").signedBy(root);

        assertThat(codes(List.of(own))).containsExactly("weak-key");
        TlsRules loose = TlsRules.builder().minRsaBits(1024).build();
        assertThat(verifier(loose, Clock.systemUTC()).verify(List.of(own), HOST))
                .isEmpty();
        TlsRules strict = TlsRules.builder().minRsaBits(3072).build();
        X509Certificate usual =
                CertificateForge.named("x").dns(HOST).keys("RSA", "2048").signedBy(root);
        assertThat(verifier(strict, Clock.systemUTC()).verify(List.of(usual), HOST))
                .singleElement()
                .asString()
                .contains("weak-key: RSA of 2048 bits CN=x");
    }

    @Test
    void everyFaultOfAnIntermediateIsNamed() {
        CertificateForge intermediate = CertificateForge.ca("Intermediate")
                .keys("RSA", "1024")
                .extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection));
        X509Certificate middle = intermediate.algorithm("SHA1withECDSA").signedBy(root);
        X509Certificate own = CertificateForge.named("x").dns(HOST).signedBy(intermediate);

        assertThat(codes(List.of(own, middle))).containsExactly("weak-algorithm", "weak-key", "wrong-usage");
    }

    @Test
    void aRememberedChainIsJudgedByItsDatesAndByTheNameOfEachConnection() {
        TestClock clock = new TestClock(Instant.now());
        CertificateVerifier remembering = verifier(TlsRules.rfc9325(), clock);
        List<X509Certificate> chain = List.of(CertificateForge.named("x")
                .dns(HOST)
                .valid(Duration.ofHours(-1), Duration.ofSeconds(30))
                .signedBy(root));

        assertThat(remembering.verify(chain, HOST)).isEmpty();
        assertThat(remembering.verify(chain, "mx2.example.com"))
                .extracting(CertificateFault::kind)
                .containsExactly(Kind.HOST_MISMATCH);
        clock.set(chain.get(0).getNotAfter().toInstant().plusMillis(1));
        assertThat(remembering.verify(chain, HOST))
                .extracting(CertificateFault::kind)
                .containsExactly(Kind.EXPIRED);
        clock.set(chain.get(0).getNotBefore().toInstant().minusMillis(1));
        assertThat(remembering.verify(chain, HOST))
                .extracting(CertificateFault::kind)
                .containsExactly(Kind.NOT_YET_VALID);
    }

    @Test
    void aPathIsRememberedForOneMinuteAndUnderItsOwnAnchors() {
        Instant start = Instant.now();
        TestClock clock = new TestClock(start);
        AtomicInteger judged = new AtomicInteger();
        PathMemory<List<CertificateFault>> memory = new PathMemory<>(clock, (chain, now) -> {
            judged.incrementAndGet();
            return List.of();
        });
        List<X509Certificate> chain =
                List.of(CertificateForge.named("x").dns(HOST).signedBy(root));
        List<X509Certificate> other =
                List.of(CertificateForge.named("x").dns(HOST).signedBy(root));

        memory.of(chain);
        memory.of(List.copyOf(chain));
        clock.set(start.plusSeconds(59));
        memory.of(chain);
        assertThat(judged).hasValue(1);
        memory.of(other);
        assertThat(judged).as("another certificate").hasValue(2);
        memory.of(List.of(chain.get(0), anchor));
        assertThat(judged).as("a longer list").hasValue(3);
        clock.set(start.plusSeconds(60));
        memory.of(chain);
        assertThat(judged).as("a minute later").hasValue(4);
        clock.set(start.minusSeconds(60));
        memory.of(chain);
        assertThat(judged).as("the clock was set back").hasValue(5);
    }

    @Test
    void aMemoryOfManyChainsStaysBounded() {
        PathMemory<List<CertificateFault>> memory = new PathMemory<>(Clock.systemUTC(), (chain, now) -> List.of());
        X509Certificate own = CertificateForge.named("x").dns(HOST).signedBy(root);
        for (int length = 1; length <= 1_100; length++) {
            memory.of(Collections.nCopies(length, own));
        }
        assertThat(memory.size()).as("full after 1,000, then begun again").isEqualTo(100);
    }

    @Test
    void aFullMemoryForgetsWhatNoLongerHoldsBeforeAnythingElse() {
        TestClock clock = new TestClock(Instant.now());
        AtomicInteger judged = new AtomicInteger();
        PathMemory<Integer> memory = new PathMemory<>(clock, (chain, now) -> judged.incrementAndGet());
        X509Certificate own = CertificateForge.named("x").dns(HOST).signedBy(root);
        for (int length = 1; length <= 999; length++) {
            memory.of(Collections.nCopies(length, own));
        }
        clock.set(clock.instant().plusSeconds(61));
        memory.of(Collections.nCopies(1_000, own));
        assertThat(memory.size()).as("not yet full").isEqualTo(1_000);
        memory.of(Collections.nCopies(1_001, own));
        assertThat(memory.size()).as("the outdated ones are gone").isEqualTo(2);
        assertThat(memory.of(Collections.nCopies(1_000, own))).isEqualTo(1_000);
    }

    private CertificateVerifier verifier(TlsRules rules, Clock clock) {
        return new CertificateVerifier(
                TrustAnchors.of(List.of(anchor)), rules, Revocation.OFF, RevocationSource.none(), clock);
    }

    private static NameConstraints onlyUnder(String domain) {
        return new NameConstraints(
                new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain))}, null);
    }

    private static Duration days(int days) {
        return Duration.ofDays(days);
    }

    private static CertificateVerifier verifier(X509Certificate anchor) {
        return new CertificateVerifier(TrustAnchors.of(List.of(anchor)), Revocation.OFF, RevocationSource.none());
    }

    private List<Kind> kinds(X509Certificate own) {
        return verifier.verify(List.of(own), HOST).stream()
                .map(CertificateFault::kind)
                .toList();
    }

    private List<String> reasons(X509Certificate own) {
        return verifier.verify(List.of(own), HOST).stream()
                .map(CertificateFault::reason)
                .toList();
    }

    private List<String> codes(List<X509Certificate> chain) {
        return verifier.verify(chain, HOST).stream()
                .map(fault -> fault.reason().split(":", -1)[0])
                .toList();
    }
}
