package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import java.time.LocalDate;

/**
 * The counts of some of the threads since the last flush. The lock is held only while one session is counted, or while
 * the full map is replaced by an empty one. Thread-safe.
 */
final class Stripe {
    private final ReportLimits limits;
    private Tally tally;

    Stripe(ReportLimits limits) {
        this.limits = limits;
        this.tally = Tally.within(limits);
    }

    void count(LocalDate day, DeliveryOutcome outcome) {
        synchronized (this) {
            tally.count(day, outcome);
        }
    }

    Tally take() {
        Tally fresh = Tally.within(limits);
        synchronized (this) {
            Tally taken = tally;
            tally = fresh;
            return taken;
        }
    }
}
