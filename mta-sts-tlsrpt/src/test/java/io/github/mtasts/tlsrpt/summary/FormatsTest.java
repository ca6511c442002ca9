package io.github.mtasts.tlsrpt.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.read.FailureDetails;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.ReportRead;
import io.github.mtasts.tlsrpt.read.TlsReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Every format of one summary, compared with files of the test resources. What is written instead is in {@code target}: look at
 * it before you copy it.
 */
class FormatsTest {
    private static final FailureDetails EXPIRED = new FailureDetails(
            "certificate-expired",
            "192.0.2.1",
            "mx1.example.com",
            "helo.example.com",
            "192.0.2.25",
            3,
            "https://one.example/why",
            "X509_EXPIRED");

    private static final FailureDetails FETCH =
            new FailureDetails("sts-policy-fetch-error", null, "mx1.example.com", null, null, 1, null, null);

    private static PolicyReport entry(String type, String domain, long ok, long failed, FailureDetails... failures) {
        List<String> lines = type.equals("sts")
                ? List.of("version: STSv1", "mode: testing", "mx: *.example.com", "max_age: 86400")
                : List.of();
        List<String> hosts = type.equals("sts") ? List.of("*.example.com") : List.of();
        return new PolicyReport(type, lines, domain, hosts, ok, failed, List.of(failures));
    }

    private static TlsReport report(String organization, int day, PolicyReport... entries) {
        TlsReport one = Received.report(organization, day, entries[0]);
        return new TlsReport(
                organization,
                "tls@" + organization,
                organization + "-" + day,
                one.range(),
                List.of(entries),
                List.of());
    }

    private static ReportSummary summary() {
        ReportSummary.Builder builder = ReportSummary.builder(new TestClock(Instant.parse("2024-03-15T12:34:56Z")));
        for (int day = 0; day < 14; day++) {
            builder.add(Received.verified(
                    "one.example", report("one.example", day, entry("sts", "example.com", 1_000 + day, 0))));
        }
        builder.add(Received.verified(
                "two.example",
                report(
                        "two.example",
                        12,
                        entry("sts", "example.com", 20_000, 5, EXPIRED, FETCH),
                        entry("tlsa", "mx1.example.com", 7, 0))));
        builder.add(Received.posted(report("Posted & Co", 13, entry("sts", "example.com", 2, 3, EXPIRED))));
        builder.add(Received.posted(report("Posted & Co", 13, entry("sts", "example.com", 2, 3, EXPIRED))));
        builder.add(Received.posted(report("Posted & Co", 13, entry("no-policy-found", "", 4, 0))));
        builder.add(Received.posted(report("Posted & Co", 13, entry("no-policy-found", "", 5, 0))));
        builder.add(Received.verified("one.example", report("one.example", -500, entry("sts", "old.example", 1, 0))));
        builder.add(Received.verified("one.example", report("one.example", 20, entry("sts", "example.com", 1, 0))));
        return builder.add(new ReportRead.Refused(ReportRead.Cause.UNSIGNED, "no"))
                .build();
    }

    private static void assertIs(String name, String actual) throws IOException {
        Files.createDirectories(Path.of("target", "summary"));
        Files.writeString(Path.of("target", "summary", name), actual);
        try (InputStream in = Objects.requireNonNull(FormatsTest.class.getResourceAsStream(name), name)) {
            assertThat(actual.replace("\r\n", "\n")).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void text() throws IOException {
        assertIs("summary.txt", SummaryText.of(summary(), Criteria.DEFAULT));
    }

    @Test
    void csvOfTheDomains() throws IOException {
        assertIs("domains.csv", SummaryData.domains(summary(), Criteria.DEFAULT));
    }

    @Test
    void csvOfTheFailures() throws IOException {
        assertIs("failures.csv", SummaryData.failures(summary()));
    }

    @Test
    void csvOfTheReports() throws IOException {
        String csv = SummaryData.reports(summary());
        assertIs("reports.csv", csv);
        assertThat(csv.split("\r\n", -1)).hasSize(21);
    }

    @Test
    void json() throws IOException {
        assertIs("summary.json", SummaryData.json(summary(), Criteria.DEFAULT).replace(",\"", ",\n\"") + "\n");
    }

    /** Without the style sheet. */
    @Test
    void page() throws IOException {
        String page = SummaryPage.of(summary(), Criteria.DEFAULT);
        assertIs("page.html", page.replaceAll("(?s)<style>.*</style>", "<style></style>"));
    }

    /** A semicolon separates values in many countries, and some spreadsheets read full-width signs as the usual ones. */
    @Test
    void noValueIsAFormula() {
        for (String sign : List.of("=", "+", "-", "@", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20")) {
            assertThat(reporter(sign + "1")).contains(",'" + sign + "1,");
            assertThat(reporter("a;" + sign + "1")).contains(",\"a;'" + sign + "1\",");
            assertThat(reporter("a; " + sign + "1;b")).contains(",\"a;' " + sign + "1;b\",");
            assertThat(reporter("a;\"" + sign + "1\"")).contains(",\"a;'\"\"" + sign + "1\"\"\",");
            assertThat(reporter("a" + sign + "1;b")).contains(",\"a" + sign + "1;b\",");
        }
    }

    private static String reporter(String name) {
        return SummaryData.reports(ReportSummary.builder(new TestClock(Instant.parse("2024-03-15T12:00:00Z")))
                .add(Received.posted(Received.report(name, 0, "example.com", 1)))
                .build());
    }
}
