package io.github.mtasts.tool.reports;

import io.github.mtasts.tlsrpt.read.InboxResult;
import io.github.mtasts.tlsrpt.read.ReportInbox;
import io.github.mtasts.tlsrpt.read.ReportReader;
import io.github.mtasts.tlsrpt.summary.ReportSummary;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.tool.server.ServiceLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Takes mail into the inbox, deletes what is too old, and makes the site anew when there is something new. Thread-safe. */
final class InboxKeeper {
    private static final Duration CLEANING = Duration.ofDays(1);

    private final InboxSettings settings;
    private final Network network;
    private final ReportInbox inbox;
    private final ReportReader reader;
    private final ServiceLog log;
    private final Clock clock;
    private final AtomicBoolean isNew = new AtomicBoolean(true);
    private Instant nextRound = Instant.MIN;
    private Instant nextCleaning = Instant.MIN;

    InboxKeeper(InboxSettings settings, Network network, ServiceLog log) {
        this.settings = settings;
        this.network = network;
        this.log = log;
        this.clock = network.surroundings().clock();
        this.inbox = ReportInbox.in(settings.folder()).bounded(settings.maxOctets(), settings.maxReports());
        this.reader = ReportFolder.reader(network, settings.acceptUnverified());
    }

    ReportInbox inbox() {
        return inbox;
    }

    /** A report was stored. */
    void noteNew() {
        isNew.set(true);
    }

    /** Does what is due; a failure is told, and tried again the next time. */
    synchronized void tick() {
        Instant now = clock.instant();
        if (now.isBefore(nextRound)) {
            return;
        }
        nextRound = now.plus(settings.remake());
        try {
            round();
        } catch (IOException | RuntimeException e) {
            // The scheduler would not come back after an exception, whatever it is.
            isNew.set(true);
            log.say(
                    "inbox-failed",
                    "the inbox was not worked on: " + Errors.reason(e) + "; it is tried again in "
                            + settings.remake().toSeconds() + " seconds");
        }
    }

    /**
     * Takes mail in, deletes, makes the site.
     *
     * @return how many reports were new in the mail
     */
    synchronized int round() throws IOException {
        int kept = takeMail();
        Instant now = clock.instant();
        boolean isCleaning = !now.isBefore(nextCleaning);
        if (isCleaning) {
            int deleted = inbox.clean(clock, reader);
            nextCleaning = now.plus(CLEANING);
            if (deleted > 0) {
                log.say("cleaned", "deleted " + deleted + " files that are no longer needed");
            }
        }
        if ((isNew.getAndSet(false) || isCleaning) && settings.site() != null) {
            ReportSummary summary = ReportFolder.of(settings.folder(), network, settings.acceptUnverified())
                    .summary(settings.own(), Map.of());
            new SummarySite(settings.site()).write(summary);
            log.say(
                    "site-made",
                    "wrote the summary of " + summary.reports() + " reports to " + settings.site(),
                    new JsonObject().with("reports", summary.reports()));
        }
        return kept;
    }

    private int takeMail() throws IOException {
        if (settings.mail() == null) {
            return 0;
        }
        int kept = 0;
        for (Map.Entry<Path, InboxResult> each :
                inbox.keepAll(settings.mail(), reader, clock).entrySet()) {
            if (each.getValue() instanceof InboxResult.Kept) {
                kept++;
            }
        }
        if (kept > 0) {
            noteNew();
            log.say(
                    "mail-taken",
                    "took " + kept + " new reports from " + settings.mail(),
                    new JsonObject().with("reports", kept));
        }
        return kept;
    }
}
