package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.Opening.NotReady.Cause;
import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.OldTls;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import java.io.EOFException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages with REQUIRETLS, and with TLS-Required: No, from the next hop to the decision about their return. */
class RequireTlsTest {
    private static final String SIGNED = "signed.test";
    private static final String SIGNED_HOST = "mx.signed.test";
    private static final String PLAIN = "plain.test";
    private static final String PLAIN_HOST = "mx.plain.test";
    private static final String TLSA = "_25._tcp." + SIGNED_HOST;

    private final TestNetwork net = TestNetwork.start();
    private final DnsServer dns = net.dns();
    private final MxServer signed = net.mxServer(SIGNED_HOST).requireTls();
    private final MxServer plain = net.mxServer(PLAIN_HOST).requireTls();
    private final NettySmtpClient netty = new NettySmtpClient();
    private DnssecResolver resolver;
    private Rig rig;

    enum Way {
        BLOCKING,
        EVENT_DRIVEN
    }

    @BeforeEach
    void start() {
        dns.dnssec().sign(SIGNED);
        dns.mx(SIGNED, 10, SIGNED_HOST);
        dns.mx(PLAIN, 10, PLAIN_HOST);
        resolver = DnssecResolver.builder()
                .server(dns.address())
                .trustAnchors(dns.dnssec().trustAnchors())
                .clock(net.clock())
                .timeout(Duration.ofMinutes(2))
                .build();
        rig = new Rig(net, builder -> builder.dane(resolver));
    }

    @AfterEach
    void stop() {
        netty.close();
        rig.close();
        resolver.close();
        net.close();
    }

    private static DeliveryRequest.Builder request(String nextHop, DeliveryKind kind) {
        return DeliveryRequest.willRetry(nextHop)
                .ehloName("mail.sender.example")
                .kind(kind);
    }

    private DeliveryAttempt begin(String nextHop) {
        return begin(nextHop, DeliveryKind.REQUIRE_TLS);
    }

    private DeliveryAttempt begin(String nextHop, DeliveryKind kind) {
        return rig.mtaSts.begin(request(nextHop, kind).build());
    }

    private static void assertMustFail(DeliveryAttempt attempt, String status) {
        assertThat(attempt.unsent()).isInstanceOfSatisfying(Unsent.MustFail.class, failed -> {
            assertThat(failed.enhancedStatus()).isEqualTo(status);
            assertThat(failed).hasToString("must be returned: 550 " + status + " " + failed.sentence());
        });
    }

    private static void assertCause(Opening<?> opening, Cause cause) {
        assertThat(opening)
                .isInstanceOfSatisfying(
                        Opening.NotReady.class,
                        ended -> assertThat(ended.cause()).isEqualTo(cause));
    }

    private static void assertSentNothing(MxServer host) {
        assertThat(host.sessions())
                .allSatisfy(session -> assertThat(session.commands())
                        .noneMatch(command -> command.startsWith("MAIL") || command.startsWith("DATA")));
    }

    private void policy(String domain, String mode, String host) {
        net.publish(domain, "1", TestNetwork.policy(mode, 86_400, host));
    }

    private void publishMatch(ServerCertificate certificate) throws Exception {
        byte[] key = certificate.leaf().getPublicKey().getEncoded();
        dns.tlsa(TLSA, 3, 1, 1, MessageDigest.getInstance("SHA-256").digest(key));
    }

    /** The opening of either kind, closed again. */
    private Opening<?> open(Way way, DeliveryAttempt attempt, String host) throws Exception {
        Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(host);
        if (way == Way.EVENT_DRIVEN) {
            return netty.open(proceed, () -> net.route(net.mxServer(host).address()));
        }
        Opening<Socket> opening = proceed.open(rig.dialer(host));
        if (opening instanceof Opening.Ready<Socket> ready) {
            ready.connection().close();
        }
        return opening;
    }

    private Opening<?> open(DeliveryAttempt attempt, String host) throws Exception {
        return open(Way.BLOCKING, attempt, host);
    }

    private static boolean carries(Opening<?> opening) {
        return ((Opening.Ready<?>) opening).requireTls();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @Tag("RTLS-2-03")
    void sendsToAHostThatSignedMxRecordsProve(Way way) throws Exception {
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            assertThat(carries(open(way, attempt, SIGNED_HOST))).isTrue();
        }
    }

    @Test
    @Tag("RTLS-2-03")
    @Tag("RTLS-2-04")
    @Tag("RTLS-4.2.1-04")
    void sendsBehindUnsignedMxRecordsOnlyWhereAPolicyNamesTheHost() throws Exception {
        try (DeliveryAttempt attempt = begin(PLAIN)) {
            assertThat(attempt.candidate(PLAIN_HOST)).isInstanceOf(Candidate.Rejected.class);
            assertMustFail(attempt, "5.7.10");
        }
        assertThat(plain.sessions()).isEmpty();
        assertThat(rig.outcomes).as("the message's own requirement").isEmpty();
        for (String mode : List.of("testing", "enforce")) {
            String domain = mode + ".test";
            dns.mx(domain, 10, PLAIN_HOST);
            policy(domain, mode, PLAIN_HOST);
            try (DeliveryAttempt attempt = begin(domain)) {
                assertThat(carries(open(attempt, PLAIN_HOST))).isTrue();
            }
        }
        dns.mx("none.test", 10, PLAIN_HOST);
        policy("none.test", "none", PLAIN_HOST);
        try (DeliveryAttempt attempt = begin("none.test")) {
            assertThat(attempt.candidate(PLAIN_HOST)).isInstanceOf(Candidate.Rejected.class);
        }
    }

    @Test
    void waitsWhereThePolicyThatMayNameTheHostWasNotObtained() {
        dns.txt("_mta-sts." + PLAIN, "v=STSv1; id=1;");
        net.policyHost(PLAIN).status(500);
        try (DeliveryAttempt attempt = begin(PLAIN)) {
            assertThat(attempt.candidate(PLAIN_HOST)).isInstanceOf(Candidate.Rejected.class);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @Tag("RTLS-2-02")
    @Tag("RTLS-4.2.1-02")
    @Tag("RTLS-4.2.1-03")
    @Tag("RTLS-4.2.1-04")
    void passesAHostOverThatOffersItOnlyBeforeTls(Way way) throws Exception {
        signed.requireTlsOnlyInClear();
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            assertCause(open(way, attempt, SIGNED_HOST), Cause.NO_REQUIRETLS);
            assertMustFail(attempt, "5.7.30");
        }
        assertSentNothing(signed);
        assertThat(rig.outcomes)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.policies()).allMatch(AppliedPolicy::success));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @Tag("RTLS-4.2.1-01")
    void quitsAndGoesOnToAHostThatOffersIt(Way way) throws Exception {
        signed.reset();
        dns.mx(SIGNED, 20, "mx2.signed.test");
        net.mxServer("mx2.signed.test").requireTls();
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            assertCause(open(way, attempt, SIGNED_HOST), Cause.NO_REQUIRETLS);
            assertThat(carries(open(way, attempt, "mx2.signed.test"))).isTrue();
            assertThat(attempt.unsent())
                    .as("the second host met the requirements")
                    .isInstanceOf(Unsent.Defer.class);
        }
        assertThat(signed.awaitIdle(Duration.ofMinutes(2))).isTrue();
        assertThat(signed.sessions())
                .singleElement()
                .satisfies(session -> assertThat(session.commands()).endsWith("QUIT"));
    }

    @ParameterizedTest
    @CsvSource({"dns", "tcp", "421", "454", "handshake", "reply"})
    @Tag("RTLS-4.2.1-03")
    void triesAgainWhereAHostWasKeptAwayForNow(String cause) throws Exception {
        signed.reset();
        String second = "mx2.signed.test";
        dns.mx(SIGNED, 20, second);
        MxServer other = net.mxServer(second).requireTls();
        switch (cause) {
            case "dns" -> dns.servfail("_25._tcp." + second);
            case "tcp" -> other.unreachable();
            case "handshake" -> other.cutInHandshake();
            case "reply" -> other.cutAfterHandshake();
            case "421" -> other.ehloReplyOverTls("421 4.3.2 busy");
            default -> other.startTlsReply("454 4.7.0 later");
        }
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            assertCause(open(attempt, SIGNED_HOST), Cause.NO_REQUIRETLS);
            if (attempt.candidate(second) instanceof Candidate.Proceed proceed) {
                assertThat(proceed.open(rig.dialer(second))).isInstanceOf(Opening.NotReady.class);
            }
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
        try (DeliveryAttempt last = rig.mtaSts.begin(DeliveryRequest.lastTry(SIGNED)
                .ehloName("mail.sender.example")
                .kind(DeliveryKind.REQUIRE_TLS)
                .build())) {
            open(last, SIGNED_HOST);
            assertMustFail(last, "5.7.30");
        }
    }

    @Test
    void waitsForAHostThatWasNotOpened() throws Exception {
        signed.reset();
        dns.mx(SIGNED, 20, "mx2.signed.test").a("mx2.signed.test", "198.51.100.99");
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            assertCause(open(attempt, SIGNED_HOST), Cause.NO_REQUIRETLS);
            assertThat(attempt.candidate("mx2.signed.test")).isInstanceOf(Candidate.Proceed.class);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
    }

    @Test
    @Tag("RTLS-2-05")
    @Tag("RTLS-4.2.1-05")
    void requiresATrustedCertificateForTheHostOrAMatchingRecord() throws Exception {
        for (ServerCertificate bad :
                List.of(net.ca().selfSigned(SIGNED_HOST), net.ca().issue("other.test"))) {
            signed.certificate(bad);
            try (DeliveryAttempt attempt = begin(SIGNED)) {
                assertCause(open(attempt, SIGNED_HOST), Cause.TLS);
                assertMustFail(attempt, "5.7.10");
            }
        }
        assertSentNothing(signed);
    }

    @Test
    @Tag("RTLS-2-05")
    @Tag("RTLS-4.2.1-05")
    void takesAMatchingRecordWhateverTheNameOfTheCertificate() throws Exception {
        ServerCertificate own = net.ca().selfSigned("nobody.example");
        signed.certificate(own);
        publishMatch(own);
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            assertThat(carries(open(attempt, SIGNED_HOST))).isTrue();
        }
    }

    @Test
    @Tag("RTLS-2-06")
    void takesNoRecordThatCannotBeUsedForAuthentication() throws Exception {
        dns.tlsa(TLSA, 0, 0, 1, new byte[32]);
        signed.certificate(net.ca().selfSigned(SIGNED_HOST));
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            assertCause(open(attempt, SIGNED_HOST), Cause.TLS);
            assertMustFail(attempt, "5.7.10");
        }
        signed.certificate(net.ca().issue(SIGNED_HOST));
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            assertThat(carries(open(attempt, SIGNED_HOST))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @Tag("RTLS-4.2.1-04")
    void sendsNothingWithoutStartTls(Way way) throws Exception {
        signed.noStartTls();
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            assertCause(open(way, attempt, SIGNED_HOST), Cause.NO_STARTTLS);
            assertMustFail(attempt, "5.7.10");
        }
        assertSentNothing(signed);
    }

    @Test
    @Tag("RTLS-4.2.1-07")
    void refusesOldTls() throws Exception {
        net.attack(signed).downgradeTls(OldTls.TLS_1_1);
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            assertCause(open(attempt, SIGNED_HOST), Cause.TLS);
            assertMustFail(attempt, "5.7.10");
        }
        assertSentNothing(signed);
    }

    @Test
    void waitsWhereThePolicyInForceOrItsRecordsBlockedTheHost() throws Exception {
        dns.tlsa(TLSA, 3, 1, 1, new byte[32]);
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            assertCause(open(attempt, SIGNED_HOST), Cause.TLS);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
        policy(PLAIN, "enforce", PLAIN_HOST);
        plain.noStartTls();
        try (DeliveryAttempt attempt = begin(PLAIN)) {
            assertCause(open(attempt, PLAIN_HOST), Cause.NO_STARTTLS);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
    }

    @Test
    @Tag("RTLS-2-08")
    void needsNoProofWhereNoMxRecordIsUsed() throws Exception {
        net.mxServer("alone.test").requireTls();
        try (DeliveryAttempt attempt = begin("alone.test")) {
            assertThat(carries(open(attempt, "alone.test"))).isTrue();
        }
        net.mxServer("alone.test").certificate(net.ca().issue("other.test"));
        try (DeliveryAttempt attempt = begin("alone.test")) {
            assertCause(open(attempt, "alone.test"), Cause.TLS);
        }
    }

    @Test
    @Tag("RTLS-2-09")
    void refusesAnAddress() {
        net.clearConnections();
        try (DeliveryAttempt attempt = begin("[192.0.2.1]")) {
            assertThat(attempt.candidate("[192.0.2.1]")).isInstanceOf(Candidate.Rejected.class);
            assertMustFail(attempt, "5.7.10");
        }
        assertThat(net.connections()).isEmpty();
    }

    @Test
    void takesAConnectionFromThePoolOnlyWhereTheHostOffersIt() throws Exception {
        signed.reset();
        ParkedConnection<Socket> parked;
        try (DeliveryAttempt attempt = begin(SIGNED, DeliveryKind.NORMAL)) {
            parked = ((Opening.Ready<Socket>) rig.open(attempt, SIGNED_HOST)).park();
        }
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            assertThat(((Candidate.Proceed) attempt.candidate(SIGNED_HOST)).reuse(parked))
                    .isEmpty();
        }
        parked.close();
        signed.requireTls();
        try (DeliveryAttempt attempt = begin(SIGNED, DeliveryKind.NORMAL)) {
            parked = ((Opening.Ready<Socket>) rig.open(attempt, SIGNED_HOST)).park();
        }
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            Opening.Ready<Socket> again = ((Candidate.Proceed) attempt.candidate(SIGNED_HOST))
                    .reuse(parked)
                    .orElseThrow();
            assertThat(again.requireTls()).isTrue();
            again.connection().close();
        }
    }

    @Test
    @Tag("RTLS-5-01")
    @Tag("RTLS-5-02")
    @Tag("RTLS-4.2.1-06")
    void sendsABounceWithTheParameterWhereTheHostAllowsItAndWithoutItElsewhere() throws Exception {
        try (DeliveryAttempt attempt = begin(SIGNED, DeliveryKind.REQUIRE_TLS_BOUNCE)) {
            assertThat(carries(open(attempt, SIGNED_HOST))).isTrue();
        }
        signed.certificate(net.ca().selfSigned(SIGNED_HOST));
        try (DeliveryAttempt attempt = begin(SIGNED, DeliveryKind.REQUIRE_TLS_BOUNCE)) {
            assertThat(carries(open(attempt, SIGNED_HOST))).isFalse();
        }
        signed.reset();
        try (DeliveryAttempt attempt = begin(SIGNED, DeliveryKind.REQUIRE_TLS_BOUNCE)) {
            assertThat(carries(open(attempt, SIGNED_HOST))).isFalse();
        }
        try (DeliveryAttempt attempt = begin(PLAIN, DeliveryKind.REQUIRE_TLS_BOUNCE)) {
            assertThat(carries(open(attempt, PLAIN_HOST)))
                    .as("nothing proves the host")
                    .isFalse();
        }
        plain.noStartTls();
        try (DeliveryAttempt attempt = begin(PLAIN, DeliveryKind.REQUIRE_TLS_BOUNCE)) {
            assertThat(carries(open(attempt, PLAIN_HOST))).isFalse();
        }
    }

    @Test
    void checksTheReplyOfAServerThatSpeaksItself() throws Exception {
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(SIGNED_HOST);
            try (SmtpSession session = proceed.session()) {
                shakeHands(session);
                assertThatThrownBy(session::answered)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("REQUIRETLS");
                assertThat(session.answered(List.of("250-mx", "250 REQUIRETLS")))
                        .isInstanceOf(SmtpSession.Permission.Granted.class);
            }
        }
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(SIGNED_HOST);
            try (SmtpSession session = proceed.session()) {
                shakeHands(session);
                assertThat(session.answered(List.of("250-mx", "250-SIZE", "250 XREQUIRETLS")))
                        .isInstanceOf(SmtpSession.Permission.Denied.class);
            }
            assertMustFail(attempt, "5.7.30");
        }
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(SIGNED_HOST);
            try (SmtpSession session = proceed.session()) {
                session.connected(null, null);
                assertThat(session.startTlsMissing()).isInstanceOf(SmtpSession.Permission.Denied.class);
            }
            assertMustFail(attempt, "5.7.10");
        }
    }

    /** Nothing that one host lacks takes back what another one has shown. */
    @Test
    @Tag("RTLS-4.2.1-02")
    void waitsForAHostThatMetTheRequirementsWhateverTheNextOneLacks() throws Exception {
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(SIGNED_HOST);
            for (List<String> reply : List.of(List.of("250-mx", "250 REQUIRETLS"), List.of("250-mx", "250 SIZE"))) {
                try (SmtpSession session = proceed.session()) {
                    shakeHands(session);
                    session.answered(reply);
                }
            }
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"timeout", "end", "abandoned"})
    @Tag("RTLS-4.2.1-03")
    void waitsWhereTheConnectionOfAServerThatSpeaksItselfWasLost(String cause) {
        try (DeliveryAttempt attempt = begin(SIGNED)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(SIGNED_HOST);
            try (SmtpSession session = proceed.session()) {
                session.connected(null, null);
                assertThat(session.socketFactory()).isNotNull();
                switch (cause) {
                    case "timeout" -> session.handshakeFailed(new SocketTimeoutException());
                    case "end" ->
                        session.handshakeFailed(new SSLHandshakeException("ended").initCause(new EOFException()));
                    default -> {} // the end of the session says so
                }
            }
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
    }

    private void shakeHands(SmtpSession session) throws Exception {
        MxServer implicit = signed.implicitTls();
        Socket socket = net.sockets().createSocket();
        socket.connect(implicit.address());
        session.connected(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress());
        try (javax.net.ssl.SSLSocket tls =
                (javax.net.ssl.SSLSocket) session.socketFactory().createSocket(socket, SIGNED_HOST, 25, true)) {
            tls.startHandshake();
            assertThat(session.established(tls.getSession())).isInstanceOf(SmtpSession.Permission.Granted.class);
        }
    }

    @Test
    @Tag("RTLS-3-04")
    @Tag("RTLS-4.1-01")
    void findsTheKindOfAMessage() {
        for (String no : List.of("No", " no", "NO ")) {
            assertThat(DeliveryKind.of(false, "a@b.example", List.of(no))).isEqualTo(DeliveryKind.TLS_NOT_REQUIRED);
            assertThat(DeliveryKind.of(true, "a@b.example", List.of(no))).isEqualTo(DeliveryKind.REQUIRE_TLS);
        }
        for (List<String> other : List.of(List.of("Maybe"), List.of("No", "No"), List.<String>of(), List.of(""))) {
            assertThat(DeliveryKind.of(false, "", other)).isEqualTo(DeliveryKind.NORMAL);
        }
        assertThat(DeliveryKind.of(true, "", List.of())).isEqualTo(DeliveryKind.REQUIRE_TLS_BOUNCE);
    }

    @Test
    @Tag("RTLS-4.1-02")
    void keepsTheKindForEachNextHop() throws Exception {
        signed.reset();
        policy(PLAIN, "testing", PLAIN_HOST);
        plain.reset();
        for (String hop : List.of(SIGNED, PLAIN)) {
            try (DeliveryAttempt attempt = begin(hop, DeliveryKind.of(true, "a@b.example", List.of()))) {
                assertCause(open(attempt, "mx." + hop), Cause.NO_REQUIRETLS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tlsa", "sts"})
    @Tag("RTLS-3-01")
    @Tag("RTLS-3-02")
    @Tag("RTLS-4.2.2-01")
    void sendsAMessageThatNeedsNoTlsAndReportsWhatFailed(String mechanism) throws Exception {
        boolean isTlsa = mechanism.equals("tlsa");
        String domain = isTlsa ? SIGNED : PLAIN;
        MxServer host = isTlsa ? signed : plain;
        if (isTlsa) {
            dns.tlsa(TLSA, 3, 1, 1, new byte[32]);
        } else {
            policy(PLAIN, "enforce", PLAIN_HOST);
            plain.certificate(net.ca().expired(PLAIN_HOST));
        }
        try (DeliveryAttempt attempt = begin(domain, DeliveryKind.TLS_NOT_REQUIRED)) {
            Opening.Ready<?> ready = (Opening.Ready<?>) open(attempt, host.name());
            assertThat(ready.session().encrypted()).isTrue();
            assertThat(ready.requireTls()).isFalse();
        }
        assertThat(rig.outcomes)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.policies())
                        .filteredOn(policy -> policy.type() == (isTlsa ? PolicyType.TLSA : PolicyType.STS))
                        .singleElement()
                        .satisfies(policy -> assertThat(policy.failures())
                                .extracting(Failure::type)
                                .containsExactly(isTlsa ? ResultType.TLSA_INVALID : ResultType.CERTIFICATE_EXPIRED)));
        host.noStartTls();
        try (DeliveryAttempt attempt = begin(domain, DeliveryKind.TLS_NOT_REQUIRED)) {
            Opening.Ready<?> ready = (Opening.Ready<?>) open(attempt, host.name());
            assertThat(ready.session().encrypted()).isFalse();
        }
    }
}
