package io.github.mtasts;

import static io.github.mtasts.failure.ResultType.CERTIFICATE_EXPIRED;
import static io.github.mtasts.failure.ResultType.CERTIFICATE_HOST_MISMATCH;
import static io.github.mtasts.failure.ResultType.CERTIFICATE_NOT_TRUSTED;
import static io.github.mtasts.failure.ResultType.STARTTLS_NOT_SUPPORTED;
import static io.github.mtasts.failure.ResultType.VALIDATION_FAILURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestCa;
import io.github.mtasts.testkit.TestNetwork;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Under enforce a session is either validated or not used, with the exact failure. */
class EnforcedSessionTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";

    private final TestNetwork net = TestNetwork.start();
    private final TestCa ca = net.ca();
    private final MxServer mx = net.mx(DOMAIN, HOST).mxServer(HOST);
    private final Rig rig = new Rig(net);

    @BeforeEach
    void enforce() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, "*.example.com"));
    }

    @AfterEach
    void stop() {
        rig.close();
        net.close();
    }

    @Test
    @Tag("STS-7.1-01")
    @Tag("STS-4.2-05")
    void usesAHostThatProvesItsName() throws Exception {
        mx.certificate(ca.issue("*.example.com"));
        Opening<Socket> opening = open("MX1.Example.com.");

        assertThat(opening)
                .isInstanceOfSatisfying(
                        Opening.Ready.class,
                        ready -> assertThat(ready.session().validated()).isTrue());
        ((Opening.Ready<Socket>) opening).connection().close();
        assertThat(mx.sessions())
                .allSatisfy(session -> assertThat(session.sni()).isEqualTo(HOST));
        AppliedPolicy applied = onlyApplied();
        assertThat(applied.success()).isTrue();
        assertThat(applied.type()).isEqualTo(PolicyType.STS);
        assertThat(applied.policyDomain()).isEqualTo(DOMAIN);
        assertThat(applied.policyString())
                .containsExactly("version: STSv1", "mode: enforce", "mx: *.example.com", "max_age: 86400");
        assertThat(applied.mxHosts()).containsExactly("*.example.com");
        DeliveryOutcome outcome = rig.outcomes.get(0);
        assertThat(outcome.mxHost()).hasToString(HOST);
        assertThat(outcome.receivingAddress()).isEqualTo(mx.address().getAddress());
        assertThat(outcome.sendingAddress()).isNotNull();
        assertThat(outcome.receivingHelo()).isEqualTo(HOST);
    }

    static Stream<Arguments> badCertificates() {
        return Stream.of(
                bad("expired", ca -> ca.expired(HOST), CERTIFICATE_EXPIRED, "expired"),
                bad("not yet valid", ca -> ca.notYetValid(HOST), CERTIFICATE_NOT_TRUSTED, "not-yet-valid"),
                bad("self-signed", ca -> ca.selfSigned(HOST), CERTIFICATE_NOT_TRUSTED, "self-signed"),
                bad(
                        "intermediate missing",
                        ca -> ca.missingIntermediate(HOST),
                        CERTIFICATE_NOT_TRUSTED,
                        "unknown-issuer"),
                bad("other root", ca -> ca.untrustedRoot(HOST), CERTIFICATE_NOT_TRUSTED, ""),
                bad("wrong usage", ca -> ca.wrongUsage(HOST), CERTIFICATE_NOT_TRUSTED, "wrong-usage"),
                bad(
                        "name constraints",
                        ca -> ca.nameConstraintViolated(HOST),
                        CERTIFICATE_NOT_TRUSTED,
                        "name-constraints"),
                bad("other name", ca -> ca.issue("other.example.com"), CERTIFICATE_HOST_MISMATCH, "host-mismatch"),
                bad("recipient domain only", ca -> ca.issue(DOMAIN), CERTIFICATE_HOST_MISMATCH, "host-mismatch"),
                bad("common name only", ca -> ca.commonNameOnly(HOST), CERTIFICATE_HOST_MISMATCH, "host-mismatch"),
                bad("partial wildcard", ca -> ca.issue("mx*.example.com"), CERTIFICATE_HOST_MISMATCH, "host-mismatch"),
                bad(
                        "wildcard of a top level domain",
                        ca -> ca.issue("*.com"),
                        CERTIFICATE_HOST_MISMATCH,
                        "host-mismatch"),
                bad(
                        "URI name only",
                        ca -> ca.withSans("x", "uri:https://" + HOST),
                        CERTIFICATE_HOST_MISMATCH,
                        "host-mismatch"));
    }

    private static Arguments bad(
            String name,
            java.util.function.Function<TestCa, io.github.mtasts.testkit.ServerCertificate> certificate,
            ResultType type,
            String reason) {
        return Arguments.of(name, certificate, type, reason);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badCertificates")
    @Tag("STS-4.2-01")
    @Tag("STS-4.2-02")
    @Tag("STS-4.2-03")
    @Tag("STS-4.2-04")
    @Tag("STS-4.2-05")
    @Tag("STS-4.2-06")
    @Tag("STS-5-02")
    void leavesAHostWithABadCertificate(
            String name,
            java.util.function.Function<TestCa, io.github.mtasts.testkit.ServerCertificate> certificate,
            ResultType type,
            String reason) {
        mx.certificate(certificate.apply(ca));
        Opening.NotReady<Socket> left = notReady(open(HOST));

        assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.TLS);
        assertThat(left.failures()).extracting(Failure::type).containsExactly(type);
        assertThat(left.failures().get(0).reason()).startsWith(reason);
        assertThat(onlyApplied().failures()).isEqualTo(left.failures());
        assertNothingSent();
    }

    @Test
    void namesEveryFaultOfACertificate() {
        mx.certificate(ca.expired("other.example.com"));
        assertThat(notReady(open(HOST)).failures())
                .extracting(Failure::type)
                .containsExactlyInAnyOrder(CERTIFICATE_EXPIRED, CERTIFICATE_HOST_MISMATCH);
    }

    static Stream<Arguments> badSessions() {
        return Stream.of(
                session(
                        "no STARTTLS",
                        MxServer::noStartTls,
                        Opening.NotReady.Cause.NO_STARTTLS,
                        STARTTLS_NOT_SUPPORTED),
                session(
                        "454",
                        mx -> mx.startTlsReply("454 no"),
                        Opening.NotReady.Cause.NO_STARTTLS,
                        STARTTLS_NOT_SUPPORTED),
                session(
                        "502",
                        mx -> mx.startTlsReply("502 no"),
                        Opening.NotReady.Cause.NO_STARTTLS,
                        STARTTLS_NOT_SUPPORTED),
                session(
                        "554",
                        mx -> mx.startTlsReply("554 no"),
                        Opening.NotReady.Cause.NO_STARTTLS,
                        STARTTLS_NOT_SUPPORTED),
                session(
                        "EHLO refused",
                        mx -> mx.ehloReply("502 no"),
                        Opening.NotReady.Cause.NO_STARTTLS,
                        STARTTLS_NOT_SUPPORTED),
                session("greeting 554", mx -> mx.greeting("554 no"), Opening.NotReady.Cause.SMTP, VALIDATION_FAILURE),
                session("endless EHLO", MxServer::endlessEhlo, Opening.NotReady.Cause.SMTP, VALIDATION_FAILURE),
                session("endless greeting", MxServer::endlessGreeting, Opening.NotReady.Cause.SMTP, VALIDATION_FAILURE),
                session(
                        "cut after STARTTLS",
                        MxServer::cutAfterStartTls,
                        Opening.NotReady.Cause.TLS,
                        VALIDATION_FAILURE),
                session(
                        "cut in the handshake",
                        MxServer::cutInHandshake,
                        Opening.NotReady.Cause.TLS,
                        VALIDATION_FAILURE),
                session(
                        "plain text after 220",
                        MxServer::plainAfter220,
                        Opening.NotReady.Cause.TLS,
                        VALIDATION_FAILURE));
    }

    private static Arguments session(
            String name, java.util.function.Consumer<MxServer> attack, Opening.NotReady.Cause cause, ResultType type) {
        return Arguments.of(name, attack, cause, type);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badSessions")
    @Tag("STS-4-02")
    @Tag("STS-5-03")
    void leavesAHostWithoutTls(
            String name, java.util.function.Consumer<MxServer> attack, Opening.NotReady.Cause cause, ResultType type)
            throws Exception {
        attack.accept(mx);
        Opening.NotReady<Socket> left = notReady(open(HOST));

        // After 220 the cut may come before or during the handshake.
        assertThat(left.cause()).isIn(cause, name.equals("cut after STARTTLS") ? Opening.NotReady.Cause.SMTP : cause);
        assertThat(left.failures()).extracting(Failure::type).containsExactly(type);
        assertThat(onlyApplied().failures()).isEqualTo(left.failures());
        assertNothingSent();
        assertThat(mx.awaitIdle(Duration.ofMinutes(2)))
                .as("the connection is closed")
                .isTrue();
        if (cause == Opening.NotReady.Cause.NO_STARTTLS) {
            assertThat(mx.sessions().get(0).commands()).last().isEqualTo("QUIT");
        }
    }

    @Test // a refusal before validated TLS is temporary: otherwise an attacker could bounce mail
    @Tag("STS-5-08")
    void defersWhateverTheHostSaysBeforeTls() {
        for (String refusal : List.of("454 no", "502 no", "554 never", "521 go away")) {
            mx.startTlsReply(refusal);
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
                assertThat(attempt.unsent()).isInstanceOfSatisfying(Unsent.Defer.class, defer -> {
                    assertThat(defer.enhancedStatus()).startsWith("4.7.");
                    assertThat(defer.sentence()).contains(DOMAIN).doesNotContain("\n");
                });
            }
        }
    }

    @Test // the certificate must match the MX host, also when a server does not use our trust manager
    void leavesAnEncryptedSessionThatProvesNothing() throws Exception {
        SSLContext trusting = ca.clientContext(); // trusts the authority, and checks no name
        try (SSLServerSocket listener = (SSLServerSocket) ca.issue("other.example.com")
                        .serverContext()
                        .getServerSocketFactory()
                        .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SSLSocket client = (SSLSocket) trusting.getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
                SSLSocket server = (SSLSocket) listener.accept();
                DeliveryAttempt attempt = rig.begin(DOMAIN);
                SmtpSession session = ((Candidate.Proceed) attempt.candidate(HOST)).session()) {
            CompletableFuture<Void> shaken = CompletableFuture.runAsync(server::getSession);
            session.connected(client.getLocalSocketAddress(), client.getRemoteSocketAddress());
            client.startHandshake();
            shaken.join();
            assertThat(session.established(client.getSession()))
                    .isInstanceOfSatisfying(
                            SmtpSession.Permission.Denied.class,
                            leave -> assertThat(leave.session().encrypted()).isTrue());
        }
        assertThat(onlyApplied().success()).isFalse();
    }

    @Test // a refusal before validated TLS is temporary: otherwise an attacker could bounce mail
    @Tag("STS-5-08")
    void defersWhateverTheHostSaysInsteadOfGreetingAndEhlo() {
        for (String refusal : List.of("421 later", "502 no", "554 never")) {
            mx.greeting(refusal);
            assertDeferred();
            mx.reset().ehloReply(refusal);
            assertDeferred();
        }
    }

    private void assertDeferred() {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
    }

    @Test
    @Tag("STS-5-01")
    @Tag("STS-4-01")
    @Tag("STS-6-04")
    @Tag("STS-4.1-01")
    void rejectsAHostOutsideThePolicyWithoutDiallingIt() {
        net.mxServer("evil.example.net");
        net.clearConnections();
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            net.clearConnections();
            assertThat(attempt.candidate("evil.example.net"))
                    .isInstanceOfSatisfying(
                            Candidate.Rejected.class,
                            rejected -> assertThat(rejected.reason().reason()).startsWith("mx-mismatch"));
            assertThat(attempt.candidate("evil.example.net")).isInstanceOf(Candidate.Rejected.class);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
        assertThat(net.connections()).isEmpty();
        AppliedPolicy applied = onlyApplied(); // once per attempt, also for several calls
        assertThat(applied.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.type()).isEqualTo(VALIDATION_FAILURE);
            assertThat(failure.reason()).startsWith("mx-mismatch");
        });
        assertThat(rig.outcomes.get(0).mxHost()).hasToString("evil.example.net");
        assertThat(rig.outcomes.get(0).receivingAddress()).isNull();
    }

    /** Servers abort on a server name with an underscore; the certificate proves the host like any other. */
    @Test
    void dialsAHostWithAnUnderscoreWithoutServerNameAndChecksItsCertificate() throws Exception {
        String host = "mx_1.example.com";
        MxServer odd = net.mxServer(host).certificate(ca.issue(host));
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.use(attempt, host).validated()).isTrue();
            assertThat(odd.sessions())
                    .singleElement()
                    .satisfies(session -> assertThat(session.sni()).isNull());
            odd.certificate(ca.issue("mx-1.example.com"));
            assertThat(rig.open(attempt, host)).isInstanceOf(Opening.NotReady.class);
        }
        assertThat(rig.outcomes.get(1).policies().get(0).failures())
                .extracting(Failure::type)
                .containsExactly(CERTIFICATE_HOST_MISMATCH);
    }

    /** No certificate can prove such a name, and the DNS has it: mail goes there where no proof is required. */
    @ParameterizedTest
    @ValueSource(strings = {"enforce", "testing", "none"})
    void rejectsANameThatCannotBeProvedOnlyWhereProofIsRequired(String mode) {
        String host = "mx-.example.com";
        net.mxServer(host).certificate(ca.issue(HOST));
        net.publish(
                DOMAIN,
                "id2",
                mode.equals("none")
                        ? TestNetwork.policy(mode, 86_400)
                        : TestNetwork.policy(mode, 86_400, "*.example.com"));
        rig.check(DOMAIN);
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            if (mode.equals("enforce")) {
                assertThat(attempt.candidate(host))
                        .isInstanceOfSatisfying(
                                Candidate.Rejected.class,
                                rejected ->
                                        assertThat(rejected.reason().reason()).startsWith("mx-name-invalid: "));
            } else {
                assertThat(rig.open(attempt, host)).isInstanceOf(Opening.Ready.class);
            }
        }
        assertThat(rig.outcomes).hasSize(1);
        assertThat(rig.outcomes.get(0).policies().get(0).success()).isEqualTo(mode.equals("none"));
    }

    @Test
    void rejectsAnAddressInAnMxRecord() {
        try (DeliveryAttempt attempt = rig.begin("other.example")) {
            for (String text : List.of("192.0.2.1", "[192.0.2.1]", "2001:db8::1", "", "a..b", "mx 1.example")) {
                assertThat(attempt.candidate(text)).as(text).isInstanceOf(Candidate.Rejected.class);
            }
        }
    }

    @Test // the implicit MX must match the policy: otherwise stripped MX records would bypass it
    void rejectsTheDomainItselfWhereThePolicyDoesNotNameIt() {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.candidate(DOMAIN)).isInstanceOf(Candidate.Rejected.class);
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Tag("STS-7.2-01")
    void speaksTls12AndTls13(String version) throws Exception {
        mx.tlsVersions(version);
        Opening<Socket> opening = open(HOST);
        assertThat(opening)
                .isInstanceOfSatisfying(
                        Opening.Ready.class,
                        ready -> assertThat(ready.session().protocol()).isEqualTo(version));
        ((Opening.Ready<Socket>) opening).connection().close();
    }

    @Test // capabilities and bytes from before the handshake must not count after it
    void hearsNothingThatWasSaidBeforeTheHandshake() throws Exception {
        mx.injectAfter220("250-evil.example\r\n250 AUTH PLAIN\r\n");
        Opening<Socket> opening = open(HOST);
        assertThat(opening).isInstanceOf(Opening.Ready.class);
        try (Socket socket = ((Opening.Ready<Socket>) opening).connection()) {
            byte[] read = new byte[512];
            int length = socket.getInputStream().read(read);
            assertThat(new String(read, 0, length, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("220 mx1.example.com ESMTP\r\n");
            socket.getOutputStream().write("EHLO x\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            length = socket.getInputStream().read(read);
            assertThat(new String(read, 0, length, java.nio.charset.StandardCharsets.US_ASCII))
                    .startsWith("250-" + HOST)
                    .doesNotContain("AUTH");
        }
    }

    @Test
    void recordsNothingOfAHostThatCannotBeReached() {
        mx.unreachable();
        assertThat(notReady(open(HOST)).cause()).isEqualTo(Opening.NotReady.Cause.UNREACHABLE);
        assertThat(rig.outcomes).isEmpty();
    }

    private Opening<Socket> open(String host) {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.candidate(host)).isInstanceOf(Candidate.Proceed.class);
            return ((Candidate.Proceed) attempt.candidate(host)).open(rig.dialer(HOST));
        }
    }

    private static Opening.NotReady<Socket> notReady(Opening<Socket> opening) {
        assertThat(opening).isInstanceOf(Opening.NotReady.class);
        return (Opening.NotReady<Socket>) opening;
    }

    private AppliedPolicy onlyApplied() {
        assertThat(rig.outcomes).hasSize(1);
        assertThat(rig.outcomes.get(0).policies()).hasSize(1);
        return rig.outcomes.get(0).policies().get(0);
    }

    private void assertNothingSent() {
        assertThat(mx.sessions())
                .hasSize(1)
                .allSatisfy(session -> assertThat(session.commands()).noneMatch(command -> command.startsWith("MAIL")));
        assertThat(mx.messages()).isEmpty();
    }
}
