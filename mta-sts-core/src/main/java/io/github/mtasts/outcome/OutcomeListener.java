package io.github.mtasts.outcome;

/**
 * Port: receives every outcome once, on the thread that delivers, before the caller gets the session. Implementations are
 * thread-safe and do not block. An exception is logged, and affects no delivery.
 */
@FunctionalInterface
public interface OutcomeListener {
    /**
     * Receives the outcome of one session.
     *
     * @param outcome the outcome
     */
    void onOutcome(DeliveryOutcome outcome);
}
