package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import java.time.LocalDate;

/**
 * The counts of some of the threads since they were last taken. The lock is held for as long as counting one session takes,
 * or putting an empty map in place of a full one. Thread-safe.
 */
final class Stripe {
    private final ReportLimits caps;
    private Tally tally;

    Stripe(ReportLimits caps) {
        this.caps = caps;
        this.tally = new Tally(caps);
    }

    void count(LocalDate day, DeliveryOutcome outcome) {
        synchronized (this) {
            tally.count(day, outcome);
        }
    }

    Tally take() {
        Tally fresh = new Tally(caps);
        synchronized (this) {
            Tally taken = tally;
            tally = fresh;
            return taken;
        }
    }
}
