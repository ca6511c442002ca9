package io.github.mtasts.tlsrpt.submit.internal;

import io.github.mtasts.tlsrpt.internal.ClosingGate;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.record.TlsRptDiscovery;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import io.github.mtasts.tlsrpt.report.internal.ReportFile;
import io.github.mtasts.tlsrpt.report.internal.ReportWriter;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportingEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends the reports that are due. {@link #submitDue} is called every few seconds on another thread. Thread-safe. */
public final class ReportSubmitter implements AutoCloseable {
    private final ReportRepository repository;
    private final ReportWriter writer;
    private final TlsRptDiscovery discovery;
    private final SignedMail mail;
    private final Dispatcher dispatcher;

    /**
     * Creates a submitter.
     *
     * @param writer generates the reports
     * @param mail generates the messages of {@link #write}
     * @param transport sends the reports
     * @param gate decides when days may be closed
     * @param events receive the results
     */
    public ReportSubmitter(
            ReportRepository repository,
            ReportWriter writer,
            TlsRptDiscovery discovery,
            SignedMail mail,
            ReportTransport transport,
            SubmissionChoices choices,
            Clock clock,
            ClosingGate gate,
            ReportingEvents events) {
        this.repository = repository;
        this.writer = writer;
        this.discovery = discovery;
        this.mail = mail;
        Planner planner = new Planner(repository, discovery, transport, choices, clock, gate.watch(), events);
        RefusalWatch refusals = new RefusalWatch();
        ReportSender sender =
                new ReportSender(repository, writer, transport, choices, clock, gate.watch(), refusals, events);
        this.dispatcher = new Dispatcher(repository, planner, sender, gate, refusals, clock, events);
    }

    /** Takes the work that is due, and returns without waiting for it. */
    public void submitDue() {
        dispatcher.dispatch();
    }

    /** Returns whether no work is in progress. */
    public boolean isIdle() {
        return inProgress() == 0;
    }

    /** Returns whether reports are sent. */
    public boolean isSending() {
        return dispatcher.isSending();
    }

    /** Returns how many look-ups and attempts are in progress; the take-over of further work at their end is part of them. */
    public int inProgress() {
        return dispatcher.inProgress();
    }

    /**
     * Writes the reports of a UTC day to a folder, with the counts so far. Sends nothing and changes nothing.
     *
     * @return the files
     * @throws IOException if the folder cannot be written
     */
    public List<Path> write(LocalDate day, Path folder) throws IOException {
        FolderTransport files = new FolderTransport(folder, mail);
        List<Path> written = new ArrayList<>();
        for (ReportKey report : repository.list(day)) {
            Optional<ReportFile> file = writer.gzip(repository, report);
            if (file.isPresent() && discovery.discover(report.domain()) instanceof TlsRptDiscoveryResult.Found found) {
                for (ReportDestination destination : found.record().destinations()) {
                    for (Path path : files.write(file.get(), destination)) {
                        if (!written.contains(path)) {
                            written.add(path);
                        }
                    }
                }
            }
        }
        return written;
    }

    /** Waits a few seconds for the work in progress, then interrupts it. */
    @Override
    public void close() {
        dispatcher.close();
    }
}
