package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A parked connection is not reused for a domain whose policy requires more than the connection has proved. */
class PoolTest {
    private static final String HOST = "mx.hoster.example";

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mxServer(HOST);
    private final Rig rig = new Rig(net);

    @AfterEach
    void stop() {
        rig.close();
        net.close();
    }

    @Test
    void reusesAProvedConnectionForEveryPolicy() throws Exception {
        publish("a.example", "enforce");
        publish("b.example", "enforce");
        ParkedConnection<Socket> parked = park("a.example");

        Opening.Ready<Socket> again = reuse("b.example", parked);
        assertThat(again).isNotNull();
        assertThat(again.reused()).isTrue();
        assertThat(rig.outcomes).as("not counted before the host answers").hasSize(1);
        List<String> said = hello(again.connection());
        assertThat(said.get(0)).startsWith("220 ");
        assertThat(said.get(1)).isEqualTo("250-" + HOST);
        assertThat(said)
                .as("the same reply as before")
                .endsWith(again.ehloReply().toArray(new String[0]));
        assertThat(net.mxServer(HOST).sessions())
                .singleElement()
                .satisfies(session -> assertThat(session.commands()).endsWith("EHLO mail.sender.example", "RSET"));
        assertThat(rig.outcomes).hasSize(2);
        assertThat(rig.outcomes.get(1).domain()).hasToString("b.example");
        assertThat(rig.outcomes.get(1).reused()).isTrue();
        assertThat(rig.outcomes.get(1).policies().get(0).success()).isTrue();
        again.connection().close();
    }

    @Test
    void doesNotReuseAnUnprovedConnectionUnderEnforceOrTesting() {
        mx.certificate(net.ca().selfSigned(HOST));
        publish("strict.example", "enforce");
        publish("careful.example", "testing");
        ParkedConnection<Socket> parked = park("plain.example"); // no policy: any certificate will do

        assertThat(reuse("strict.example", parked)).isNull();
        assertThat(reuse("careful.example", parked)).isNull();
        Opening.Ready<Socket> again = reuse("other.example", parked);
        assertThat(again).as("it stays parked for a domain without a policy").isNotNull();
    }

    @Test
    void doesNotReuseAConnectionInTheClearUnderEnforce() {
        mx.noStartTls();
        publish("strict.example", "enforce");
        ParkedConnection<Socket> parked = park("plain.example");
        assertThat(reuse("strict.example", parked)).isNull();
        parked.close();
    }

    @Test
    void doesNotReuseAConnectionToAnotherHost() {
        ParkedConnection<Socket> parked = park("a.example");
        net.mxServer("other.hoster.example");
        try (DeliveryAttempt attempt = rig.begin("b.example")) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate("other.hoster.example");
            assertThat(proceed.reuse(parked)).isEmpty();
        }
    }

    @Test
    void doesNotReuseInAnAttemptThatHasEnded() {
        ParkedConnection<Socket> parked = park("a.example");
        DeliveryAttempt attempt = rig.begin("b.example");
        Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
        attempt.close();
        assertThat(proceed.reuse(parked)).isEmpty();
        assertThat(reuse("b.example", parked)).as("it stays parked").isNotNull();
    }

    @Test
    void countsReuseOncePerDomain() throws Exception {
        ParkedConnection<Socket> parked = park("a.example");
        for (String domain : new String[] {"a.example", "b.example", "b.example", "a.example", "c.example"}) {
            Opening.Ready<Socket> again = reuse(domain, parked);
            assertThat(again).isNotNull();
            hello(again.connection());
            parked = again.park();
        }
        assertThat(rig.outcomes)
                .extracting(outcome -> outcome.domain().name())
                .containsExactly("a.example", "b.example", "c.example");
    }

    @Test
    void aTlsReportUsesUpNoCountOfItsDomain() throws Exception {
        DeliveryRequest report = DeliveryRequest.willRetry("a.example")
                .kind(DeliveryKind.TLS_REPORT)
                .ehloName("mail.sender.example")
                .build();
        ParkedConnection<Socket> parked;
        try (DeliveryAttempt attempt = rig.mtaSts.begin(report)) {
            parked = ((Opening.Ready<Socket>) rig.open(attempt, HOST)).park();
        }
        try (DeliveryAttempt attempt = rig.mtaSts.begin(report)) {
            Opening.Ready<Socket> again =
                    ((Candidate.Proceed) attempt.candidate(HOST)).reuse(parked).orElseThrow();
            hello(again.connection());
            parked = again.park();
        }
        assertThat(rig.outcomes).isEmpty();

        Opening.Ready<Socket> mail = reuse("a.example", parked);
        assertThat(mail).isNotNull();
        hello(mail.connection());
        assertThat(rig.outcomes).hasSize(1);
    }

    @Test
    void takesTheConnectionFromWhoParkedIt() throws Exception {
        try (DeliveryAttempt attempt = rig.begin("a.example")) {
            Opening.Ready<Socket> ready = (Opening.Ready<Socket>) rig.open(attempt, HOST);
            Socket mine = ready.connection();
            var in = mine.getInputStream();
            var out = mine.getOutputStream();
            ParkedConnection<Socket> parked = ready.park();

            assertThatThrownBy(() -> out.write(1))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("parked");
            assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
            mine.close();
            assertThat(reuse("b.example", parked))
                    .as("closing what was parked closes nothing")
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.4.2 too many messages", "502 5.5.1 what", "554 no", "250-never ending\r\nHTTP/1.1"})
    void countsNothingForAConnectionThatNoLongerWorks(String reply) throws Exception {
        ParkedConnection<Socket> parked = park("a.example");
        mx.rsetReply(reply);
        Opening.Ready<Socket> dead = reuse("b.example", parked);
        assertThat(dead).isNotNull();
        assertThatThrownBy(() -> hello(dead.connection()))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("no longer usable");
        assertThat(dead.connection().isClosed()).isTrue();
        assertThat(rig.outcomes).hasSize(1);
        mx.reset();
        Opening.Ready<Socket> alive = reuse("b.example", park("c.example"));
        assertThat(alive).isNotNull();
        hello(alive.connection());
        assertThat(rig.outcomes).as("life goes on").hasSize(3);
    }

    /** A server that sends MAIL without EHLO on a connection from its pool. */
    @Test
    void countsTheFirstPositiveReplyWhereEhloIsLeftOut() throws Exception {
        Opening.Ready<Socket> again = reuse("b.example", park("a.example"));
        assertThat(again).isNotNull();
        BufferedReader in = new BufferedReader(
                new InputStreamReader(again.connection().getInputStream(), StandardCharsets.US_ASCII));
        assertThat(in.readLine()).startsWith("220 ");
        again.connection().getOutputStream().write("MAIL FROM:<a@b.example>\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(in.readLine()).startsWith("250 ");
        assertThat(rig.outcomes).hasSize(2);
    }

    @Test
    void parksOnceOnly() {
        try (DeliveryAttempt attempt = rig.begin("a.example")) {
            Opening.Ready<Socket> ready = (Opening.Ready<Socket>) rig.open(attempt, HOST);
            ParkedConnection<Socket> parked = ready.park();
            assertThatThrownBy(ready::park).isInstanceOf(IllegalStateException.class);
            Opening.Ready<Socket> again = reuse("b.example", parked);
            assertThat(again).isNotNull();
            ParkedConnection<Socket> second = again.park();
            assertThatThrownBy(again::park).isInstanceOf(IllegalStateException.class);
            assertThat(reuse("c.example", second)).as("one user only").isNotNull();
        }
    }

    /** The next user would take it for the reply to RSET. */
    @Test
    void closesAConnectionThatWasParkedWithAReplyUnread() throws Exception {
        try (DeliveryAttempt attempt = rig.begin("a.example")) {
            Opening.Ready<Socket> ready = (Opening.Ready<Socket>) rig.open(attempt, HOST);
            ready.connection().getOutputStream().write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
            Opening.Ready<Socket> again = reuse("b.example", ready.park());
            assertThat(again).isNotNull();
            assertThatThrownBy(() -> hello(again.connection())).isInstanceOf(IOException.class);
            assertThat(rig.outcomes).hasSize(1);
        }
    }

    /** A host that answers late: the next user would take one reply for another all along. */
    @Test
    void closesAConnectionThatWasParkedInTheMiddleOfAPipeline() throws Exception {
        try (DeliveryAttempt attempt = rig.begin("a.example")) {
            Opening.Ready<Socket> ready = (Opening.Ready<Socket>) rig.open(attempt, HOST);
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(ready.connection().getInputStream(), StandardCharsets.US_ASCII));
            ready.connection()
                    .getOutputStream()
                    .write("MAIL FROM:<a@a.example>\r\nRCPT TO:<b@b.example>\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(in.readLine()).startsWith("220 ");
            assertThat(in.readLine()).startsWith("250 ");
            Opening.Ready<Socket> again = reuse("b.example", ready.park());
            assertThat(again).isNotNull();
            assertThatThrownBy(() -> hello(again.connection())).isInstanceOf(IOException.class);
            assertThat(rig.outcomes).hasSize(1);
        }
    }

    @Test
    void isGoneOnceTakenOrClosed() {
        ParkedConnection<Socket> parked = park("a.example");
        assertThat(reuse("b.example", parked)).isNotNull();
        assertThat(reuse("c.example", parked)).isNull();
        ParkedConnection<Socket> other = park("a.example");
        other.close();
        assertThat(reuse("b.example", other)).isNull();
    }

    private void publish(String domain, String mode) {
        net.publish(domain, "id1", TestNetwork.policy(mode, 86_400, HOST));
    }

    private ParkedConnection<Socket> park(String domain) {
        try (DeliveryAttempt attempt = rig.begin(domain)) {
            return ((Opening.Ready<Socket>) rig.open(attempt, HOST)).park();
        }
    }

    private Opening.@org.jspecify.annotations.Nullable Ready<Socket> reuse(
            String domain, ParkedConnection<Socket> parked) {
        try (DeliveryAttempt attempt = rig.begin(domain)) {
            return ((Candidate.Proceed) attempt.candidate(HOST)).reuse(parked).orElse(null);
        }
    }

    /** Reads the greeting, says EHLO, and reads the reply. */
    private static List<String> hello(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        List<String> lines = new ArrayList<>(List.of(in.readLine()));
        socket.getOutputStream().write("EHLO other.name.example\r\n".getBytes(StandardCharsets.US_ASCII));
        do {
            lines.add(String.valueOf(in.readLine()));
        } while (lines.get(lines.size() - 1).startsWith("-", 3));
        return lines;
    }
}
