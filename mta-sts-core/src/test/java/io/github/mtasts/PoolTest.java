package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
        assertThat(greeting(again.connection())).startsWith("220 ");
        assertThat(net.mxServer(HOST).sessions()).hasSize(1);
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
    void countsReuseOncePerDomain() {
        ParkedConnection<Socket> parked = park("a.example");
        for (String domain : new String[] {"a.example", "b.example", "b.example", "a.example", "c.example"}) {
            Opening.Ready<Socket> again = reuse(domain, parked);
            assertThat(again).isNotNull();
            parked = again.park();
        }
        assertThat(rig.outcomes)
                .extracting(outcome -> outcome.domain().name())
                .containsExactly("a.example", "b.example", "c.example");
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

    private static String greeting(Socket socket) throws IOException {
        byte[] read = new byte[128];
        return new String(read, 0, socket.getInputStream().read(read), java.nio.charset.StandardCharsets.US_ASCII);
    }
}
