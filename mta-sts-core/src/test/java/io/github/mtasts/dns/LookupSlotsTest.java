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

    /** Otherwise a question that was never asked would count as one that no server answered. */
    @Test
    void aQuestionThatGetsItsSlotAtTheLastMomentIsNotAsked() {
        LookupSlots.Question question = deadline -> new DnsReply.NoData(Duration.ZERO);
        assertThat(slots.start(question, Deadline.in(Duration.ofSeconds(29))).await())
                .isInstanceOfSatisfying(
                        DnsReply.Failure.class,
                        failure -> assertThat(failure.fault()).isEqualTo(LookupFault.NOT_ASKED));
        assertThat(slots.start(question, Deadline.in(Duration.ofSeconds(100))).await())
                .as("the slot is free again")
                .isInstanceOf(DnsReply.NoData.class);
    }

    @Test
    void anErrorOfTheJvmIsNotHidden() {
        assertThatThrownBy(() -> ask(deadline -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
    }
}
