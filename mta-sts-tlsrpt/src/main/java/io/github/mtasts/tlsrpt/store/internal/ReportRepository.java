package io.github.mtasts.tlsrpt.store.internal;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /**
     * Returns whether {@link #add} failed because the store has no room for the batch, or cannot store it; then the batch was
     * rolled back. After any other failure its outcome is unknown.
     */
    boolean isRefusal(StoreException failure);

    /** Returns whether a batch was added. */
    boolean isAdded(CountBatch batch);

    /** Returns whether other nodes count into the same reports. */
    boolean isShared();

    /** Keeps the destinations that look-ups found, and marks the reports of their domains as answered (D35). */
    void remember(Collection<Sighting> sightings);

    /**
     * Deletes reports that are still open, because a look-up showed that their domains do not ask for reports. A report
     * whose domain was seen to ask for reports on its day stays (D35).
     *
     * @return the reports that stay
     */
    Set<ReportKey> forget(Collection<ReportKey> reports);

    /**
     * Takes reports whose day is over and whose destinations are unknown, and closes them.
     *
     * @param lane the queue
     * @param notAfter reports that are due later by this clock stay open: the time of the node, where the store has a clock of
     *     its own
     */
    List<ReportKey> takeUnplanned(LookupLane lane, int limit, Duration lease, Instant notAfter);

    /** Returns the earlier look-ups of a closed report. */
    PlanningState planning(ReportKey report);

    /** Postpones the planning of a report whose record could not be looked up, for a reason on the side of this server. */
    void putOff(ReportKey report, Instant until);

    /**
     * Postpones the planning of a report, and keeps the time of the first look-up with this finding.
     *
     * @param asked the time of this look-up
     */
    void putOff(ReportKey report, LookupFinding finding, Instant asked, Instant until);

    /**
     * Sets the destinations of a report. Known destinations remain unchanged.
     *
     * @param destinations the URIs, and when each is first due
     */
    void plan(ReportKey report, Map<String, Instant> destinations);

    /**
     * Takes submissions that are due.
     *
     * @param lane the queue
     */
    List<Submission> takeDue(Lane lane, int limit, Duration lease);

    /** Moves a host, with all its pending and later submissions, to another queue. */
    void move(String host, Lane lane);

    /**
     * Postpones a submission. It was not refused.
     *
     * @param isAttempt whether an attempt was made and failed; otherwise the time of the first attempt is kept only if
     *     there was one
     */
    void retry(Submission submission, boolean isAttempt, Instant until);

    /**
     * Postpones a submission that the destination refused, and keeps the refusal until then.
     *
     * @param reply the reply of the destination, printable
     */
    void keepRefusal(Submission submission, String reply, Instant until);

    /** Forgets the refusals of all pending submissions: they turned out to be the fault of this server. */
    void forgetRefusals();

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

    /**
     * Keeps that a destination finally refused a report, and returns all its refusals since it last accepted one.
     *
     * @param site the registrable domain of the reported domain
     */
    Refusals refused(ReportKey report, String site, String destination, Instant at);

    /** Returns the destinations that are suppressed now, and until when. */
    Map<String, Instant> suppressed();

    /** Ends the suppression of a destination, and deletes its refusals, with those that are not final yet. */
    void release(String destination);

    /** Ends all suppressions, and deletes all refusals, with those that are not final yet. */
    void releaseAll();

    @Override
    void close();
}
