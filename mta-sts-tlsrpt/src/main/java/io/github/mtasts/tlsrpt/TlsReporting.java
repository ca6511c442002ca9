package io.github.mtasts.tlsrpt;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.OutcomeListener;
import io.github.mtasts.tlsrpt.count.SessionCounter;
import io.github.mtasts.tlsrpt.foreign.ForeignSession;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.store.ReportStore;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportingEvents;
import io.github.mtasts.tlsrpt.submit.internal.ReportSubmitter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the outcomes of deliveries, and sends one report per UTC day to every domain that asks for it. A server needs
 * one instance; in a cluster each node has one, with a shared store. Thread-safe.
 *
 * <p>{@code TlsReporting} is an {@link OutcomeListener}. Recording an outcome does no I/O; by default each UTC day
 * closes at 00:10 of the next day.
 *
 * <p>Close it after the {@code MtaSts} that records outcomes in it: {@link #close()} writes the remaining counts to the
 * store.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460">RFC 8460</a>
 */
public final class TlsReporting implements OutcomeListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReporting.class);

    private final ReportRepository repository;
    private final SessionCounter counter;
    private final ReportSubmitter submitter;
    private final BackgroundTasks tasks;
    private final ReportingEvents events;

    TlsReporting(
            ReportRepository repository,
            SessionCounter counter,
            ReportSubmitter submitter,
            BackgroundTasks tasks,
            ReportingEvents events) {
        this.repository = repository;
        this.counter = counter;
        this.submitter = submitter;
        this.tasks = tasks;
        this.events = events;
    }

    /**
     * Creates a builder.
     *
     * @param store keeps the counts; {@link #close()} closes it
     * @param reporter the reporting organisation
     * @return a builder with the default settings
     */
    public static TlsReportingBuilder builder(ReportStore store, Reporter reporter) {
        return new TlsReportingBuilder((ReportRepository) store, reporter);
    }

    /** Counts an outcome; does no I/O and does not block. */
    @Override
    public void onOutcome(DeliveryOutcome outcome) {
        counter.onOutcome(outcome);
    }

    /**
     * Counts a session that another mail server made and recorded, such as Postfix by libtlsrpt; does no I/O and does not block.
     * Whether its domain asks for reports is looked up as for any other outcome (RFC 8460 section 3).
     *
     * @param session the session and its verdict
     */
    public void count(ForeignSession session) {
        counter.onForeign(session);
    }

    /**
     * Writes the counts to the store. This also happens twice a second in the background.
     *
     * @return whether all counts are in the store
     */
    public boolean flush() {
        counter.flush();
        return counter.isFlushed();
    }

    /** Starts the work that is due, without waiting for it. This also happens every few seconds in the background. */
    public void submitDue() {
        submitter.submitDue();
    }

    /**
     * Returns whether no report is being sent.
     *
     * @return true if all work that {@link #submitDue} started is done
     */
    public boolean isIdle() {
        return submitter.isIdle();
    }

    /**
     * Returns the state of reporting, for metrics. Does no I/O.
     *
     * @return the state now, and counters since it was built
     */
    public ReportingStatistics statistics() {
        return new ReportingStatistics(
                counter.countsWaiting(),
                submitter.inProgress(),
                events.storeWorks(),
                submitter.isSending(),
                events.lost());
    }

    /**
     * Writes the reports of a day to a folder, with the counts so far: the JSON of each report, and the message if a
     * destination is a mail address. Sends nothing, and changes nothing in the store.
     *
     * @param day the UTC day
     * @param folder is created if it does not exist
     * @return the files
     * @throws IOException if the folder cannot be written
     * @throws io.github.mtasts.failure.StoreException if the store fails
     */
    public List<Path> write(LocalDate day, Path folder) throws IOException {
        counter.flush();
        return submitter.write(day, folder);
    }

    /**
     * Returns the domains whose reports of a day are not complete: those that are still counted, and those that no destination has
     * accepted yet.
     *
     * @param day the UTC day
     * @return the domains by name
     * @throws io.github.mtasts.failure.StoreException if the store fails
     */
    public List<PolicyDomain> pending(LocalDate day) {
        return repository.list(day).stream().map(ReportKey::domain).toList();
    }

    /**
     * Returns the destinations that get no reports for now, because they refused reports for several domains or on several
     * days. Subdomains of one registrable domain count once. Those of {@link TlsReportingBuilder#suppress} are not among them.
     *
     * @return for each URI, when its suppression ends
     * @throws io.github.mtasts.failure.StoreException if the store fails
     */
    public Map<String, Instant> suppressed() {
        return repository.suppressed();
    }

    /**
     * Ends the suppression of a destination that refused reports. Those that it refused within the last hour are sent again.
     *
     * @param destination the URI, as in the log
     * @throws io.github.mtasts.failure.StoreException if the store fails
     */
    public void release(String destination) {
        repository.release(destination);
    }

    /**
     * Ends the suppression of all destinations, as {@link #release} does, for example after a fault of this server's own set-up was mended.
     *
     * @throws io.github.mtasts.failure.StoreException if the store fails
     */
    public void releaseAll() {
        repository.releaseAll();
    }

    /** Writes the counts to the store, waits a few seconds for the work in progress, and closes the store. */
    @Override
    public void close() {
        tasks.stop();
        try (events;
                repository;
                submitter) { // in the opposite order, whatever the flush throws
            counter.flush();
        } finally {
            if (!counter.isFlushed()) {
                LOG.error("Lost the most recent session counts: the report store failed during shutdown");
            }
        }
    }
}
