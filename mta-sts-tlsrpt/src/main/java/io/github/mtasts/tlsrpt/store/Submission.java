package io.github.mtasts.tlsrpt.store;

import java.time.Instant;

/**
 * A report that this node has taken on to send to one destination. Immutable.
 *
 * @param report which report
 * @param destination the URI it goes to
 * @param attempts how often it was tried before
 * @param since when it was first taken on
 */
public record Submission(ReportKey report, String destination, int attempts, Instant since) {}
