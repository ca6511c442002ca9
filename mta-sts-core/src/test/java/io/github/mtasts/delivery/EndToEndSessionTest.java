package io.github.mtasts.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.ResultType;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.testkit.Mitm;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestCa;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.Revocation;
import java.net.Socket;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Revocation, resumption and the man in the middle, over real sessions. */
@Timeout(120)
class EndToEndSessionTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mxServer(HOST);

    @BeforeEach
    void enforce() {
        net.publish(DOMAIN, "A", TestNetwork.policy("enforce", 86_400, HOST));
    }

    @AfterEach
    void stop() {
        net.close();
    }

    static Stream<Arguments> revoked() {
        return Stream.of(
                Arguments.of("by CRL", (Function<TestCa, ServerCertificate>) ca -> ca.revokedByCrl(HOST)),
                Arguments.of("by OCSP", (Function<TestCa, ServerCertificate>) ca -> ca.revokedByOcsp(HOST)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("revoked")
    @Tag("STS-4.2-07")
    void leavesAHostWithARevokedCertificate(String how, Function<TestCa, ServerCertificate> certificate) {
        mx.certificate(certificate.apply(net.ca()));
        for (Revocation choice : new Revocation[] {Revocation.HARD_FAIL, Revocation.SOFT_FAIL}) {
            try (Rig rig = new Rig(net, builder -> builder.revocation(choice))) {
                net.policyHost(DOMAIN).certificate(net.ca().revocable("mta-sts." + DOMAIN));
                Opening<Socket> opening = open(rig);
                assertThat(opening).isInstanceOf(NotReady.class);
                assertThat(((NotReady<Socket>) opening).failures())
                        .singleElement()
                        .satisfies(failure -> {
                            assertThat(failure.type()).isEqualTo(ResultType.CERTIFICATE_NOT_TRUSTED);
                            assertThat(failure.reason()).contains("revoked");
                        });
            }
        }
        try (Rig rig = new Rig(net)) {
            assertThat(open(rig)).as("revocation is not checked by default").isInstanceOf(Ready.class);
        }
    }

    @Test
    @Tag("STS-4.2-07")
    void usesAHostWhoseCertificateIsNotRevoked() {
        mx.certificate(net.ca().revocable(HOST));
        net.policyHost(DOMAIN).certificate(net.ca().revocable("mta-sts." + DOMAIN));
        try (Rig rig = new Rig(net, builder -> builder.revocation(Revocation.HARD_FAIL))) {
            assertThat(open(rig)).isInstanceOf(Ready.class);
        }
        assertThat(net.ca().revocationRequests()).isNotEmpty();
    }

    @Test
    @Tag("STS-3.3-08")
    void takesNoPolicyFromAHostWithARevokedCertificate() {
        net.policyHost(DOMAIN).certificate(net.ca().revoked("mta-sts." + DOMAIN));
        try (Rig rig = new Rig(net, builder -> builder.revocation(Revocation.HARD_FAIL));
                Attempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.resolution()).isInstanceOfSatisfying(PolicyResolution.NoPolicy.class, none -> {
                assertThat(none.failure()).isNotNull();
                assertThat(none.failure().type()).isEqualTo(ResultType.STS_WEBPKI_INVALID);
                assertThat(none.failure().reason()).contains("revoked");
            });
        }
    }

    @Test // rule 5: an earlier session vouches for nothing
    void judgesEachHandshakeByItself() throws Exception {
        try (Rig rig = new Rig(net)) {
            Opening<Socket> first = open(rig);
            assertThat(first).isInstanceOf(Ready.class);
            ((Ready<Socket>) first).connection().close();
            mx.certificate(net.ca().selfSigned(HOST));
            assertThat(open(rig)).isInstanceOf(NotReady.class);
        }
    }

    static Stream<Arguments> attacks() {
        return Stream.of(
                attack("STARTTLS stripped", Mitm::stripStartTls),
                attack("STARTTLS replaced by spaces", Mitm::replaceStartTlsWithSpaces),
                attack("STARTTLS refused", mitm -> mitm.refuseStartTls("454 4.7.0 TLS not available")),
                attack("handshake cut", Mitm::cutHandshake));
    }

    private static Arguments attack(String name, Consumer<Mitm> attack) {
        return Arguments.of(name, attack);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    @Tag("STS-5-03")
    void waitsUnderEnforceWhereAManInTheMiddleBreaksTls(String name, Consumer<Mitm> attack) {
        attack.accept(net.attack(mx));
        try (Rig rig = new Rig(net);
                Attempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(NotReady.class);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
            assertThat(rig.outcomes).hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    @Tag("STS-5-04")
    void deliversAndReportsUnderTesting(String name, Consumer<Mitm> attack) throws Exception {
        net.publish(DOMAIN, "B", TestNetwork.policy("testing", 86_400, HOST));
        attack.accept(net.attack(mx));
        try (Rig rig = new Rig(net)) {
            Opening<Socket> opening = open(rig);
            assertThat(opening)
                    .isInstanceOfSatisfying(
                            Ready.class,
                            ready -> assertThat(ready.session().encrypted()).isFalse());
            ((Ready<Socket>) opening).connection().close();
            assertThat(rig.outcomes)
                    .as("a clear-text reconnection is not a second session")
                    .hasSize(1);
            assertThat(rig.outcomes.get(0).policies().get(0).success()).isFalse();
        }
    }

    @Test // pitfall 18
    void takesNoReplyThatCameTooEarlyForTls() {
        mx.injectBefore220("250-evil.example\r\n250 AUTH PLAIN\r\n");
        try (Rig rig = new Rig(net)) {
            assertThat(open(rig)).isInstanceOf(NotReady.class);
        }
    }

    private Opening<Socket> open(Rig rig) {
        try (Attempt attempt = rig.begin(DOMAIN)) {
            return rig.open(attempt, HOST);
        }
    }
}
