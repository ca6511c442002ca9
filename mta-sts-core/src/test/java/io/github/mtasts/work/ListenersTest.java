package io.github.mtasts.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ListenersTest {
    private static final int ROOM = 10_000;

    private final BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void eachListenerGetsEveryEventInOrderOnOneDaemonThread() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        Consumer<Integer> recording = number -> {
            threads.add(Thread.currentThread());
            received.add(number);
        };
        try (Listeners<Consumer<Integer>> listeners = Listeners.of(List.of(recording))) {
            assertThat(listeners.isEmpty()).isFalse();
            IntStream.range(0, 1_000).forEach(number -> listeners.tell(listener -> listener.accept(number)));
            for (int number = 0; number < 1_000; number++) {
                assertThat(next()).isEqualTo(number);
            }
        }
        assertThat(threads).allMatch(Thread::isDaemon).doesNotContain(Thread.currentThread());
        assertThat(threads.stream().distinct()).hasSize(1);
    }

    @Test
    void aListenerThatThrowsLosesThatEventOnly() throws Exception {
        Consumer<Integer> faulty = number -> {
            if (number == 1) {
                throw new IllegalStateException("as a faulty listener does");
            }
            if (number == 2) {
                throw new StackOverflowError("as a faulty listener does");
            }
            received.add(number);
        };
        try (Listeners<Consumer<Integer>> listeners = Listeners.of(List.of(faulty))) {
            IntStream.rangeClosed(0, 3).forEach(number -> listeners.tell(listener -> listener.accept(number)));
            assertThat(next()).isZero();
            assertThat(next()).isEqualTo(3);
        }
    }

    @Test
    void aListenerThatBlocksHoldsUpNobodyAndLosesWhatItHasNoRoomFor() throws Exception {
        CountDownLatch blocking = new CountDownLatch(1);
        Consumer<Integer> stuck = number -> {
            blocking.countDown();
            awaitRelease();
        };
        try (Listeners<Consumer<Integer>> listeners = Listeners.of(List.of(stuck, received::add))) {
            listeners.tell(listener -> listener.accept(-1));
            assertThat(blocking.await(2, TimeUnit.MINUTES)).isTrue();
            assertThat(next()).isEqualTo(-1);
            for (int number = 0; number < ROOM + 5; number++) {
                int event = number;
                listeners.tell(listener -> listener.accept(event));
                assertThat(next()).as("the other listener").isEqualTo(number);
            }
            assertThat(listeners.lost()).isEqualTo(5);
            assertThat(listeners.waiting()).isEqualTo(ROOM);
            release.countDown();
        }
    }

    @Test
    void whatWaitsWhenItIsClosedIsStillDelivered() throws Exception {
        Consumer<Integer> slow = number -> {
            awaitRelease();
            received.add(number);
        };
        Listeners<Consumer<Integer>> listeners = Listeners.of(List.of(slow));
        listeners.tell(listener -> listener.accept(1));
        listeners.tell(listener -> listener.accept(2));
        listeners.close();
        listeners.tell(listener -> listener.accept(3));
        release.countDown();
        assertThat(next()).isEqualTo(1);
        assertThat(next()).isEqualTo(2);
        assertThat(listeners.lost()).as("what comes after the close is no loss").isZero();
    }

    private int next() throws InterruptedException {
        Integer number = received.poll(2, TimeUnit.MINUTES);
        assertThat(number).isNotNull();
        return number;
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
