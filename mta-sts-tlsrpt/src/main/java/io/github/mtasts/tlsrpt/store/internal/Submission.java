package io.github.mtasts.tlsrpt.store.internal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A report that this node has taken under a lease, to send it to one destination. Immutable.
 *
 * @param report the report
 * @param destination the URI of the destination
 * @param attempts the number of earlier attempts
 * @param since when the submission was first taken for an attempt
 * @param lane the queue from which it was taken
 * @param refusal the reply with which the destination refused the report an hour ago; null if it did not, or if most
 *     destinations refused then
 */
public record Submission(
        ReportKey report,
        String destination,
        int attempts,
        Instant since,
        Lane lane,
        @Nullable String refusal) {}
