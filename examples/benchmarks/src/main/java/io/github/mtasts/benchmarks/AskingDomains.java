package io.github.mtasts.benchmarks;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.count.SessionCounter;
import io.github.mtasts.tlsrpt.internal.ClockWatch;
import io.github.mtasts.tlsrpt.internal.ClosingGate;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.record.TlsRptDiscoveryResult;
import io.github.mtasts.tlsrpt.record.TlsRptRecord;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.ReportingListener;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportingEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Load program: counts sessions with many domains, of which one in a hundred asks for reports, in an hour of a simulated clock,
 * with look-ups of 50 ms and a store in SQLite. Baseline: the same with eight look-up threads and every count written at once.
 */
final class AskingDomains {
    private static final Instant START = Instant.parse("2024-03-01T12:00:00Z");
    private static final Duration TICK = Duration.ofMillis(500);
    private static final int LOOKUPS_IN_TICK = 10; // of 50 ms, for each thread
    private static final int ONE_IN = 100;
    private static final TlsRptRecord RECORD = new TlsRptRecord(
            List.of(new ReportDestination.Mail("mailto:tls@hoster.example", List.of("tls@hoster.example"))), List.of());

    private AskingDomains() {}

    static void run(int domains, int ticks) throws IOException {
        Path folder = Files.createTempDirectory("tlsrpt-asking");
        try {
            count("library: 16 look-up threads", folder.resolve("a.db"), domains, ticks, 16, SessionCounter::tick);
            count(
                    "baseline: 8 look-up threads, every count written at once",
                    folder.resolve("b.db"),
                    domains,
                    ticks,
                    8,
                    SessionCounter::flush);
        } finally {
            FirstLookup.delete(folder);
        }
    }

    /** Writes what was counted. */
    private interface Flush {
        void run(SessionCounter counter);
    }

    /** Look-ups that take simulated time; the queue is that of the library. */
    private static final class Lookups implements Executor {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private final int threads;

        Lookups(int threads) {
            this.threads = threads;
        }

        @Override
        public void execute(Runnable task) {
            if (waiting.size() >= 1_000 + threads) {
                throw new RejectedExecutionException("full");
            }
            waiting.add(task);
        }

        void passTick() {
            for (int i = 0; i < threads * LOOKUPS_IN_TICK && !waiting.isEmpty(); i++) {
                waiting.remove().run();
            }
        }
    }

    private static TlsRptDiscoveryResult lookUp(PolicyDomain domain) {
        String name = domain.name();
        boolean asks = name.hashCode() % ONE_IN == 0;
        return asks
                ? new TlsRptDiscoveryResult.Found(RECORD, Duration.ofHours(1))
                : new TlsRptDiscoveryResult.Absent(Duration.ofHours(1));
    }

    private static void count(String what, Path file, int domains, int ticks, int threads, Flush flush) {
        TestClock clock = new TestClock(START);
        Lookups lookups = new Lookups(threads);
        AtomicLong dropped = new AtomicLong();
        long before = usedMemory();
        try (ReportRepository store =
                (ReportRepository) SqliteReportStore.builder(file).clock(clock).open()) {
            SessionCounter counter = new SessionCounter(
                    store,
                    ReportLimits.DEFAULT,
                    clock,
                    domain -> false,
                    AskingDomains::lookUp,
                    lookups,
                    ReportingEvents.on(Runnable::run, new ReportingListener() {
                        @Override
                        public void sessionsDropped(SessionsDropped reason, long sessions) {
                            if (reason != SessionsDropped.LATE) {
                                dropped.addAndGet(sessions);
                            }
                        }
                    }),
                    new ClosingGate(ClockWatch.trusting(clock), false),
                    null);
            long flushing = 0;
            long mostMemory = 0;
            int asking = 0;
            int next = 0;
            int mostRows = 0;
            for (int tick = 0; tick < ticks + 4; tick++) {
                int end = (int) ((long) domains * Math.min(tick + 1, ticks) / ticks);
                for (; next < end; next++) {
                    DeliveryOutcome outcome = next % 10 == 0
                            ? SessionOutcomes.failure(next, next % 5, clock.instant())
                            : SessionOutcomes.success(next, clock.instant());
                    asking += outcome.domain().name().hashCode() % ONE_IN == 0 ? 1 : 0;
                    counter.onOutcome(outcome);
                }
                long start = System.nanoTime();
                flush.run(counter);
                flushing += System.nanoTime() - start;
                lookups.passTick();
                clock.advance(TICK);
                if (tick % Math.max(1, ticks / 10) == 0) {
                    mostMemory = Math.max(mostMemory, usedMemory() - before);
                    mostRows = Math.max(mostRows, rows(store));
                }
            }
            flush.run(counter);
            long kept = store.list(LocalDate.ofInstant(START, ZoneOffset.UTC)).stream()
                    .filter(report -> report.domain().name().hashCode() % ONE_IN == 0)
                    .count();
            double seconds = ticks * TICK.toMillis() / 1_000.0;
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,d domains in %.0f s, %,d ask, %,d of them lost, %,d sessions dropped; flush %.1f s = %.1f %% of"
                            + " the time; at most %,d rows and %.0f MiB; %,d rows at the end%n",
                    what,
                    domains,
                    seconds,
                    asking,
                    asking - kept,
                    dropped.get(),
                    flushing / 1e9,
                    flushing / 1e7 / seconds,
                    mostRows,
                    mostMemory / 1024.0 / 1024.0,
                    rows(store));
        }
    }

    private static int rows(ReportRepository store) {
        return store.list(LocalDate.ofInstant(START, ZoneOffset.UTC)).size();
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
