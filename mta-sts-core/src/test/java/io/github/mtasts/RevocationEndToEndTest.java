package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.resolution.PolicyResolution.NoPolicy;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestCa;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.Revocation;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Revocation checks of MX hosts and Policy Hosts, with a CRL server and an OCSP responder over HTTP. */
class RevocationEndToEndTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final String POLICY_HOST = "mta-sts.example.com";

    private final TestNetwork net = TestNetwork.start();
    private final TestCa ca = net.ca();
    private final MxServer mx = net.mxServer(HOST).certificate(ca.revocable(HOST));
    private final PolicyHost policyHost = net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST))
            .policyHost(DOMAIN);

    @AfterEach
    void stop() {
        net.close();
    }

    static Stream<Arguments> revocations() {
        return Stream.of(Revocation.HARD_FAIL, Revocation.SOFT_FAIL)
                .flatMap(strictness -> Stream.of(
                        revocation(strictness, "CRL", TestCa::revokedByCrl),
                        revocation(strictness, "OCSP", TestCa::revokedByOcsp)));
    }

    private static Arguments revocation(
            Revocation strictness, String how, BiFunction<TestCa, String, ServerCertificate> certificate) {
        return Arguments.of(strictness, how, certificate);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("revocations")
    @Tag("STS-4.2-07")
    void leavesAnMxHostWithARevokedCertificate(
            Revocation strictness, String how, BiFunction<TestCa, String, ServerCertificate> certificate) {
        mx.certificate(certificate.apply(ca, HOST));
        try (Rig rig = rig(strictness)) {
            assertLeft(rig, "revoked");
        }
        assertThat(ca.revocationRequests()).isNotEmpty();
        assertThat(mx.messages()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("revocations")
    @Tag("STS-3.3-08")
    void takesNoPolicyUnderARevokedCertificate(
            Revocation strictness, String how, BiFunction<TestCa, String, ServerCertificate> certificate) {
        policyHost.certificate(certificate.apply(ca, POLICY_HOST));
        try (Rig rig = new Rig(net, builder -> builder.revocation(strictness))) {
            assertNotFetched(rig, "revoked");
        }
        assertThat(policyHost.requests()).as("nothing is asked of it").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"HARD_FAIL", "SOFT_FAIL"})
    @Tag("STS-4.2-07")
    @Tag("STS-3.3-08")
    void usesHostsWhoseCertificatesAreGood(Revocation strictness) throws Exception {
        try (Rig rig = rig(strictness)) {
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(rig.use(attempt, HOST).validated()).isTrue();
            }
            assertThat(policyHost.requests()).hasSize(1);
        }
    }

    @Test
    @Tag("STS-4.2-07")
    void whereNobodyAnswersAHardFailLeavesTheMxHost() {
        try (Rig rig = rig(Revocation.HARD_FAIL)) {
            rig.check(DOMAIN);
            ca.revocationDown();
            assertLeft(rig, "revocation-unknown");
        }
    }

    @Test
    @Tag("STS-3.3-08")
    void whereNobodyAnswersAHardFailTakesNoPolicy() {
        ca.revocationDown();
        try (Rig rig = rig(Revocation.HARD_FAIL)) {
            assertNotFetched(rig, "revocation-unknown");
        }
    }

    @Test
    @Tag("STS-4.2-07")
    @Tag("STS-3.3-08")
    void whereNobodyAnswersASoftFailGoesOn() throws Exception {
        ca.revocationDown();
        try (Rig rig = rig(Revocation.SOFT_FAIL);
                DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.use(attempt, HOST).validated()).isTrue();
            assertThat(policyHost.requests()).hasSize(1);
        }
    }

    @Test
    @Tag("STS-4.2-07")
    void withoutTheSettingNobodyIsAsked() throws Exception {
        mx.certificate(ca.revoked(HOST));
        try (Rig rig = rig(Revocation.OFF);
                DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.use(attempt, HOST).validated()).isTrue();
        }
        assertThat(ca.revocationRequests()).isEmpty();
    }

    @Test
    @Tag("STS-4.2-07")
    void judgesTheCertificateOfEachSessionWithTheSameHost() throws Exception {
        try (Rig rig = rig(Revocation.HARD_FAIL)) {
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(rig.use(attempt, HOST).validated()).isTrue();
            }
            mx.certificate(ca.revoked(HOST));
            assertLeft(rig, "revoked");
        }
        assertThat(mx.sessions()).hasSize(2);
    }

    @Test
    @Tag("STS-4.2-07")
    void asksForEachCertificateOnlyOnce() throws Exception {
        try (Rig rig = rig(Revocation.HARD_FAIL)) {
            rig.check(DOMAIN);
            int before = ca.revocationRequests().size();
            for (int i = 0; i < 3; i++) {
                try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                    assertThat(rig.use(attempt, HOST).validated()).isTrue();
                }
            }
            assertThat(ca.revocationRequests()).hasSizeLessThanOrEqualTo(before + 2);
        }
    }

    /** Mail waits, because the operator wants to know; but it is not the fault of the domain, and no report says so. */
    @Test
    @Tag("STS-4.2-07")
    void whereOurOwnResolversAreDownAHardFailIsNobodysFailure() {
        try (Rig rig = rig(Revocation.HARD_FAIL)) {
            rig.check(DOMAIN);
            rig.outcomes.clear();
            long before = rig.mtaSts.ownFailures();
            net.dns().refused("crl.ca.test").refused("ocsp.ca.test"); // by every resolver
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(rig.open(attempt, HOST))
                        .isInstanceOfSatisfying(
                                Opening.NotReady.class,
                                left -> assertThat(left.toString()).contains("revocation-not-asked"));
            }
            assertThat(rig.outcomes).isEmpty();
            assertThat(rig.mtaSts.ownFailures()).isEqualTo(before + 1);
        }
    }

    /** The limit for an opening passes while this server waits for the state of revocation: the host did not cause that. */
    @Test
    @Tag("STS-4.2-07")
    void whereTheTimePassesWhileTheCertificateIsVerifiedHereItIsNobodysFailure() throws Exception {
        policyHost.certificate(ca.revocable(POLICY_HOST));
        AtomicBoolean slow = new AtomicBoolean();
        try (DnsResolver dns = DnsResolver.builder().server(net.dns().address()).build();
                Rig rig = new Rig(
                        net,
                        builder -> builder.revocation(Revocation.HARD_FAIL)
                                .openingLimit(Duration.ofSeconds(10))
                                .dns(dns, name -> {
                                    if (slow.get() && name.endsWith(".ca.test")) {
                                        awaitClosed();
                                    }
                                    return dns.addresses(name);
                                }))) {
            rig.check(DOMAIN);
            rig.outcomes.clear();
            slow.set(true);
            try (DeliveryAttempt attempt = rig.mtaSts.begin(DeliveryRequest.lastTry(DOMAIN)
                    .ehloName("mail.sender.example")
                    .build())) {
                assertThat(rig.open(attempt, HOST))
                        .isInstanceOfSatisfying(
                                Opening.NotReady.class,
                                left -> assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.ENDED));
                assertThat(attempt.unsent())
                        .isInstanceOfSatisfying(
                                Unsent.Defer.class,
                                defer -> assertThat(defer.lastTryMissed()).isTrue());
            }
            assertThat(rig.outcomes).isEmpty();
            assertThat(rig.mtaSts.ownFailures()).isPositive();

            slow.set(false);
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(rig.use(attempt, HOST).validated()).isTrue();
            }
        }
    }

    private void awaitClosed() {
        try {
            assertThat(mx.awaitIdle(Duration.ofMinutes(2))).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Rig rig(Revocation strictness) {
        policyHost.certificate(ca.revocable(POLICY_HOST));
        return new Rig(net, builder -> builder.revocation(strictness));
    }

    private static void assertLeft(Rig rig, String reason) {
        rig.outcomes.clear();
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Opening<Socket> opening = rig.open(attempt, HOST);
            assertThat(opening).isInstanceOf(Opening.NotReady.class);
            Opening.NotReady<Socket> left = (Opening.NotReady<Socket>) opening;
            assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.TLS);
            assertThat(left.failures())
                    .isNotEmpty()
                    .allSatisfy(failure -> assertThat(failure.type()).isEqualTo(ResultType.CERTIFICATE_NOT_TRUSTED));
            assertThat(left.failures()).extracting(Failure::reason).anyMatch(text -> text.startsWith(reason + ":"));
            assertThat(rig.outcomes)
                    .singleElement()
                    .satisfies(outcome ->
                            assertThat(outcome.policies().get(0).failures()).isEqualTo(left.failures()));
        }
    }

    private static void assertNotFetched(Rig rig, String reason) {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.resolution()).isInstanceOfSatisfying(NoPolicy.class, none -> {
                assertThat(none.failure()).isNotNull();
                assertThat(none.failure().type()).isEqualTo(ResultType.STS_WEBPKI_INVALID);
                assertThat(none.failure().reason()).contains(reason);
            });
        }
    }
}
