package io.github.mtasts.tlsrpt.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.read.FailureDetails;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.TlsReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How many rows of each table the page shows, and how their texts are broken. */
class PageRowsTest {
    private static ReportSummary.Builder builder() {
        return ReportSummary.builder(new TestClock(Instant.parse("2024-03-15T12:00:00Z")));
    }

    private static String page(ReportSummary.Builder builder) {
        return SummaryPage.of(builder.build(), Criteria.DEFAULT);
    }

    private static List<String> lines(int size) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            lines.add("mx: " + i);
        }
        return lines;
    }

    /** Each report has a reporter, a kind of failure, an address and a policy of its own. */
    private static String page(int reports) {
        ReportSummary.Builder builder = builder();
        for (int i = 0; i < reports; i++) {
            FailureDetails failure =
                    new FailureDetails("certificate-expired", null, "mx" + i, null, null, 1 + i, null, null);
            PolicyReport entry =
                    new PolicyReport("sts", List.of("x: " + i), "a.example", List.of(), 0, 1 + i, List.of(failure));
            TlsReport report = Received.report("r" + i, 13, entry);
            builder.add(Received.verified("s" + i + ".example", report));
        }
        return page(builder);
    }

    private static List<String> more(String page) {
        List<String> more = new ArrayList<>();
        var matcher = Pattern.compile("And (\\d+) more\\.").matcher(page);
        while (matcher.find()) {
            more.add(matcher.group(1));
        }
        return more;
    }

    @Test
    void rowsBeyondTheLimitsAreCounted() {
        // The first list are the reasons: the failures, that days are missing, and with few reports that sessions are.
        assertThat(more(page(51))).containsExactly("42", "1", "1", "41", "1", "31");
        assertThat(page(51).split("<li>", -1)).hasSize(11);
        assertThat(more(page(50))).containsExactly("41", "40", "30");
        assertThat(more(page(8))).isEmpty();
        assertThat(more(page(10))).containsExactly("2");
        assertThat(more(page(20))).containsExactly("11", "10");
    }

    @Test
    void linesAndNamesBeyondTheLimitsAreCounted() {
        ReportSummary.Builder builder = builder();
        for (int i = 0; i < 21; i++) {
            PolicyReport entry = new PolicyReport("sts", lines(61), "a.example", lines(20), 1, 0, List.of());
            builder.add(Received.posted(Received.report("r" + (10 + i), 13, entry)));
        }
        assertThat(page(builder))
                .contains("mx: 59\n</pre>\n<p class=\"soft\">And 1 more.</p>")
                .contains(", r29 and 1 more</p>")
                .contains(", mx: 19</p>");

        PolicyReport entry = new PolicyReport("sts", lines(60), "a.example", lines(21), 1, 0, List.of());
        assertThat(page(builder().add(Received.posted(Received.report("r", 13, entry)))))
                .contains("mx: 59\n</pre>\n<p class=\"soft\">MX patterns: ")
                .contains("mx: 19 and 1 more</p>");
    }

    @Test
    void datesAndAddressesAreNotBroken() {
        FailureDetails failure = new FailureDetails(
                "certificate-expired",
                "192.0.2.100",
                "mx.a.example",
                null,
                "2001:db8::7",
                1,
                "https://b.example/c",
                null);
        String page = page(builder()
                .add(Received.posted(Received.report(
                        "r", 13, new PolicyReport("sts", List.of(), "a.example", List.of(), 0, 1, List.of(failure))))));
        assertThat(page)
                .contains("last on <span class=\"date\">2024-03-14</span>, only in unverified reports.</li>")
                .contains("No such failure for 7 days: from <span class=\"date\">2024-03-15</span>, so")
                .contains("<span class=\"whole\">192.0.2.100</span>")
                .contains(
                        "mx.<wbr>a.<wbr>example<br><span class=\"soft\"><span class=\"whole\">2001:db8::7</span></span>")
                .contains("https://<wbr>b.<wbr>example/<wbr>c")
                .contains("tls@<wbr>r</span>");
        assertThat(PageTable.address("2001:db8:0:1:2:3:4:5"))
                .isEqualTo("2001:<wbr>db8:<wbr>0:<wbr>1:<wbr>2:<wbr>3:<wbr>4:<wbr>5");
        assertThat(PageTable.address("")).isEqualTo("-");
        assertThat(PageTable.address("<b>")).contains("&lt;b&gt;");
        assertThat(PageTable.sentence("a-2024-03-01 2024-03-011 <2024-03-02>"))
                .isEqualTo("a-2024-03-01 2024-03-011 &lt;<span class=\"date\">2024-03-02</span>&gt;");
    }

    /** Dark paper would cost ink; a table of a hundred domains has its headings on each page. */
    @Test
    void thePrintedPageIsLightAndShort() {
        assertThat(PageStyle.CSS)
                .contains("@media screen and (prefers-color-scheme: dark)")
                .contains("details::details-content { content-visibility: visible; display: block; height: auto; }")
                .contains(".card { break-inside: avoid; background: none;")
                .contains("pre { max-height: none; break-inside: avoid; }");
    }
}
