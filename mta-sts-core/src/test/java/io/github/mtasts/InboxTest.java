package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final int MOST = 131_072;

    private final Inbox inbox = new Inbox();

    private void add(int... octets) {
        byte[] all = new byte[octets.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) octets[i];
        }
        inbox.add(ByteBuffer.wrap(all));
    }

    @Test
    void givesWhatWasReceivedOnceAndInOrder() {
        add(1, 2);
        add(3);
        assertThat(inbox.isEmpty()).isFalse();
        inbox.putBack(new byte[] {0});

        assertThat(inbox.take()).containsExactly(0, 1, 2, 3);
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.take()).isEmpty();
    }

    @Test
    void putsOctetsBackIntoAnEmptyOne() {
        add(9);
        byte[] taken = inbox.take();
        inbox.putBack(taken);

        assertThat(inbox.take()).containsExactly(9);
    }

    @Test
    void dropsWhatNobodyReads() {
        add(1);
        inbox.drop();

        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.isClosed()).isFalse();
    }

    @Test
    void endsAConnectionWhoseHostSendsTooMuch() {
        inbox.add(ByteBuffer.allocate(MOST - 1));
        add(1);
        assertThat(inbox.isClosed()).isFalse();

        add(2);

        assertThat(inbox.isClosed()).isTrue();
        assertThat(inbox.error()).hasMessageContaining("more than 131072 octets");
        assertThat(inbox.isEmpty())
                .as("half of it would be read as something else")
                .isTrue();
        add(3);
        assertThat(inbox.isEmpty()).isTrue();
    }

    @Test
    void takesNothingBehindTheEnd() {
        add(1);
        inbox.close(null);
        add(2);

        assertThat(inbox.isClosed()).isTrue();
        assertThat(inbox.error()).isNull();
        assertThat(inbox.take()).containsExactly(1);
    }
}
