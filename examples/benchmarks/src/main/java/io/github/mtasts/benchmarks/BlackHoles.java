package io.github.mtasts.benchmarks;

import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.count.SessionCounter;
import io.github.mtasts.tlsrpt.internal.ClockWatch;
import io.github.mtasts.tlsrpt.internal.ClosingGate;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.record.TlsRptDiscovery;
import io.github.mtasts.tlsrpt.report.AdditionalInformation;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.report.internal.ReportFile;
import io.github.mtasts.tlsrpt.report.internal.ReportMessage;
import io.github.mtasts.tlsrpt.report.internal.ReportWriter;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.ReportingListener;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportingEvents;
import io.github.mtasts.tlsrpt.submit.internal.ReportSubmitter;
import io.github.mtasts.tlsrpt.submit.internal.ReportTransport;
import io.github.mtasts.tlsrpt.submit.internal.SignedMail;
import io.github.mtasts.tlsrpt.submit.internal.SubmissionChoices;
import io.github.mtasts.tlsrpt.submit.internal.SubmissionResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Load program: the reports for many HTTPS hosts are due at once, and most of the hosts never answer. No host has accepted a
 * report before, and the good ones are spread among the others. Time is simulated. Baseline: the same reports in one queue of 64
 * slots, with the whole time limit for each.
 */
final class BlackHoles {
    private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2024-03-02T05:00:00Z");
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration NEW_HOST_DEADLINE = Duration.ofSeconds(10);
    private static final Duration SUBMIT_EVERY = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofHours(6);

    private final int holes;
    private final int good;
    private final TestClock clock = new TestClock(NOON);
    // Guarded by this:
    private final PriorityQueue<Instant> sleeping = new PriorityQueue<>();
    private long begun;
    private int delivered;
    private Instant lastDelivered = NEXT_DAY;

    private BlackHoles(int holes, int good) {
        this.holes = holes;
        this.good = good;
    }

    static void run(int holes, int good) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tlsrpt-holes");
        try {
            Duration library = new BlackHoles(holes, good).send(folder.resolve("reports.db"));
            System.out.printf(
                    Locale.ROOT,
                    "%,d black holes and %,d good hosts, all new and due at once: every good host had its report after"
                            + " %.1f minutes; baseline, one queue of 64 slots and 60 s: %.1f minutes%n",
                    holes,
                    good,
                    library.toMillis() / 60_000.0,
                    baseline(holes, good).toMillis() / 60_000.0);
        } finally {
            FirstLookup.delete(folder);
        }
    }

    private static boolean isGood(int i, int holes, int good) {
        return (long) (i + 1) * good / (holes + good) > (long) i * good / (holes + good);
    }

    /** Each slot takes the next report when it is free. */
    private static Duration baseline(int holes, int good) {
        PriorityQueue<Long> free = new PriorityQueue<>();
        for (int i = 0; i < 64; i++) {
            free.add(0L);
        }
        long last = 0;
        for (int i = 0; i < holes + good; i++) {
            long start = free.remove();
            last = isGood(i, holes, good) ? start : last;
            free.add(isGood(i, holes, good) ? start : start + DEADLINE.toMillis());
        }
        return Duration.ofMillis(last);
    }

    private static String domain(int i) {
        return String.format(Locale.ROOT, "d%06d.example", i);
    }

    private TxtAnswer record(String name) {
        begin();
        String domain = name.substring("_smtp._tls.".length());
        int i = Integer.parseInt(domain.substring(1, 7));
        String kind = isGood(i, holes, good) ? "good" : "hole";
        return new TxtAnswer.Records(
                List.of("v=TLSRPTv1; rua=https://" + kind + "." + domain + "/in"), Duration.ofHours(1));
    }

    private Duration send(Path file) throws InterruptedException {
        TlsRptDiscovery discovery = new TlsRptDiscovery(this::record);
        ClosingGate gate = new ClosingGate(ClockWatch.trusting(clock), false);
        Reporter reporter = Reporter.of("Benchmark", "tls@sender.example");
        try (ReportRepository store = (ReportRepository)
                        SqliteReportStore.builder(file).clock(clock).open();
                ReportSubmitter submitter = new ReportSubmitter(
                        store,
                        new ReportWriter(reporter, AdditionalInformation.NONE, 10_000_000),
                        discovery,
                        new SignedMail(new ReportMessage(reporter, clock), null),
                        new Network(),
                        new SubmissionChoices(Set.of(), Duration.ofDays(7), 60, true, DEADLINE, NEW_HOST_DEADLINE),
                        clock,
                        gate,
                        ReportingEvents.on(Runnable::run, new Results()))) {
            SessionCounter counter = new SessionCounter(
                    store,
                    ReportLimits.DEFAULT,
                    clock,
                    domain -> false,
                    discovery::discover,
                    Runnable::run,
                    ReportingEvents.unheard(),
                    gate,
                    null);
            for (int i = 0; i < holes + good; i++) {
                counter.onOutcome(SessionOutcomes.success(domain(i), clock.instant()));
            }
            counter.flush();
            clock.set(NEXT_DAY);
            counter.flush();
            while (!isDone() && clock.instant().isBefore(NEXT_DAY.plus(LONGEST))) {
                long before;
                do {
                    before = begun();
                    submitter.submitDue();
                    awaitAllAsleep(submitter);
                } while (begun() > before);
                wake(clock.instant().plus(SUBMIT_EVERY));
            }
            Duration needed = Duration.between(NEXT_DAY, last());
            endAll();
            return isDone() ? needed : LONGEST;
        }
    }

    private synchronized boolean isDone() {
        return delivered >= good;
    }

    private synchronized void begin() {
        begun++;
    }

    private synchronized long begun() {
        return begun;
    }

    private synchronized Instant last() {
        return lastDelivered;
    }

    /** Waits until every slot in use belongs to an attempt that waits for the clock, and no further work is being taken. */
    private synchronized void awaitAllAsleep(ReportSubmitter submitter) throws InterruptedException {
        while (submitter.inProgress() > sleeping.size()) {
            wait(1);
        }
    }

    /** Moves the clock to the next event. */
    private synchronized void wake(Instant nextSubmit) {
        Instant next = sleeping.isEmpty() || sleeping.element().isAfter(nextSubmit) ? nextSubmit : sleeping.element();
        clock.set(next);
        while (!sleeping.isEmpty() && !sleeping.element().isAfter(next)) {
            sleeping.remove();
        }
        notifyAll();
    }

    private synchronized void endAll() {
        clock.set(NEXT_DAY.plus(LONGEST));
        sleeping.clear();
        notifyAll();
    }

    private synchronized void sleepUntil(Instant end) throws InterruptedException {
        if (clock.instant().isBefore(end)) {
            sleeping.add(end);
        }
        while (clock.instant().isBefore(end)) {
            wait();
        }
    }

    private final class Network implements ReportTransport {
        @Override
        public boolean serves(ReportDestination destination) {
            return true;
        }

        @Override
        public SubmissionResult send(ReportFile file, ReportDestination destination, Duration limit) {
            begin();
            if (destination.uri().startsWith("https://good.")) {
                return new SubmissionResult.Accepted();
            }
            try {
                sleepUntil(clock.instant().plus(limit));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new SubmissionResult.TryLater("timeout", Duration.ZERO, true);
        }
    }

    private final class Results implements ReportingListener {
        @Override
        public void delivered(PolicyDomain domain, LocalDate day, String destination) {
            synchronized (BlackHoles.this) {
                delivered++;
                lastDelivered = clock.instant();
            }
        }
    }
}
