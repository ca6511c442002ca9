package io.github.mtasts.tlsrpt.summary;

/**
 * A failure, and what to make of it.
 *
 * @param history what failed, when, and who saw it
 * @param sessions how many sessions in the days that were looked at
 * @param singleReporter whether one organisation alone saw it while others that report on the domain did not: then it may
 *     lie with that sender
 * @param meaning what it most likely means, one sentence
 * @param action what to do about it, one sentence
 */
public record FailureEvidence(
        FailureHistory history, long sessions, boolean singleReporter, String meaning, String action) {}
