package io.github.mtasts.tlsrpt.store;

import java.util.List;

/**
 * What became of a batch.
 *
 * @param late reports that were closed before these counts arrived; they are left out
 * @param tooMany reports that would have been one domain too many for their day; they are left out
 */
public record AddResult(List<ReportKey> late, List<ReportKey> tooMany) {
    /**
     * Keeps unchangeable copies of the lists.
     *
     * @param late reports that were closed before
     * @param tooMany reports that would have been too many
     */
    public AddResult {
        late = List.copyOf(late);
        tooMany = List.copyOf(tooMany);
    }
}
