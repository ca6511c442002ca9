package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that sends warning alerts before its ServerHello (RFC 6066 section 3) gets its mail under enforce. */
class WarningAlertsTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final int REPETITIONS = 5;

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mx(DOMAIN, HOST).mxServer(HOST);
    private final Rig rig = new Rig(net);

    @AfterEach
    void close() {
        rig.close();
        net.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void overSockets(int alerts) throws Exception {
        publish(alerts);
        for (int i = 0; i < REPETITIONS; i++) {
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(rig.use(attempt, HOST).validated()).isTrue();
            }
        }
        assertThat(rig.outcomes)
                .hasSize(REPETITIONS)
                .allMatch(outcome -> outcome.policies().get(0).success());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void inTheSslHandlerOfNetty(int alerts) throws Exception {
        publish(alerts);
        try (NettySmtpClient client = new NettySmtpClient();
                DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            for (int i = 0; i < REPETITIONS; i++) {
                assertThat(client.send(
                                (Candidate.Proceed) attempt.candidate(HOST), net.route(mx.address()), "message " + i))
                        .isTrue();
            }
        }
        assertThat(mx.messages()).hasSize(REPETITIONS);
        assertThat(mx.sessions()).allMatch(session -> session.sni() != null);
    }

    /** JSSE would end the handshake there, too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFifthOneEndsTheHandshake(boolean netty) throws Exception {
        publish(5);
        try (NettySmtpClient client = new NettySmtpClient();
                DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
            boolean ready = netty
                    ? client.send(proceed, net.route(mx.address()), "message")
                    : rig.open(attempt, HOST) instanceof Opening.Ready;
            assertThat(ready).isFalse();
        }
        assertThat(mx.messages()).isEmpty();
    }

    private void publish(int alerts) {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        mx.warningAlerts(alerts);
    }
}
