package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.failure.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * Where counts are kept until their reports are delivered. A report is counted into until it is closed, which its first
 * step towards delivery does; a closed report never changes again, so that every attempt sends the same (D24).
 *
 * <p>Work is taken on by a lease: what was taken on and not finished when the lease ends is given to whoever asks next, so
 * that a dead node's work goes on. Thread-safe. Faults are thrown as {@link StoreException}.
 */
public interface ReportStore extends AutoCloseable {
    /**
     * When counting ends, and when reports are sent.
     *
     * @return the same for every node of a cluster
     */
    PlanTimes times();

    /**
     * Adds counts. When this returns they are as durable as the store makes them.
     *
     * @param batch the counts
     * @param caps how much a day may hold
     * @return what was left out
     */
    AddResult add(CountBatch batch, ReportLimits caps);

    /**
     * Forgets a report that is still counted into, because its domain asks for none.
     *
     * @param report which
     */
    void forget(ReportKey report);

    /**
     * Takes on reports whose day is over and whose destinations are not known yet, and closes them.
     *
     * @param limit how many at most
     * @param lease for how long
     * @return what this node now plans
     */
    List<ReportKey> takeUnplanned(int limit, Duration lease);

    /**
     * Puts off planning a report, for the lookup of its record failed.
     *
     * @param report which
     * @param until when it is to be taken on again
     */
    void putOff(ReportKey report, Instant until);

    /**
     * Decides where a report goes. Destinations that are known already stay as they are.
     *
     * @param report which
     * @param destinations the URIs, and when each is first due
     */
    void plan(ReportKey report, Map<String, Instant> destinations);

    /**
     * Takes on reports that are due at a destination.
     *
     * @param retries whether those that were tried before, or those that were not
     * @param limit how many at most
     * @param lease for how long
     * @return what this node now sends
     */
    List<Submission> takeDue(boolean retries, int limit, Duration lease);

    /**
     * Puts off a submission.
     *
     * @param submission what was taken on
     * @param isAttempt whether it was tried and failed
     * @param until when it is due again
     */
    void retry(Submission submission, boolean isAttempt, Instant until);

    /**
     * Ends a submission. When it was the last of its report, the report is completed as {@link #complete} does it, at the
     * same time.
     *
     * @param submission what was taken on
     * @param state how it ended
     * @return how far the report has come at each of its destinations; nothing is left to do when none is pending
     */
    Map<String, SubmissionState> finish(Submission submission, SubmissionState state);

    /**
     * Deletes the counts of a report, and keeps in mind for three days that it is finished, so that nothing that arrives
     * late makes a second one.
     *
     * @param report which
     */
    void complete(ReportKey report);

    /**
     * Reads a report.
     *
     * @param report which
     * @param visitor is told its entries, those of the same policy in the same order each time
     * @return whether there are any
     * @throws IOException when the visitor throws it
     */
    boolean read(ReportKey report, ReportVisitor visitor) throws IOException;

    /**
     * The domains that were counted on a day, and whose reports are not finished.
     *
     * @param day the UTC day
     * @return in alphabetical order
     */
    List<ReportKey> list(LocalDate day);

    /**
     * Leaves a destination out for a while.
     *
     * @param destination its URI
     * @param until how long
     */
    void suppress(String destination, Instant until);

    /**
     * Whether a destination is left out now.
     *
     * @param destination its URI
     * @return true while it is
     */
    boolean isSuppressed(String destination);

    /**
     * Uses a destination again.
     *
     * @param destination its URI
     */
    void release(String destination);

    /** Closes the store. */
    @Override
    void close();
}
