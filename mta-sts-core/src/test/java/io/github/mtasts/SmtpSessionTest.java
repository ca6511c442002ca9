package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The session of a server that speaks SMTP itself: established judges, answered records, and a failure may come between. */
class SmtpSessionTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mxServer(HOST);
    private final Rig rig = new Rig(net);

    @AfterEach
    void stop() {
        rig.close();
        net.close();
    }

    @Test
    void recordsWithTheFirstReplyOverTls() throws Exception {
        try (SmtpSession session = session();
                SSLSocket tls = shaken(session)) {
            assertThat(session.established(tls.getSession())).isInstanceOf(SmtpSession.Permission.Granted.class);
            assertThat(rig.outcomes).isEmpty();
            session.receivedHelo("after.tls.example");
            session.answered();
            assertThat(onlyApplied().success()).isTrue();
            assertThat(rig.outcomes.get(0).receivingHelo()).isEqualTo("after.tls.example");
            assertThatThrownBy(session::answered).isInstanceOf(IllegalStateException.class);
        }
        assertThat(rig.outcomes).as("close adds nothing").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"enforce", "testing"})
    void recordsAFailureBetweenHandshakeAndReply(String mode) throws Exception {
        net.publish(DOMAIN, "id1", TestNetwork.policy(mode, 86_400, HOST));
        try (SmtpSession session = session();
                SSLSocket tls = shaken(session)) {
            assertThat(session.established(tls.getSession())).isInstanceOf(SmtpSession.Permission.Granted.class);
            SmtpSession.Permission after = session.handshakeFailed(new IOException("reset"));
            assertThat(after.session().encrypted()).isFalse();
            assertThat(after)
                    .isInstanceOf(
                            mode.equals("enforce")
                                    ? SmtpSession.Permission.Denied.class
                                    : SmtpSession.Permission.Granted.class);
        }
        assertThat(onlyReason()).startsWith("closed-after-handshake: ");
    }

    @Test
    void recordsASessionThatWasAbandonedBetweenHandshakeAndReply() throws Exception {
        try (SmtpSession session = session();
                SSLSocket tls = shaken(session)) {
            var unused = session.established(tls.getSession());
        }
        assertThat(onlyReason()).isEqualTo("abandoned: the session ended before the first reply over TLS");
    }

    /** JSSE returns such a session after a handshake that failed. */
    @ParameterizedTest
    @ValueSource(strings = {"enforce", "testing"})
    void takesTheNullSessionForAFailedHandshake(String mode) {
        net.publish(DOMAIN, "id1", TestNetwork.policy(mode, 86_400, HOST));
        try (SmtpSession session = session()) {
            session.connected(null, mx.address());
            SSLSession nothing = session.engine().getSession();
            assertThat(nothing.getProtocol()).isEqualTo("NONE");
            SmtpSession.Permission permission = session.established(nothing);
            assertThat(permission.session().encrypted()).isFalse();
            assertThat(permission instanceof SmtpSession.Permission.Granted).isEqualTo(mode.equals("testing"));
        }
        assertThat(onlyReason()).startsWith("tls-handshake-failed: ");
    }

    @Test
    void refusesAnAnswerWithoutAHandshake() {
        try (SmtpSession session = session()) {
            assertThatThrownBy(session::answered)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("established");
        }
        assertThat(rig.outcomes).isEmpty();
    }

    private SmtpSession session() {
        return ((Candidate.Proceed) rig.begin(DOMAIN).candidate(HOST)).session();
    }

    /** Greeting, EHLO, STARTTLS and handshake, as a server does them that speaks SMTP itself. */
    private SSLSocket shaken(SmtpSession session) throws IOException {
        Socket socket = rig.dialer(HOST).dial();
        session.connected(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress());
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        assertThat(in.readLine()).startsWith("220");
        socket.getOutputStream().write("EHLO x\r\n".getBytes(StandardCharsets.US_ASCII));
        while (in.readLine().startsWith("250-")) {
            assertThat(socket.isClosed()).isFalse();
        }
        socket.getOutputStream().write("STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(in.readLine()).startsWith("220");
        SSLSocket tls = (SSLSocket) session.socketFactory().createSocket(socket, HOST, 25, true);
        tls.startHandshake();
        return tls;
    }

    private AppliedPolicy onlyApplied() {
        assertThat(rig.outcomes).hasSize(1);
        return rig.outcomes.get(0).policies().get(0);
    }

    private String onlyReason() {
        assertThat(onlyApplied().success()).isFalse();
        assertThat(onlyApplied().failures()).hasSize(1);
        Failure failure = onlyApplied().failures().get(0);
        return failure.reason();
    }
}
