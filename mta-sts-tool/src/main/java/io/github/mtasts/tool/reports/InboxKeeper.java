package io.github.mtasts.tool.reports;

import io.github.mtasts.tlsrpt.read.InboxResult;
import io.github.mtasts.tlsrpt.read.ReportInbox;
import io.github.mtasts.tlsrpt.read.ReportReader;
import io.github.mtasts.tlsrpt.summary.ReportSummary;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.received.ReportFolder;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.tool.server.ServiceLog;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Deletes what is too old, takes mail into the inbox, and makes the site anew when there is something new. Thread-safe. */
final class InboxKeeper {
    private static final Duration CLEANING = Duration.ofDays(1);

    private final InboxSettings settings;
    private final Network network;
    private final ReportInbox inbox;
    private final ReportReader reader;
    private final ServiceLog log;
    private final Clock clock;
    private final ClockMark mark;
    private final AtomicBoolean isNew = new AtomicBoolean(true);
    private final Map<String, Integer> refused = new TreeMap<>();
    private final Set<String> told = new HashSet<>();
    private Instant lastRound = Instant.MIN;
    private Instant lastCleaning = Instant.MIN;
    private boolean isDoubted;

    InboxKeeper(InboxSettings settings, Network network, ServiceLog log) {
        this.settings = settings;
        this.network = network;
        this.log = log;
        this.clock = network.surroundings().clock();
        this.mark = new ClockMark(settings.folder());
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
        if (!isDue(lastRound, settings.remake(), now)) {
            return;
        }
        lastRound = now;
        try {
            round();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // The scheduler would not come back after it, whatever it is.
            isNew.set(true);
            log.say(
                    "inbox-failed",
                    "the inbox was not worked on: " + Errors.reason(e) + "; it is tried again in "
                            + settings.remake().toSeconds() + " seconds");
        }
    }

    /** Whether it is time again; also when the clock was set back, or a time to come would be waited for. */
    private static boolean isDue(Instant last, Duration period, Instant now) {
        return now.isBefore(last) || Duration.between(last, now).compareTo(period) >= 0;
    }

    /**
     * Deletes, takes mail in, makes the site: on a full disk there is room for mail only after the deletion. What cannot be deleted
     * keeps no mail out, and mail that cannot be taken keeps no report off the site.
     *
     * @return how many reports were new in the mail
     * @throws IOException if the mail cannot be read, or the site not be written
     */
    synchronized int round() throws IOException {
        Instant now = clock.instant();
        if (isTrusted(now) && isDue(lastCleaning, CLEANING, now)) {
            clean(now);
        }
        beginMark(now);
        int kept;
        try {
            kept = takeMail();
        } catch (IOException e) {
            noteNew(); // some of it may have been taken
            try {
                makeSite();
            } catch (IOException ofTheSite) {
                e.addSuppressed(ofTheSite);
            }
            throw e;
        }
        makeSite();
        return kept;
    }

    private boolean isTrusted(Instant now) {
        try {
            boolean isTrusted = mark.isTrusted(now);
            if (!isTrusted && !isDoubted) {
                log.say(
                        "clock-doubted",
                        "the clock has moved by more than a week, or back, since the last look: nothing is deleted for a day");
            }
            isDoubted = !isTrusted;
            told.remove("clock-mark-unusable");
            return isTrusted;
        } catch (IOException e) {
            tellOnce(
                    "clock-mark-unusable",
                    "nothing is deleted, because the file in " + settings.folder()
                            + " that remembers the last look at the clock cannot be used: " + Errors.reason(e));
            return false;
        }
    }

    private void beginMark(Instant now) {
        try {
            mark.begin(now);
            told.remove("clock-mark-unwritable");
        } catch (IOException e) {
            tellOnce("clock-mark-unwritable", "this look at the clock is not remembered: " + Errors.reason(e));
        }
    }

    /** What cannot be deleted is tried again the next day; the rest is deleted. */
    private void clean(Instant now) {
        lastCleaning = now;
        noteNew();
        try {
            int deleted = inbox.clean(clock, reader);
            told.remove("cleaning-failed");
            if (deleted > 0) {
                log.say("cleaned", "deleted " + deleted + " files that are no longer needed");
            }
        } catch (IOException e) {
            tellOnce("cleaning-failed", "not all that is too old could be deleted: " + Errors.reason(e));
        }
    }

    /** Tells what goes wrong in every round when it begins. */
    private void tellOnce(String event, String sentence) {
        if (told.add(event)) {
            log.say(event, sentence);
        }
    }

    private void makeSite() throws IOException {
        if (isNew.getAndSet(false) && settings.site() != null) {
            ReportSummary summary = ReportFolder.of(settings.folder(), network, settings.acceptUnverified())
                    .summary(settings.own(), Map.of());
            new SummarySite(settings.site()).write(summary);
            log.say(
                    "site-made",
                    "wrote the summary of " + summary.reports() + " reports to " + settings.site(),
                    new JsonObject().with("reports", summary.reports()));
        }
    }

    /** How many files of the last round were not taken, by the reason. */
    synchronized Map<String, Integer> refused() {
        return new TreeMap<>(refused);
    }

    private int takeMail() throws IOException {
        if (settings.mail() == null) {
            return 0;
        }
        int kept = 0;
        refused.clear();
        for (InboxResult each : inbox.keepAll(settings.mail(), reader, clock).values()) {
            if (each instanceof InboxResult.Kept) {
                kept++;
            } else if (each instanceof InboxResult.Refused file) {
                refused.merge(file.reason(), 1, Integer::sum);
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
