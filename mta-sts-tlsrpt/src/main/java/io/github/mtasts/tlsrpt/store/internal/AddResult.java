package io.github.mtasts.tlsrpt.store.internal;

import java.util.Map;

/**
 * The sessions that a repository dropped when it added a batch. Immutable.
 *
 * @param late sessions per report that was already closed
 * @param tooMany sessions per report that would have exceeded the number of domains of its day
 * @param unanswered sessions per report of a domain without an answer that was dropped because there were too many such
 *     domains, of this batch or of earlier ones
 */
public record AddResult(Map<ReportKey, Long> late, Map<ReportKey, Long> tooMany, Map<ReportKey, Long> unanswered) {
    /** Nothing was dropped. */
    public static final AddResult COMPLETE = new AddResult(Map.of(), Map.of(), Map.of());

    /** Copies the maps. */
    public AddResult {
        late = Map.copyOf(late);
        tooMany = Map.copyOf(tooMany);
        unanswered = Map.copyOf(unanswered);
    }

    /** Returns whether all sessions were counted. */
    public boolean isComplete() {
        return late.isEmpty() && tooMany.isEmpty() && unanswered.isEmpty();
    }
}
