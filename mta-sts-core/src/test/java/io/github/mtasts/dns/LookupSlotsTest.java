package io.github.mtasts.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A question that ends in an exception. */
class LookupSlotsTest {
    private final LookupSlots slots = new LookupSlots(1, Duration.ofMinutes(2));

    @AfterEach
    void close() {
        slots.close();
    }

    private DnsReply ask(LookupSlots.Question question) {
        return slots.start(question, slots.deadline()).await();
    }

    @Test
    void anUnexpectedExceptionCostsItsOwnLookupOnly() {
        DnsReply broken = ask(deadline -> {
            throw new IllegalStateException("evil\r\npacket");
        });
        assertThat(broken).isInstanceOf(DnsReply.Failure.class);
        assertThat(((DnsReply.Failure) broken).reason()).contains("evil??packet");
        DnsReply next = new DnsReply.NoData(Duration.ZERO);
        assertThat(ask(deadline -> next)).isSameAs(next);
    }

    @Test
    void anErrorOfTheJvmIsNotHidden() {
        assertThatThrownBy(() -> ask(deadline -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
    }
}
