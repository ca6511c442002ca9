package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.tlsrpt.foreign.ForeignSession;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import java.net.InetAddress;
import java.time.LocalDate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The counts of some of the threads since the last flush. The lock is held only while one session is counted, or while
 * the full map is replaced by an empty one. Thread-safe.
 */
final class Stripe {
    private final ReportLimits limits;
    private final UnaryOperator<@Nullable InetAddress> sender;
    private Tally tally;

    /** @param sender the sending address that a failure detail names, asked under the lock */
    Stripe(ReportLimits limits, UnaryOperator<@Nullable InetAddress> sender) {
        this.limits = limits;
        this.sender = sender;
        this.tally = Tally.within(limits, sender);
    }

    void count(LocalDate day, DeliveryOutcome outcome) {
        synchronized (this) {
            tally.count(day, outcome);
        }
    }

    void count(LocalDate day, ForeignSession session) {
        synchronized (this) {
            tally.count(day, session);
        }
    }

    Tally take() {
        Tally fresh = Tally.within(limits, sender);
        synchronized (this) {
            Tally taken = tally;
            tally = fresh;
            return taken;
        }
    }
}
