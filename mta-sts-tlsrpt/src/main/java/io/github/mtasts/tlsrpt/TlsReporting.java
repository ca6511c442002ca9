package io.github.mtasts.tlsrpt;

import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.OutcomeListener;
import io.github.mtasts.tlsrpt.count.SessionCounter;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.store.ReportStore;
import io.github.mtasts.tlsrpt.submit.ReportSubmitter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the outcomes of deliveries, and sends every domain that asks for them one report for each UTC day. One object serves a
 * whole server; in a cluster each node has one, over a shared store. Thread-safe.
 *
 * <p>Close it after the {@code MtaSts} that tells it outcomes: closing brings what was counted to the store.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460">RFC 8460</a>
 */
public final class TlsReporting implements OutcomeListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReporting.class);

    private final ReportStore store;
    private final SessionCounter counter;
    private final ReportSubmitter submitter;
    private final BackgroundTasks timers;

    TlsReporting(ReportStore store, SessionCounter counter, ReportSubmitter submitter, BackgroundTasks timers) {
        this.store = store;
        this.counter = counter;
        this.submitter = submitter;
        this.timers = timers;
    }

    /**
     * Starts choosing.
     *
     * @param store where counts are kept; closed with what is built
     * @param reporter who reports
     * @return a builder
     */
    public static TlsReportingBuilder builder(ReportStore store, Reporter reporter) {
        return new TlsReportingBuilder(store, reporter);
    }

    /** Counts; does no I/O and does not block. */
    @Override
    public void onOutcome(DeliveryOutcome outcome) {
        counter.onOutcome(outcome);
    }

    /**
     * Brings what was counted to the store, as happens twice a second anyway.
     *
     * @return whether all of it is there
     */
    public boolean flush() {
        counter.flush();
        return counter.isFlushed();
    }

    /** Takes on what is due now, as happens every few seconds anyway. Does not wait for it. */
    public void submitDue() {
        submitter.submitDue();
    }

    /**
     * Whether no report is on its way.
     *
     * @return true when everything that {@link #submitDue} has taken on is done
     */
    public boolean isIdle() {
        return submitter.isIdle();
    }

    /**
     * Writes what would be sent for a day, as far as it is counted: the JSON of each report, and the message where it goes by
     * mail. Sends nothing and changes nothing.
     *
     * @param day the UTC day
     * @param folder where to
     * @return the files
     * @throws IOException when the folder cannot be written
     * @throws io.github.mtasts.failure.StoreException when the store fails
     */
    public List<Path> write(LocalDate day, Path folder) throws IOException {
        counter.flush();
        return submitter.write(day, folder);
    }

    /**
     * Uses a destination again that was left out after it had refused a report.
     *
     * @param destination the URI, as the log has it
     */
    public void release(String destination) {
        store.release(destination);
    }

    /** Brings what was counted to the store, lets what is under way end for a while, and closes the store. */
    @Override
    public void close() {
        timers.stop();
        counter.flush();
        if (!counter.isFlushed()) {
            LOG.error("What was counted last could not be stored, and is lost");
        }
        submitter.close();
        store.close();
    }
}
