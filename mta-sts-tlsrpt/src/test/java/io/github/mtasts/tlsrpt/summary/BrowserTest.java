package io.github.mtasts.tlsrpt.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.read.FailureDetails;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shows the page in headless Chromium; skipped where that is not installed. */
class BrowserTest {
    /** A browser that hangs is ended then; on a busy machine one page takes minutes. */
    private static final int MINUTES = 15;

    /**
     * Loads the page in a frame of a given width, uses the filter and the first anchor, and writes what it finds into its own
     * document. The page itself has no scripts.
     */
    private static final String PROBE = """
            <!DOCTYPE html><html><body><iframe id="f" src="summary.html" width="%d" height="900"></iframe><pre id="out"></pre>
            <script>
            const frame = document.getElementById('f');
            frame.onload = () => {
              const page = frame.contentDocument, all = s => [...page.querySelectorAll(s)];
              const visible = s => all(s).filter(e => e.getClientRects().length > 0).length;
              const out = [];
              out.push('overflow=' + (page.documentElement.scrollWidth - page.documentElement.clientWidth));
              out.push('rows=' + visible('tr.d'));
              out.push('empty=' + all('h2').filter(e => e.textContent.trim() === '').length);
              out.push('paper=' + frame.contentWindow.getComputedStyle(page.body).backgroundColor);
              out.push('open=' + all('.card').filter(e => e.open).length);
              page.querySelector('tr.d a').click();
              requestAnimationFrame(() => {
                out.push('opened=' + all('.card').filter(e => e.open).length);
                all('.card').forEach(e => e.open = true);
                out.push('openOverflow=' + (page.documentElement.scrollWidth - page.documentElement.clientWidth));
                page.getElementById('f-not-yet').click();
                out.push('filtered=' + visible('tr.d') + '/' + visible('.card'));
                document.getElementById('out').textContent = out.join(';');
              });
            };
            </script></body></html>
            """;

    @TempDir
    private Path folder;

    private static FailureDetails failure(String type, String host, long sessions) {
        return new FailureDetails(type, "192.0.2.7", host, "helo." + host, "192.0.2.25", sessions, null, "some-reason");
    }

    private static PolicyReport entry(int domain, String name, int day) {
        boolean isBad = domain % 10 == 0;
        FailureDetails[] failures = isBad && day > 6
                ? new FailureDetails[] {
                    failure("starttls-not-supported", "mx2." + name, 12 + day),
                    failure("certificate-host-mismatch", "backup-mx.a-rather-long-name." + name, 4)
                }
                : new FailureDetails[0];
        long failed = List.of(failures).stream()
                .mapToLong(FailureDetails::failedSessionCount)
                .sum();
        String mode = domain % 3 == 0 && !isBad ? "enforce" : "testing";
        return new PolicyReport(
                "sts",
                List.of("version: STSv1", "mode: " + mode, "mx: *." + name, "max_age: 604800"),
                name,
                List.of("*." + name),
                900 + 37L * day,
                failed,
                List.of(failures));
    }

    private static String domainName(int domain) {
        return domain == 0 ? "" : "a-domain-with-a-long-name-" + domain + ".example.com";
    }

    /** Two hundred domains, among them one without a name. */
    private static ReportSummary summary() {
        ReportSummary.Builder builder = ReportSummary.builder(new TestClock(Instant.parse("2024-03-15T12:00:00Z")));
        for (int domain = 0; domain < 200; domain++) {
            for (int day = domain % 7 == 1 ? 10 : 0; day < 14; day++) {
                String name = domainName(domain);
                for (String reporter : List.of("provider.example", "two.example")) {
                    builder.add(Received.verified(reporter, Received.report(reporter, day, entry(domain, name, day))));
                }
                builder.add(Received.posted(Received.report("Posted Ltd.", day, entry(domain, name, day))));
            }
        }
        return builder.build();
    }

    private String run(List<String> arguments) throws IOException, InterruptedException {
        String browser = System.getProperty("mtasts.browser", "");
        assumeFalse(browser.isEmpty(), "left out: no Chromium is given with -Dmtasts.browser=...");
        List<String> command = new ArrayList<>(List.of(
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--allow-file-access-from-files",
                "--hide-scrollbars",
                "--user-data-dir=" + folder.resolve("profile")));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.onExit().orTimeout(MINUTES, TimeUnit.MINUTES).exceptionally(e -> process.destroyForcibly());
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out;
    }

    @ParameterizedTest
    @CsvSource({"1280, 1, 'rgb(255, 255, 255)'", "400, 1, 'rgb(255, 255, 255)'", "1280, 0, 'rgb(16, 21, 28)'"})
    void twoHundredDomainsStayUsable(int width, int scheme, String paper) throws Exception {
        Files.writeString(folder.resolve("summary.html"), SummaryPage.of(summary(), Criteria.DEFAULT));
        Path probe = Files.writeString(folder.resolve("probe.html"), PROBE.formatted(width));

        String dom = run(List.of(
                "--blink-settings=preferredColorScheme=" + scheme,
                "--virtual-time-budget=20000",
                "--dump-dom",
                probe.toUri().toString()));

        assertThat(dom)
                .contains("overflow=0;rows=200;empty=0;paper=" + paper + ";open=0;opened=1;openOverflow=0;")
                .contains("filtered=20/20");
    }

    private int printedPages(String page) throws IOException, InterruptedException {
        Path file = Files.writeString(Path.of("target", "summary-200.html"), page);
        Path pdf = folder.resolve("page.pdf");
        run(List.of("--print-to-pdf=" + pdf, file.toUri().toString()));
        return Files.readString(pdf, StandardCharsets.ISO_8859_1).split("/Type\\s*/Page\\b", -1).length - 1;
    }

    /** A closed part is printed too. A domain that has room on one page is not printed on two. */
    @Test
    void printsEveryDomain() throws Exception {
        assertThat(printedPages(SummaryPage.of(summary(), Criteria.DEFAULT))).isBetween(180, 300);
    }

    @Test
    void printsWhatTheFilterShows() throws Exception {
        String page = SummaryPage.of(summary(), Criteria.DEFAULT);
        String filtered = page.replace(" id=\"f-all\" checked", " id=\"f-all\"")
                .replace(" id=\"f-not-yet\"", " id=\"f-not-yet\" checked");

        assertThat(filtered).isNotEqualTo(page);
        assertThat(printedPages(filtered)).isBetween(20, 80);
    }
}
