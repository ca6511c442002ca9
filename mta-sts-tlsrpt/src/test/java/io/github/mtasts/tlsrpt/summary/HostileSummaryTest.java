package io.github.mtasts.tlsrpt.summary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.read.ReportRead;
import io.github.mtasts.tlsrpt.read.ReportReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports that are made to harm the page, its readers or the machine. */
class HostileSummaryTest {
    /** Markup, formulas and names in every script, in a JSON string. */
    private static final String MARKUP = "<img src=x onerror=alert(1)></style></pre><script>alert(1)</script>'&#34;";

    private static final List<String> SCRIPTS = List.of(
            "пример",
            "例え.テスト",
            "مثال",
            "דוגמה",
            "उदाहरण",
            "ตัวอย่าง",
            "\\u202Eelpmaxe",
            "e\\u0301\\u200Bx",
            "\\uD83D\\uDE00",
            "\\u0000");

    private final ReportReader reader = ReportReader.builder().build();

    private static String report(String text, int policies) {
        String policy = """
                {"policy": {"policy-type": "sts", "policy-string": ["mode: testing", "%1$s"], "policy-domain": "%1$s",
                 "mx-host": ["%1$s"]},
                 "summary": {"total-successful-session-count": 1, "total-failure-session-count": 2},
                 "failure-details": [{"result-type": "%1$s", "sending-mta-ip": "%1$s", "receiving-mx-hostname": "%1$s",
                  "receiving-mx-helo": "%1$s", "receiving-ip": "%1$s", "failed-session-count": 1,
                  "additional-information": "%1$s", "failure-reason-code": "%1$s"}]}""".formatted(text);
        StringBuilder all = new StringBuilder(policy);
        for (int i = 1; i < policies; i++) {
            all.append(',').append(policy.replace("\"policy-domain\": \"", "\"policy-domain\": \"" + i + "."));
        }
        return """
                {"organization-name": "%1$s", "contact-info": "%1$s", "report-id": "%1$s",
                 "date-range": {"start-datetime": "2024-03-01T00:00:00Z", "end-datetime": "2024-03-01T23:59:59Z"},
                 "policies": [%2$s]}""".formatted(text, all);
    }

    private ReportSummary summary(String... reports) {
        ReportSummary.Builder builder = ReportSummary.builder(new TestClock(Instant.parse("2024-03-02T12:00:00Z")));
        for (String report : reports) {
            ReportRead result = reader.read(report.getBytes(StandardCharsets.UTF_8), "");
            assertThat(result).isInstanceOf(ReportRead.Read.class);
            builder.add(result);
        }
        return builder.build();
    }

    /** A signed report may name any subdomain of its signer as its submitter, also one that no URL can have. */
    @ParameterizedTest
    @ValueSource(strings = {"xn--0.evil.example", "a.xn--99999999999999.evil.example", "evil.example"})
    void aSubmitterThatNoUrlCanNameIsItsRegisteredDomain(String submitter) {
        ReportSummary.Builder builder = ReportSummary.builder(new TestClock(Instant.parse("2024-03-02T12:00:00Z")));
        builder.add(Received.verified(submitter, Received.report("Evil", 0, "example.com", 1)));
        builder.add(Received.verified("evil.example", Received.report("Evil", 1, "example.com", 1)));
        assertThat(Readiness.of(builder.build().domains().get(0), Criteria.DEFAULT)
                        .submitters())
                .isEqualTo(1);
    }

    @Test
    void markupInEveryFieldStaysText() {
        ReportSummary summary = summary(report(MARKUP, 1));
        String page = SummaryPage.of(summary, Criteria.DEFAULT);
        assertThat(page)
                .contains("&lt;img src=x onerror=alert(1)&gt;")
                .doesNotContain("<img")
                .doesNotContain("<script");
        assertThat(page.split("</style>", -1)).hasSize(2);
        assertThat(page.split("<pre>", -1)).hasSameSizeAs(page.split("</pre>", -1));
        assertThat(SummaryText.of(summary, Criteria.DEFAULT)).contains("<img");
    }

    @Test
    void namesInEveryScriptAreShownWithoutInvisibleCharacters() {
        for (String name : SCRIPTS) {
            ReportSummary summary = summary(report(name, 1));
            String page = SummaryPage.of(summary, Criteria.DEFAULT);
            assertThat(page).doesNotContain("\u202e").doesNotContain("\u200b").doesNotContain("\0");
            if (!name.contains("\\")) {
                assertThat(page).contains(name);
            }
        }
    }

    /** Right-to-left names are isolated, so that they do not reorder the counts beside them. */
    @Test
    void everyCellIsIsolatedFromTheDirectionOfItsNeighbours() {
        assertThat(SummaryPage.of(summary(report("דוגמה", 1)), Criteria.DEFAULT))
                .contains("unicode-bidi: isolate");
    }

    @Test
    void tenThousandPoliciesGiveAPageThatAnybodyCanOpen() {
        ReportSummary summary = summary(report("x.example", 10_000));
        assertThat(summary.domains()).hasSize(10_000);
        String page = SummaryPage.of(summary, Criteria.DEFAULT);
        assertThat(page).contains("Only 1000 domains are shown");
        assertThat(page.length()).isLessThan(10_000_000);
    }

    /** 200 MB of JSON in a file of 200 kB. */
    @Test
    void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write("{\"policies\": [".getBytes(StandardCharsets.UTF_8));
            byte[] block = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 200; i++) {
                gzip.write(block);
            }
        }
        assertThat(reader.read(out.toByteArray(), "x.json.gz"))
                .isInstanceOfSatisfying(
                        ReportRead.Refused.class,
                        refused -> assertThat(refused.cause()).isEqualTo(ReportRead.Cause.TOO_LARGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "a,b", "a\\\"b"})
    void noValueOfACsvIsAFormulaOrBreaksItsLine(String text) {
        ReportSummary summary = summary(report(text, 1));
        String failures = SummaryData.failures(summary);
        assertThat(failures.split("\r\n", -1)).hasSize(4);
        assertThat(SummaryData.domains(summary, Criteria.DEFAULT).split("\r\n", -1))
                .hasSize(3);
        assertThat(failures + SummaryData.domains(summary, Criteria.DEFAULT))
                .doesNotContainPattern("(?m)(^|,|\")[=+@-][^,]");
    }

    @Test
    void csvAndJsonHaveWhatThePageShows() throws IOException {
        ReportSummary summary = summary(report("a.example", 1), report("b.example", 1), report("b.example", 1));
        assertThat(SummaryData.domains(summary, Criteria.DEFAULT))
                .startsWith(
                        "domain,verdict,first_day,last_day,reporters,verified_submitters,policy_type,successful,failed,")
                .contains("a.example,not yet ready,2024-03-01,2024-03-01,1,0,sts,1,2,66.7 % failed,,");
        assertThat(SummaryData.failures(summary))
                .contains("a.example,a.example,false,sts,unspecified,,,,,,,1,2024-03-01,2024-03-01,")
                .contains(
                        "b.example,b.example,false,sts,b.example,b.example,b.example,b.example,b.example,b.example,b.example,1,2024");
        String json = SummaryData.json(summary, Criteria.DEFAULT);
        assertThat(json)
                .startsWith(
                        "{\"generated\":\"2024-03-02T12:00:00Z\",\"begin\":\"2023-03-03\",\"reports\":2,\"duplicates\":1,")
                .contains(
                        "\"policies\":[{\"policy_type\":\"sts\",\"mode\":\"testing\",\"latest\":false,\"current\":null,\"verified\":false")
                .contains("\"submitter\":\"posted, unauthenticated\"");
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                assertThat(parser.currentTokenLocation()).isNotNull();
            }
        }
    }
}
