package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Openings resume TLS sessions, and dial again when the certificate of an earlier session does not hold any more. */
@Tag("STS-4.2-01")
class ResumedSessionTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";

    private final TestNetwork net = TestNetwork.start();
    private final TestClock clock = new TestClock(Instant.now());
    private final MxServer mx = net.mxServer(HOST);
    private final Rig rig = new Rig(net, builder -> builder.certificateClock(clock));
    private final NettySmtpClient netty = new NettySmtpClient();

    enum Kind {
        BLOCKING,
        EVENT_DRIVEN
    }

    @AfterEach
    void stop() {
        netty.close();
        rig.close();
        net.close();
    }

    @ParameterizedTest
    @CsvSource({
        "BLOCKING,enforce,TLSv1.3",
        "BLOCKING,enforce,TLSv1.2",
        "BLOCKING,testing,TLSv1.3",
        "BLOCKING,testing,TLSv1.2",
        "EVENT_DRIVEN,enforce,TLSv1.3",
        "EVENT_DRIVEN,enforce,TLSv1.2",
        "EVENT_DRIVEN,testing,TLSv1.3"
    })
    void aHostThatHasANewCertificateIsDialledAgain(Kind kind, String mode, String version) throws Exception {
        publish(mode, version);
        resumable(kind);
        AtomicInteger dialled = new AtomicInteger();
        Opening<?> opening = open(kind, builder -> builder, () -> {
            if (dialled.incrementAndGet() == 2) {
                mx.certificate(net.ca().issue(HOST)); // the first connection resumed the session
            }
        });
        assertThat(dialled).hasValue(2);
        assertThat(opening).isInstanceOfSatisfying(Opening.Ready.class, ready -> {
            assertThat(ready.session().validated()).isTrue();
            assertThat(ready.session().resumed()).isFalse();
        });
        assertThat(rig.outcomes)
                .singleElement()
                .satisfies(outcome ->
                        assertThat(outcome.policies().get(0).success()).isTrue());
        assertThat(use().validated()).isTrue();
    }

    /** The certificate is in the outcome, although it blocks nothing. */
    @ParameterizedTest
    @CsvSource({"BLOCKING,enforce", "BLOCKING,testing", "EVENT_DRIVEN,enforce"})
    void aMessageThatNeedsNoTlsIsCountedByTheNewCertificate(Kind kind, String mode) throws Exception {
        publish(mode, "TLSv1.3");
        resumable(kind, builder -> builder.kind(DeliveryKind.TLS_NOT_REQUIRED));
        AtomicInteger dialled = new AtomicInteger();
        var unused = open(kind, builder -> builder.kind(DeliveryKind.TLS_NOT_REQUIRED), () -> {
            if (dialled.incrementAndGet() == 2) {
                mx.certificate(net.ca().issue(HOST));
            }
        });
        assertThat(dialled).hasValue(2);
        assertThat(rig.outcomes)
                .singleElement()
                .satisfies(outcome ->
                        assertThat(outcome.policies().get(0).success()).isTrue());
    }

    /** A second connection would prove what nobody asks for. */
    @ParameterizedTest
    @CsvSource({
        "BLOCKING,none,NORMAL,1", "EVENT_DRIVEN,none,NORMAL,1", "BLOCKING,no policy,NORMAL,1",
        "BLOCKING,none,TLS_NOT_REQUIRED,1", "BLOCKING,testing,TLS_REPORT,0", "BLOCKING,enforce,TLS_REPORT,0",
        "EVENT_DRIVEN,enforce,TLS_REPORT,0"
    })
    void aHostIsNotDialledAgainWhereNothingDependsOnItsCertificate(
            Kind kind, String mode, DeliveryKind message, int outcomes) throws Exception {
        publish(mode, "TLSv1.3");
        resumable(kind, builder -> builder.kind(message));
        AtomicInteger dialled = new AtomicInteger();
        Opening<?> opening = open(kind, builder -> builder.kind(message), dialled::incrementAndGet);
        assertThat(dialled).hasValue(1);
        assertThat(opening).isInstanceOfSatisfying(Opening.Ready.class, ready -> {
            assertThat(ready.session().resumed()).isTrue();
            assertThat(ready.session().encrypted()).isTrue();
        });
        assertThat(rig.outcomes)
                .hasSize(outcomes)
                .allMatch(outcome -> outcome.policies().get(0).success());
        assertThat(open(kind, builder -> builder.kind(message), () -> {}))
                .as("the session was dropped")
                .isInstanceOfSatisfying(
                        Opening.Ready.class,
                        ready -> assertThat(ready.session().resumed()).isFalse());
    }

    @ParameterizedTest
    @CsvSource({"BLOCKING,TLSv1.3", "BLOCKING,TLSv1.2", "EVENT_DRIVEN,TLSv1.3", "EVENT_DRIVEN,TLSv1.2"})
    void eachOpeningResumesTheSessionOfTheOneBefore(Kind kind, String version) throws Exception {
        publish("enforce", version);
        for (int i = 0; i < 3; i++) {
            boolean resumes = i > 0;
            assertThat(open(kind, builder -> builder, () -> {})).isInstanceOfSatisfying(Opening.Ready.class, ready -> {
                assertThat(ready.session().resumed()).isEqualTo(resumes);
                assertThat(ready.session().validated()).isTrue();
            });
        }
        assertThat(rig.outcomes).as("each is counted").hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"enforce,TLSv1.3", "enforce,TLSv1.2", "testing,TLSv1.3"})
    void aCertificateThatExpiredInBetweenFailsAfterAFullHandshake(String mode, String version) throws Exception {
        publish(mode, version);
        mx.certificate(net.ca()
                .validityBetween(
                        clock.instant().minusSeconds(3_600), clock.instant().plusSeconds(7_200), HOST));
        assertThat(use().validated()).isTrue();
        clock.advance(Duration.ofHours(3));
        rig.outcomes.clear();

        int before = mx.sessions().size();
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Opening<Socket> opening = rig.open(attempt, HOST);
            assertThat(opening instanceof Opening.Ready).isEqualTo(mode.equals("testing"));
            if (opening instanceof Opening.Ready<Socket> ready) {
                ready.connection().close();
            }
        }
        assertThat(rig.outcomes)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.policies().get(0).failures())
                        .extracting(Failure::type)
                        .containsExactly(ResultType.CERTIFICATE_EXPIRED));
        assertThat(mx.sessions().size()).as("connections").isGreaterThanOrEqualTo(before + 1);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3", "TLSv1.2"})
    void aHostThatCannotBeDialledAgainHasFailedInNothing(String version) throws Exception {
        publish("enforce", version);
        mx.certificate(net.ca()
                .validityBetween(
                        clock.instant().minusSeconds(3_600), clock.instant().plusSeconds(7_200), HOST));
        assertThat(use().validated()).isTrue();
        clock.advance(Duration.ofHours(3));
        rig.outcomes.clear();

        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            AtomicInteger dialled = new AtomicInteger();
            Opening<Socket> opening = ((Candidate.Proceed) attempt.candidate(HOST)).open(() -> {
                if (dialled.incrementAndGet() == 2) {
                    throw new IOException("unreachable");
                }
                return dial();
            });
            assertThat(opening).isInstanceOf(Opening.NotReady.class);
            Opening.NotReady<Socket> left = (Opening.NotReady<Socket>) opening;
            assertThat(left.cause()).isEqualTo(Opening.NotReady.Cause.UNREACHABLE);
            assertThat(left.failures()).isEmpty();
        }
        assertThat(rig.outcomes).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3", "TLSv1.2"})
    void aServerThatSpeaksSmtpItselfIsAskedToDialAgain(String version) throws Exception {
        publish("enforce", version);
        mx.certificate(net.ca()
                .validityBetween(
                        clock.instant().minusSeconds(3_600), clock.instant().plusSeconds(7_200), HOST));
        assertThat(use().validated()).isTrue();
        clock.advance(Duration.ofHours(3));
        rig.outcomes.clear();

        try (DeliveryAttempt attempt = rig.begin(DOMAIN);
                SmtpSession session = ((Candidate.Proceed) attempt.candidate(HOST)).session()) {
            assertThat(handshake(session)).isInstanceOf(SmtpSession.Permission.DialAgain.class);
            mx.certificate(net.ca().issue(HOST));
            assertThat(handshake(session)).isInstanceOf(SmtpSession.Permission.Granted.class);
            session.answered();
        }
        assertThat(rig.outcomes)
                .singleElement()
                .satisfies(outcome ->
                        assertThat(outcome.policies().get(0).success()).isTrue());
    }

    /** JSSE returns a session with the protocol NONE after a handshake that was not completed. */
    @Test
    void aServerIsNotAskedToDialAgainWithoutEnd() throws Exception {
        publish("enforce", "TLSv1.3");
        mx.certificate(net.ca()
                .validityBetween(
                        clock.instant().minusSeconds(3_600), clock.instant().plusSeconds(7_200), HOST));
        assertThat(use().validated()).isTrue();
        clock.advance(Duration.ofHours(3));

        try (DeliveryAttempt attempt = rig.begin(DOMAIN);
                SmtpSession session = ((Candidate.Proceed) attempt.candidate(HOST)).session()) {
            assertThat(handshake(session)).isInstanceOf(SmtpSession.Permission.DialAgain.class);
            session.connected(null, mx.address());
            assertThat(session.established(session.engine().getSession()))
                    .isInstanceOf(SmtpSession.Permission.Denied.class);
        }
    }

    /** STARTTLS and the handshake, by hand. */
    private SmtpSession.Permission handshake(SmtpSession session) throws IOException {
        try (Socket socket = dial()) {
            session.connected(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress());
            readReply(socket);
            command(socket, "EHLO mail.sender.example");
            command(socket, "STARTTLS");
            SSLSocket tls = (SSLSocket) session.socketFactory().createSocket(socket, HOST, 25, true);
            tls.startHandshake();
            SmtpSession.Permission permission = session.established(tls.getSession());
            if (permission instanceof SmtpSession.Permission.Granted) {
                command(tls, "EHLO mail.sender.example");
            }
            return permission;
        }
    }

    private static void command(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        readReply(socket);
    }

    /** Octet by octet, so that nothing of the handshake is read. */
    private static void readReply(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\r\n") < 0) {
            line.append((char) socket.getInputStream().read());
            if (line.indexOf("\r\n") > 0 && line.charAt(3) == '-') {
                line.setLength(0);
            }
        }
    }

    private void resumable(Kind kind) throws Exception {
        resumable(kind, builder -> builder);
    }

    /** Opens the host with a certificate that expires now, so that the next session resumes under an expired one. */
    private void resumable(Kind kind, UnaryOperator<DeliveryRequest.Builder> message) throws Exception {
        mx.certificate(net.ca()
                .validityBetween(
                        clock.instant().minusSeconds(3_600), clock.instant().plusSeconds(7_200), HOST));
        for (int i = 0; i < 2; i++) {
            assertThat(open(kind, message, () -> {}))
                    .isInstanceOfSatisfying(
                            Opening.Ready.class,
                            ready -> assertThat(ready.session().validated()).isTrue());
        }
        clock.advance(Duration.ofHours(3));
        rig.outcomes.clear();
    }

    /** Opens the host and closes the connection again. */
    private Opening<?> open(Kind kind, UnaryOperator<DeliveryRequest.Builder> message, Runnable beforeDialling)
            throws Exception {
        DeliveryRequest request = message.apply(
                        DeliveryRequest.willRetry(DOMAIN).ehloName("mail.sender.example"))
                .build();
        try (DeliveryAttempt attempt = rig.mtaSts.begin(request)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
            if (kind == Kind.EVENT_DRIVEN) {
                return netty.open(proceed, () -> {
                    beforeDialling.run();
                    return net.route(mx.address());
                });
            }
            Opening<Socket> opening = proceed.open(() -> {
                beforeDialling.run();
                return dial();
            });
            if (opening instanceof Opening.Ready<Socket> ready) {
                ready.connection().close();
            }
            return opening;
        }
    }

    private Socket dial() throws IOException {
        return rig.dialer(HOST).dial();
    }

    private SessionResult use() throws IOException {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            return rig.use(attempt, HOST);
        }
    }

    private void publish(String mode, String version) {
        mx.tlsVersions(version);
        if (!mode.equals("no policy")) {
            net.publish(DOMAIN, "id1", TestNetwork.policy(mode, 86_400, HOST));
            rig.check(DOMAIN);
        }
    }
}
