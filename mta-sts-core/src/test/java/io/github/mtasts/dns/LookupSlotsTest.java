package io.github.mtasts.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
        DnsReply reply = slots.ask(question, slots.deadline());
        if (!(reply instanceof DnsReply.Failure)) {
            assertThat(slots.start(question, slots.deadline()).await()).isEqualTo(reply);
        }
        return reply;
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
    void aSystemWithoutRoomForAThreadHasNotAskedAndAsksAgain() {
        AtomicBoolean full = new AtomicBoolean(true);
        try (LookupSlots one = new LookupSlots(1, Duration.ofMinutes(2), task -> {
            if (full.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(task);
        })) {
            DnsReply next = new DnsReply.NoData(Duration.ZERO);
            assertThat(one.start(deadline -> next, one.deadline()).await())
                    .isEqualTo(new DnsReply.Failure("this system could not start a thread", LookupFault.NOT_ASKED));
            full.set(false);
            assertThat(one.start(deadline -> next, one.deadline()).await()).isSameAs(next);
        }
    }

    @Test
    void aQuestionRunsOnTheThreadThatAsksAndEndsAtItsDeadline() {
        Thread[] ran = new Thread[1];
        DnsReply late = new LookupSlots(1, Duration.ofMillis(400))
                .ask(
                        deadline -> {
                            ran[0] = Thread.currentThread();
                            deadline.sleep(deadline.remainingNanos());
                            throw new LookupFailedException("no answer", LookupFault.RESOLVERS);
                        },
                        Deadline.in(Duration.ofSeconds(2)).forAnother());
        assertThat(ran[0]).isSameAs(Thread.currentThread());
        assertThat(late).isEqualTo(new DnsReply.Failure("no answer", LookupFault.RESOLVERS));
    }

    @Test
    void closeEndsAQuestionOnTheThreadThatAsks() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<DnsReply> asked = new FutureTask<>(() -> slots.ask(
                deadline -> {
                    begun.countDown();
                    deadline.sleep(deadline.remainingNanos());
                    throw new LookupFailedException("no answer", LookupFault.RESOLVERS);
                },
                slots.deadline()));
        Thread thread = new Thread(asked);
        thread.start();
        begun.await();
        slots.close();
        assertThat(asked.get(60, TimeUnit.SECONDS)).isEqualTo(new DnsReply.Failure("closed", LookupFault.NOT_ASKED));
        assertThat(ask(deadline -> new DnsReply.NoData(Duration.ZERO)))
                .isEqualTo(new DnsReply.Failure("closed", LookupFault.NOT_ASKED));
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
