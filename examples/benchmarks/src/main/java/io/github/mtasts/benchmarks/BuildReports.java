package io.github.mtasts.benchmarks;

import io.github.mtasts.tlsrpt.report.AdditionalInformation;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.report.internal.ReportWriter;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** Builds all reports of today; the caller runs it in a process with a small heap. */
final class BuildReports {
    private BuildReports() {}

    public static void main(String[] args) {
        try (ReportRepository store = (ReportRepository) SqliteReportStore.open(Path.of(args[0]))) {
            ReportWriter writer = new ReportWriter(
                    Reporter.of("Benchmark", "tls@sender.example"), AdditionalInformation.NONE, 10_000_000);
            long start = System.nanoTime();
            int reports = 0;
            long octets = 0;
            LocalDate today = LocalDate.now(ZoneOffset.UTC);
            for (LocalDate day : new LocalDate[] {today.minusDays(1), today}) {
                for (ReportKey report : store.list(day)) {
                    octets += writer.gzip(store, report).orElseThrow().gzip().length;
                    reports++;
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .map(MemoryPoolMXBean::getPeakUsage)
                    .mapToLong(usage -> usage.getUsed())
                    .sum();
            System.out.printf(
                    Locale.ROOT,
                    "%d reports, %d octets, in %.2f s; heap at most %.1f MiB, garbage included%n",
                    reports,
                    octets,
                    seconds,
                    peak / 1048576.0);
        }
    }
}
