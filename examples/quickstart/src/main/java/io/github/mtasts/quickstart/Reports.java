package io.github.mtasts.quickstart;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.outcome.OutcomeListener;
import io.github.mtasts.tlsrpt.TlsReporting;
import io.github.mtasts.tlsrpt.dkim.DkimKey;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.ReportRead;
import io.github.mtasts.tlsrpt.read.ReportReader;
import io.github.mtasts.tlsrpt.read.TlsReport;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import io.github.mtasts.tlsrpt.submit.MailResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts what the demonstration sends, and shows the reports that would go out after midnight. */
final class Reports implements AutoCloseable {
    private final Path work;
    private final Path folder;
    private final TlsReporting reporting;

    /** @param folder where the reports are written, null to show them only */
    Reports(DnsResolver dns, @Nullable Path folder) {
        try {
            this.work = Files.createTempDirectory("quickstart-reports");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.folder = folder == null ? work.resolve("reports") : folder;
        this.reporting = TlsReporting.builder(
                        SqliteReportStore.open(work.resolve("reports.db")),
                        Reporter.of("Sender Ltd", "tls-reports@sender.example"))
                .dns(dns)
                // Nothing is sent today: a report goes out when its day is over.
                .mailer(
                        mail -> new MailResult.TryLater("the quickstart sends nothing"),
                        DkimKey.of("sender.example", "tlsrpt", key(), Clock.systemUTC()))
                .build();
    }

    private static PrivateKey key() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 17 on has Ed25519", e);
        }
    }

    OutcomeListener listener() {
        return reporting;
    }

    /** A row for each entry of each report, and the JSON of one report. */
    String text() {
        try {
            List<Path> written = reporting.write(LocalDate.now(ZoneOffset.UTC), folder);
            String place =
                    folder.startsWith(work) ? "" : "%n%d files were written to %s%n".formatted(written.size(), folder);
            return text(written.stream()
                            .filter(file -> file.toString().endsWith(".json"))
                            .sorted()
                            .toList())
                    + place;
        } catch (IOException e) {
            throw new UncheckedIOException("the reports could not be written to " + folder, e);
        }
    }

    private static String text(List<Path> files) throws IOException {
        Table table = new Table("report about", "policy", "complied", "failed", "result types");
        ReportReader reader = ReportReader.builder().build();
        String shown = "";
        for (Path file : files) {
            if (reader.read(file) instanceof ReportRead.Read read) {
                read.report().policies().forEach(policy -> row(table, policy));
                shown = hasFailures(read.report()) ? Files.readString(file, StandardCharsets.UTF_8) : shown;
            }
        }
        return "%nThe TLS reports of this run, which would go out after midnight UTC:%n%n%s%n%nOne of them:%n%n%s%n"
                .formatted(table, shown);
    }

    private static boolean hasFailures(TlsReport report) {
        return report.policies().stream()
                .anyMatch(policy -> !policy.failureDetails().isEmpty());
    }

    private static void row(Table table, PolicyReport policy) {
        List<String> types = policy.failureDetails().stream()
                .map(details -> details.resultType())
                .distinct()
                .toList();
        table.row(
                policy.policyDomain(),
                policy.policyType(),
                Long.toString(policy.successCount()),
                Long.toString(policy.failureCount()),
                String.join(", ", types));
    }

    @Override
    public void close() {
        reporting.close();
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
