package io.github.mtasts.tlsrpt.count;

import static io.github.mtasts.tlsrpt.Outcomes.EXPIRED;
import static io.github.mtasts.tlsrpt.Outcomes.address;
import static io.github.mtasts.tlsrpt.Outcomes.sts;
import static io.github.mtasts.tlsrpt.Outcomes.tlsa;
import static io.github.mtasts.tlsrpt.Outcomes.unconnected;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");

    private static DetailKey detail(InetAddress receiving, String helo) {
        DeliveryOutcome outcome = new DeliveryOutcome(
                PolicyDomain.of("example.com"),
                DeliveryKind.NORMAL,
                NOON,
                MxHost.parse("MX1.example.com").orElseThrow(),
                address("198.51.100.62"),
                receiving,
                helo,
                List.of(sts("example.com", EXPIRED)),
                false);
        return Keys.detail(outcome, outcome.sendingAddress(), EXPIRED);
    }

    /** The order of TLSA records says nothing; that of the lines of a policy does (D26). */
    @Test
    void tlsaRecordsInAnotherOrderAreTheSamePolicy() {
        assertThat(Keys.policy(tlsa("mx.example", List.of("3 1 1 ab", "2 0 1 cd"))))
                .isEqualTo(Keys.policy(tlsa("mx.example", List.of("2 0 1 cd", "3 1 1 ab"))));
        assertThat(Keys.policy(sts("example.com", List.of("a", "b"))))
                .isNotEqualTo(Keys.policy(sts("example.com", List.of("b", "a"))));
    }

    @Test
    void aDetailNamesTheSession() {
        assertThat(detail(address("203.0.113.58"), "mx.example.com"))
                .isEqualTo(new DetailKey(
                        EXPIRED.type(),
                        "198.51.100.62",
                        "mx1.example.com",
                        "mx.example.com",
                        "203.0.113.58",
                        EXPIRED.reason()));
    }

    @Test
    void whatIsNotKnownIsEmpty() {
        DetailKey detail = Keys.detail(unconnected("example.com", NOON, "mx1.example.com"), null, EXPIRED);
        assertThat(detail.sendingIp()).isEmpty();
        assertThat(detail.receivingIp()).isEmpty();
        assertThat(detail.helo()).isEmpty();
    }

    @Test
    void anAddressHasNoScope() throws Exception {
        InetAddress scoped =
                java.net.Inet6Address.getByAddress(null, address("fe80::1").getAddress(), 7);
        assertThat(detail(scoped, "mx").receivingIp()).isEqualTo("fe80:0:0:0:0:0:0:1");
    }

    @Test
    void theNameInEhloIsPrintableAndBounded() {
        String helo = detail(address("203.0.113.58"), "mx\r\nX: y" + "z".repeat(1_000))
                .helo();
        assertThat(helo).doesNotContain("\r", "\n").startsWith("mx").hasSizeLessThanOrEqualTo(300);
        assertThat(detail(address("203.0.113.58"), "z".repeat(255)).helo()).isEqualTo("z".repeat(255));
    }
}
