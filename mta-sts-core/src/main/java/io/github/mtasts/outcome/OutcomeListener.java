package io.github.mtasts.outcome;

/**
 * Port: is told every outcome, once, on the thread that delivers, before the caller sees the session. Implementations are
 * thread-safe and do not block. What one throws is logged and never reaches a delivery.
 */
@FunctionalInterface
public interface OutcomeListener {
    /**
     * One session has its TLS result.
     *
     * @param outcome what came of it
     */
    void onOutcome(DeliveryOutcome outcome);
}
