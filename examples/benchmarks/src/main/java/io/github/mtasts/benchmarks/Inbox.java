package io.github.mtasts.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.mtasts.tlsrpt.read.InboxResult;
import io.github.mtasts.tlsrpt.read.ReceivedReport;
import io.github.mtasts.tlsrpt.read.ReportInbox;
import io.github.mtasts.tlsrpt.read.ReportReader;
import io.github.mtasts.tlsrpt.summary.Criteria;
import io.github.mtasts.tlsrpt.summary.ReportSummary;
import io.github.mtasts.tlsrpt.summary.SummaryPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Load program: a folder of received reports is kept in an inbox, and the inbox is opened and summed up. Baseline of the
 * second: the same files unzipped and split into tokens by Jackson.
 */
final class Inbox {
    private Inbox() {}

    static void run(int reports, int domains) throws IOException {
        Path folder = Files.createTempDirectory("inbox-bench");
        try {
            Path received = Files.createDirectory(folder.resolve("received"));
            for (int i = 0; i < reports; i++) {
                write(received.resolve("report-" + i + ".json.gz"), i, domains);
            }
            ReportInbox inbox = ReportInbox.in(Files.createDirectory(folder.resolve("inbox")));
            ReportReader reader = ReportReader.builder().build();
            long start = System.nanoTime();
            long kept = inbox.keepAll(received, reader, Clock.systemUTC()).values().stream()
                    .filter(result -> result instanceof InboxResult.Kept)
                    .count();
            System.out.printf(
                    Locale.ROOT,
                    "%d of %d reports kept, each forced to disk, in %.1f s%n",
                    kept,
                    reports,
                    since(start));
            for (int round = 0; round < 3; round++) { // the first one is that of a new process
                open(inbox, reader, received);
            }
        } finally {
            FirstLookup.delete(folder);
        }
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void open(ReportInbox inbox, ReportReader reader, Path received) throws IOException {
        long start = System.nanoTime();
        ReportSummary.Builder builder = ReportSummary.builder(Clock.systemUTC());
        try (Stream<ReceivedReport> stored = inbox.reports(reader)) {
            stored.forEach(each -> builder.add(each.result()));
        }
        ReportSummary summary = builder.build();
        double opened = since(start);
        int length = SummaryPage.of(summary, Criteria.DEFAULT).length();
        double shown = since(start);
        long between = System.nanoTime();
        long tokens = tokens(received);
        System.out.printf(
                Locale.ROOT,
                "%d reports of %d domains opened and summed up in %.2f s, with a page of %d kB %.2f s;"
                        + " bare Jackson over %d tokens: %.2f s%n",
                summary.reports(),
                summary.domains().size(),
                opened,
                length / 1000,
                shown,
                tokens,
                since(between));
    }

    private static long tokens(Path received) throws IOException {
        JsonFactory json = new JsonFactory();
        List<Path> files;
        try (Stream<Path> list = Files.list(received)) {
            files = list.sorted().toList();
        }
        long tokens = 0;
        for (Path file : files) {
            try (InputStream in = new GZIPInputStream(Files.newInputStream(file));
                    JsonParser parser = json.createParser(in)) {
                while (parser.nextToken() != null) {
                    tokens++;
                }
            }
        }
        return tokens;
    }

    private static void write(Path file, int number, int domains) throws IOException {
        String domain = Rows.domain(number % domains).name();
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(1 + number / domains % 365);
        String report = """
                {"organization-name": "Provider %d", "contact-info": "tls@provider.example", "report-id": "%d",
                 "date-range": {"start-datetime": "%sT00:00:00Z", "end-datetime": "%sT23:59:59Z"},
                 "policies": [{"policy": {"policy-type": "sts", "policy-string": ["version: STSv1", "mode: testing",
                  "mx: mx1.%s", "max_age: 604800"], "policy-domain": "%s", "mx-host": ["mx1.%s"]},
                  "summary": {"total-successful-session-count": 100, "total-failure-session-count": 3},
                  "failure-details": [{"result-type": "certificate-expired", "sending-mta-ip": "192.0.2.%d",
                   "receiving-mx-hostname": "mx1.%s", "receiving-ip": "198.51.100.7", "failed-session-count": 3}]}]}
                """.formatted(number % 3, number, day, day, domain, domain, domain, number % 250, domain);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(report.getBytes(StandardCharsets.UTF_8));
        }
    }
}
