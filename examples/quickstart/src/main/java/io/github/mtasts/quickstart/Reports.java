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

/** Counts the outcomes of the demonstration, and prints the reports that are due after midnight. */
final class Reports implements AutoCloseable {
    private static final int COLUMNS = 100;

    private final Path work;
    private final Path folder;
    private final TlsReporting reporting;

    /**
     * Starts counting.
     *
     * @param folder directory to write the reports into, null to print them only
     */
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
                // Never called: a report goes out when its day is over.
                .mailer(
                        mail -> new MailResult.TryLater("the quickstart sends nothing"),
                        DkimKey.of("sender.example", "tlsrpt", key(), Clock.systemUTC()))
                .build();
    }

    private static PrivateKey key() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java has Ed25519 from version 15 on", e);
        }
    }

    OutcomeListener listener() {
        return reporting;
    }

    /** Writes the reports. Returns a table with a row for each policy of each report, and the JSON of one report. */
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
        return "%nThe TLS reports of this run, due after midnight UTC:%n%n%s%n%nOne of them:%n%n%s%n"
                .formatted(table, wrapped(shown));
    }

    /** Breaks JSON after commas that separate its members, into lines of at most 100 columns where that is possible. */
    private static String wrapped(String json) {
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (String member : json.split("(?<=,)(?=[\"{])", -1)) {
            if (column > 0 && column + member.length() > COLUMNS) {
                text.append(System.lineSeparator());
                column = 0;
            }
            text.append(member);
            column += member.length();
        }
        return text.toString();
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
