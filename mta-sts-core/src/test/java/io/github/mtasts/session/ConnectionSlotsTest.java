package io.github.mtasts.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The numbers of connections that are opened to one host at the same time. */
class ConnectionSlotsTest {
    private static final String HOST = "mx1.example.com/192.0.2.1";

    private final ConnectionSlots slots = new ConnectionSlots();

    @Test
    void givesTheLowestFreeNumber() {
        assertThat(slots.take(HOST)).isZero();
        assertThat(slots.take(HOST)).isEqualTo(1);
        assertThat(slots.take(HOST)).isEqualTo(2);
        slots.release(HOST, 1);
        assertThat(slots.take(HOST)).isEqualTo(1);
        assertThat(slots.take(HOST)).isEqualTo(3);
        slots.release(HOST, 0);
        slots.release(HOST, 3);
        assertThat(slots.take(HOST)).isZero();
    }

    @Test
    void countsEachHostByItself() {
        assertThat(slots.take(HOST)).isZero();
        assertThat(slots.take("mx2.example.com/192.0.2.1")).isZero();
    }

    @Test
    void sharesOneNumberWhenThereAreManyConnections() {
        for (int i = 0; i < Long.SIZE; i++) {
            assertThat(slots.take(HOST)).isEqualTo(i);
        }
        assertThat(slots.take(HOST)).isEqualTo(ConnectionSlots.SHARED).isEqualTo(64);
        slots.release(HOST, ConnectionSlots.SHARED);
        assertThat(slots.take(HOST)).as("nobody has left").isEqualTo(ConnectionSlots.SHARED);
        slots.release(HOST, 17);
        assertThat(slots.take(HOST)).isEqualTo(17);
    }
}
