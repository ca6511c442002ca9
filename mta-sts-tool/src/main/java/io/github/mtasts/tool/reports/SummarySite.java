package io.github.mtasts.tool.reports;

import io.github.mtasts.tlsrpt.summary.Criteria;
import io.github.mtasts.tlsrpt.summary.ReportSummary;
import io.github.mtasts.tlsrpt.summary.SummaryData;
import io.github.mtasts.tlsrpt.summary.SummaryPage;
import io.github.mtasts.tool.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a summary as a page, CSV and JSON into a folder, each file at once. Immutable. */
final class SummarySite {
    private final Path folder;

    SummarySite(Path folder) {
        this.folder = folder;
    }

    void write(ReportSummary summary) throws IOException {
        Files.createDirectories(folder);
        write("index.html", SummaryPage.of(summary, Criteria.DEFAULT));
        write("summary.json", SummaryData.json(summary, Criteria.DEFAULT));
        write("domains.csv", SummaryData.domains(summary, Criteria.DEFAULT));
        write("failures.csv", SummaryData.failures(summary));
        write("reports.csv", SummaryData.reports(summary));
    }

    private void write(String name, String text) throws IOException {
        AtomicFile.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
