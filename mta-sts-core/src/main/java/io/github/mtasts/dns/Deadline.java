package io.github.mtasts.dns;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The end of the wait for a lookup, in monotonic time: a change of the wall clock does not move it. Another thread may end the
 * wait before. Thread-safe, for one waiting thread.
 */
final class Deadline {
    private final long startNanos;
    private final long lengthNanos;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Mailbox waiting;

    private Deadline(long startNanos, long lengthNanos) {
        this.startNanos = startNanos;
        this.lengthNanos = lengthNanos;
    }

    static Deadline in(Duration length) {
        return new Deadline(System.nanoTime(), length.toNanos());
    }

    /** The same end for another question, which is ended separately. */
    Deadline forAnother() {
        return new Deadline(startNanos, lengthNanos);
    }

    /** The time left, in nanoseconds; 0 when it has passed, or the wait was ended. */
    long remainingNanos() {
        return hasEnded() ? 0 : Math.max(0, lengthNanos - (System.nanoTime() - startNanos));
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Ends the wait now. */
    void end() {
        ended.countDown();
        Mailbox mailbox = waiting;
        if (mailbox != null) {
            mailbox.execute(() -> {});
        }
    }

    /** Sleeps, at most until the wait is ended. */
    void sleep(long nanos) throws InterruptedException {
        boolean unused = ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Names the mailbox to wake when the wait is ended; null for none. */
    void waitsAt(@Nullable Mailbox mailbox) {
        waiting = mailbox;
    }
}
