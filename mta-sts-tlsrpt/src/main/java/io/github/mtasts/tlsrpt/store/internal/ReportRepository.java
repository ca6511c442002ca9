package io.github.mtasts.tlsrpt.store.internal;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * Counts and pending reports. Sessions are counted into a report until it is closed, which its first step towards
 * delivery does. A closed report never changes, so that every attempt sends the same octets (D24).
 *
 * <p>Work is taken under a lease. When the lease of unfinished work ends, the next caller gets it, so that the work of
 * a node that has died continues. Thread-safe. All methods throw {@link StoreException} if the store fails.
 */
public interface ReportRepository extends AutoCloseable {
    /** Returns when counting ends and when reports are sent; the same on every node of a cluster. */
    PlanTimes times();

    /** Adds counts durably, and returns the sessions that were dropped. */
    AddResult add(CountBatch batch, ReportLimits limits);

    /** Deletes a report that is still open, because its domain does not ask for reports. */
    void forget(ReportKey report);

    /** Takes reports whose day is over and whose destinations are unknown, and closes them. */
    List<ReportKey> takeUnplanned(int limit, Duration lease);

    /** Postpones the planning of a report whose record could not be looked up. */
    void putOff(ReportKey report, Instant until);

    /**
     * Sets the destinations of a report. Known destinations remain unchanged.
     *
     * @param destinations the URIs, and when each is first due
     */
    void plan(ReportKey report, Map<String, Instant> destinations);

    /**
     * Takes submissions that are due.
     *
     * @param retries true for submissions with an earlier attempt, false for those without
     */
    List<Submission> takeDue(boolean retries, int limit, Duration lease);

    /**
     * Postpones a submission.
     *
     * @param isAttempt whether an attempt was made and failed
     */
    void retry(Submission submission, boolean isAttempt, Instant until);

    /**
     * Ends a submission. If it was the last one of its report, the report is completed in the same transaction, as
     * {@link #complete} does.
     *
     * @return the state of the report at each destination; the report is complete if none is pending
     */
    Map<String, SubmissionState> finish(Submission submission, SubmissionState state);

    /**
     * Deletes the counts of a report, and keeps for three days that it is complete, so that late counts create no
     * second one.
     */
    void complete(ReportKey report);

    /**
     * Reads a report.
     *
     * @param visitor receives the entries, in the same order each time
     * @return whether the report has any
     * @throws IOException if the visitor throws it
     */
    boolean read(ReportKey report, ReportVisitor visitor) throws IOException;

    /** Lists the incomplete reports of a UTC day by domain name. */
    List<ReportKey> list(LocalDate day);

    /** Suppresses a destination until a point in time. */
    void suppress(String destination, Instant until);

    /** Returns whether a destination is suppressed now. */
    boolean isSuppressed(String destination);

    /** Ends the suppression of a destination. */
    void release(String destination);

    @Override
    void close();
}
