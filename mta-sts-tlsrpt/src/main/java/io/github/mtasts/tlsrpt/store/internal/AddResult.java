package io.github.mtasts.tlsrpt.store.internal;

import java.util.Map;

/**
 * The sessions of a batch that a repository dropped. Immutable.
 *
 * @param late sessions per report that was already closed
 * @param tooMany sessions per report that would have exceeded the number of domains of its day
 */
public record AddResult(Map<ReportKey, Long> late, Map<ReportKey, Long> tooMany) {
    /** Nothing was dropped. */
    public static final AddResult COMPLETE = new AddResult(Map.of(), Map.of());

    /** Copies the maps. */
    public AddResult {
        late = Map.copyOf(late);
        tooMany = Map.copyOf(tooMany);
    }
}
