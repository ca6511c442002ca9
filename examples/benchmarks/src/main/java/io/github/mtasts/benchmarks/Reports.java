package io.github.mtasts.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.tlsrpt.count.SessionCounter;
import io.github.mtasts.tlsrpt.internal.ClockWatch;
import io.github.mtasts.tlsrpt.internal.ClosingGate;
import io.github.mtasts.tlsrpt.read.ReportReader;
import io.github.mtasts.tlsrpt.report.AdditionalInformation;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.report.internal.ReportWriter;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportingEvents;
import io.github.mtasts.tlsrpt.summary.ReportSummary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.zip.GZIPInputStream;

/**
 * Load program: outcomes per second that two threads store durably in SQLite, and the time to build reports. Baseline of
 * the first: a bare JDBC loop that counts each outcome with one upsert, a thousand to a transaction, in a file with the same
 * durability. Reports are built in separate processes with a heap of 64 MiB: the figure is that they finish.
 */
final class Reports {
    private static final int BATCH = 1_000;
    private static final int ROUNDS = 150;
    private static final int LAST = 50;

    /** The round that counts for a program that has just started; those before it load classes. */
    private static final int EARLY = 2;

    private static final ReportLimits CAPS = new ReportLimits(100_000, 20, 200_000);

    private Reports() {}

    static void run(int domains, int seconds, int outcomes, int details) throws Exception {
        Path folder = Files.createTempDirectory("tlsrpt-bench");
        try {
            double bare = bare(folder.resolve("bare.db"), domains, seconds);
            double plain = counted(folder.resolve("plain.db"), domains, seconds, SessionOutcomes::success);
            double failing =
                    counted(folder.resolve("failing.db"), domains, seconds, i -> SessionOutcomes.failure(i, i % 5));
            System.out.printf(
                    Locale.ROOT,
                    "%d domains, durable in SQLite: %.0f outcomes/s, with failure details %.0f; bare JDBC %.0f%n",
                    domains,
                    plain,
                    failing,
                    bare);
            Path many = folder.resolve("many.db");
            fill(many, domains, outcomes);
            build(many, domains + " domains, " + outcomes + " outcomes");
            read(many, Math.min(domains, 1_000));
            Path large = folder.resolve("large.db");
            fillOne(large, details);
            build(large, "one report with " + details + " failure details");
        } finally {
            FirstLookup.delete(folder);
        }
    }

    private static SessionCounter counter(ReportRepository store) {
        return new SessionCounter(
                store,
                CAPS,
                Clock.systemUTC(),
                domain -> false,
                NoReports::asks,
                Runnable::run,
                ReportingEvents.unheard(),
                new ClosingGate(ClockWatch.trusting(Clock.systemUTC()), false),
                null);
    }

    private static double counted(Path file, int domains, int seconds, IntFunction<DeliveryOutcome> maker)
            throws InterruptedException {
        DeliveryOutcome[] outcomes = new DeliveryOutcome[domains];
        for (int i = 0; i < domains; i++) {
            outcomes[i] = maker.apply(i);
        }
        try (ReportRepository store = (ReportRepository) SqliteReportStore.open(file)) {
            SessionCounter counter = counter(store);
            long start = System.nanoTime();
            long end = start + TimeUnit.SECONDS.toNanos(seconds);
            long[] counted = new long[2];
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < counted.length; t++) {
                int thread = t;
                threads.add(new Thread(() -> counted[thread] = countUntil(end, counter, outcomes)));
            }
            threads.forEach(Thread::start);
            while (System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(500);
                counter.flush();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            counter.flush();
            if (!counter.isFlushed()) {
                throw new IllegalStateException("not everything is in the store");
            }
            return (counted[0] + counted[1]) * 1e9 / (System.nanoTime() - start);
        }
    }

    private static long countUntil(long end, SessionCounter counter, DeliveryOutcome[] outcomes) {
        long counted = 0;
        while (System.nanoTime() < end) {
            for (DeliveryOutcome outcome : outcomes) {
                counter.onOutcome(outcome);
            }
            counted += outcomes.length;
        }
        return counted;
    }

    private static double bare(Path file, int domains, int seconds) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("CREATE TABLE counts (day INTEGER, domain TEXT, n INTEGER, PRIMARY KEY (day, domain))");
            connection.setAutoCommit(false);
            long start = System.nanoTime();
            long end = start + TimeUnit.SECONDS.toNanos(seconds);
            long counted = 0;
            try (PreparedStatement upsert = connection.prepareStatement(
                    "INSERT INTO counts VALUES (1, ?, 1) ON CONFLICT (day, domain) DO UPDATE SET n = n + 1")) {
                while (System.nanoTime() < end) {
                    for (int i = 0; i < BATCH; i++) {
                        upsert.setString(
                                1, Rows.domain((int) (counted++ % domains)).name());
                        upsert.addBatch();
                    }
                    upsert.executeBatch();
                    connection.commit();
                }
            }
            return counted * 1e9 / (System.nanoTime() - start);
        }
    }

    private static void fill(Path file, int domains, int outcomes) {
        try (ReportRepository store = (ReportRepository) SqliteReportStore.open(file)) {
            SessionCounter counter = counter(store);
            for (int i = 0; i < outcomes; i++) {
                counter.onOutcome(
                        i % 10 == 0
                                ? SessionOutcomes.failure(i % domains, i % 50)
                                : SessionOutcomes.success(i % domains));
                if (i % 100_000 == 0) {
                    counter.flush();
                }
            }
            counter.flush();
        }
    }

    private static void fillOne(Path file, int details) {
        try (ReportRepository store = (ReportRepository) SqliteReportStore.open(file)) {
            SessionCounter counter = counter(store);
            for (int i = 0; i < details; i++) {
                counter.onOutcome(SessionOutcomes.failure(0, i));
                if (i % 10_000 == 0) {
                    counter.flush();
                }
            }
            counter.flush();
        }
    }

    /** Baseline: the same files unzipped and split into tokens. */
    private static void read(Path file, int limit) throws IOException {
        List<byte[]> files = new ArrayList<>();
        try (ReportRepository store = (ReportRepository) SqliteReportStore.open(file)) {
            ReportWriter writer = new ReportWriter(
                    Reporter.of("Benchmark", "tls@sender.example"), AdditionalInformation.NONE, 10_000_000);
            for (ReportKey report : store.list(LocalDate.now(ZoneOffset.UTC))) {
                if (files.size() < limit) {
                    files.add(writer.gzip(store, report).orElseThrow().gzip());
                }
            }
        }
        ReportReader reader = ReportReader.builder().build();
        JsonFactory json = new JsonFactory();
        double[] summed = new double[ROUNDS];
        double[] bare = new double[ROUNDS];
        int reports = 0;
        long tokens = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            ReportSummary.Builder summary = ReportSummary.builder(Clock.systemUTC());
            for (byte[] octets : files) {
                summary.add(reader.read(octets, "report.json.gz"));
            }
            reports = summary.build().reports();
            long between = System.nanoTime();
            tokens = 0;
            for (byte[] octets : files) {
                try (JsonParser parser = json.createParser(new GZIPInputStream(new ByteArrayInputStream(octets)))) {
                    while (parser.nextToken() != null) {
                        tokens++;
                    }
                }
            }
            summed[round] = between - start;
            bare[round] = System.nanoTime() - between;
        }
        System.out.printf(
                Locale.ROOT,
                "%d reports read and summed up in %.1f ms, after %d rounds in %.1f ms; bare Jackson over %d tokens: %.1f"
                        + " and %.1f ms%n",
                reports,
                summed[EARLY] / 1e6,
                ROUNDS - LAST,
                medianOfLast(summed) / 1e6,
                tokens,
                bare[EARLY] / 1e6,
                medianOfLast(bare) / 1e6);
    }

    private static double medianOfLast(double[] nanos) {
        return ColdResolution.median(Arrays.copyOfRange(nanos, ROUNDS - LAST, ROUNDS));
    }

    private static void build(Path file, String what) throws IOException, InterruptedException {
        System.out.print(what + ", heap of 64 MiB: ");
        System.out.flush();
        int status = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BuildReports.class.getName(),
                        file.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("building reports in 64 MiB failed");
        }
    }
}
