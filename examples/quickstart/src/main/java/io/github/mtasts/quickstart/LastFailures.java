package io.github.mtasts.quickstart;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.OutcomeListener;
import java.util.List;

/** Keeps the failures of the last session, for the table. Thread-safe. */
final class LastFailures implements OutcomeListener {
    private volatile List<Failure> failures = List.of();

    @Override
    public void onOutcome(DeliveryOutcome outcome) {
        failures = outcome.policies().stream()
                .flatMap(policy -> policy.failures().stream())
                .toList();
    }

    void clear() {
        failures = List.of();
    }

    List<Failure> get() {
        return failures;
    }
}
