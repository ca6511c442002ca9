package io.github.mtasts.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.TestNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mail that is routed to a smart host is governed by the smart host's policy (RFC 8461 section 3.4). */
class SmartHostTest {
    @Test
    @Tag("STS-3.4-01")
    void asksForThePolicyOfTheSmartHostAlone() {
        try (TestNetwork net = TestNetwork.start();
                Rig rig = new Rig(net)) {
            net.publish("example.com", "id1", TestNetwork.policy("testing", 86_400, "mx.example.com"));
            net.publish("relay.example.net", "id1", TestNetwork.policy("enforce", 86_400, "relay.example.net"));
            net.mxServer("relay.example.net").noStartTls();

            try (Attempt attempt = rig.begin("relay.example.net")) { // carries mail for user@example.com
                assertThat(attempt.resolution()).isInstanceOf(PolicyResolution.InForce.class);
                assertThat(rig.open(attempt, "relay.example.net")).isInstanceOf(NotReady.class);
            }
            assertThat(net.dns().queries())
                    .extracting(DnsServer.Query::name)
                    .contains("_mta-sts.relay.example.net")
                    .noneMatch(name -> name.endsWith("example.com"));
            assertThat(rig.outcomes)
                    .extracting(outcome -> outcome.domain().name())
                    .containsExactly("relay.example.net");
        }
    }
}
