package io.github.mtasts.tlsrpt.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.ResultType;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.read.FailureDetails;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.ReportRange;
import io.github.mtasts.tlsrpt.read.ReportRead.Read;
import io.github.mtasts.tlsrpt.read.TlsReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final LocalDate FIRST = Received.FIRST;

    private static Read report(String organization, int day, String domain, long ok, FailureDetails... failures) {
        return Received.verified(organization, Received.report(organization, day, domain, ok, failures));
    }

    private static FailureDetails failure(String type, String host, long sessions) {
        return new FailureDetails(type, null, host, null, null, sessions, null, "some-reason");
    }

    private static ReportSummary.Builder builder() {
        return builder("2024-03-15");
    }

    private static ReportSummary.Builder builder(String today) {
        return ReportSummary.builder(new TestClock(Instant.parse(today + "T12:00:00Z")));
    }

    private static DomainSummary only(ReportSummary.Builder builder) {
        List<DomainSummary> domains = builder.build().domains();
        assertThat(domains).hasSize(1);
        return domains.get(0);
    }

    private static ReportSummary.Builder twoWeeks() {
        return twoWeeks(builder(), 0);
    }

    private static ReportSummary.Builder twoWeeks(ReportSummary.Builder builder, int first) {
        for (int day = first; day < first + 14; day++) {
            builder.add(report("one.example", day, "example.com", 10));
            builder.add(report("two.example", day, "example.com", 20));
        }
        return builder;
    }

    @Test
    @Tag("RPT-5.3-17")
    void aReportThatComesTwiceCountsOnce() {
        ReportSummary.Builder builder = builder();
        builder.add(report("one.example", 0, "example.com", 10));
        builder.add(report("one.example", 0, "example.com", 10));
        builder.add(report("two.example", 0, "example.com", 5));
        assertThat(builder.build().duplicates()).isEqualTo(1);
        assertThat(builder.build().reports()).isEqualTo(2);
        assertThat(only(builder).under("sts").sessions()).isEqualTo(15);
    }

    @Test
    void addsUpByDayHostAndResultType() {
        ReportSummary.Builder builder = builder();
        builder.add(report(
                "one.example",
                0,
                "example.com",
                10,
                failure("certificate-expired", "mx1", 2),
                failure("future", "mx2", 1)));
        builder.add(report("two.example", 3, "example.com", 0, failure("certificate-expired", "mx1", 5)));
        DomainSummary domain = only(builder);
        assertThat(domain.under("sts").days())
                .containsExactly(new DaySessions(FIRST, 10, 3), new DaySessions(FIRST.plusDays(3), 0, 5));
        assertThat(domain.failures()).extracting(FailureKind::sessions).containsExactly(7L, 1L);
        FailureKind expired = domain.failures().get(0);
        assertThat(expired.firstSeen()).isEqualTo(FIRST);
        assertThat(expired.lastSeen()).isEqualTo(FIRST.plusDays(3));
        assertThat(expired.reporters()).containsExactly("one.example", "two.example");
        assertThat(domain.failures().get(1).meaning()).contains("not registered");
    }

    @Test
    void everyResultTypeHasAMeaningOfItsOwn() {
        assertThat(List.of(ResultType.values()))
                .extracting(type -> FailureAdvice.of(type.token()))
                .doesNotHaveDuplicates()
                .noneMatch(meaning -> meaning.contains("not registered"));
    }

    @Test
    void aDomainWithTwoQuietWeeksIsReady() {
        Readiness readiness = Readiness.of(only(twoWeeks()), Criteria.DEFAULT);
        assertThat(readiness.level()).isEqualTo(Readiness.Level.READY);
        assertThat(readiness.sessions()).isEqualTo(420);
        assertThat(readiness.reasons())
                .singleElement()
                .asString()
                .contains("420 sessions reported by 2 verified submitters");
    }

    @Test
    void aFailureLatelySpeaksAgainstEnforce() {
        ReportSummary.Builder builder = twoWeeks();
        builder.add(report("three.example", 8, "example.com", 1, failure("certificate-expired", "mx1.example.com", 3)));
        Readiness readiness = Readiness.of(only(builder), Criteria.DEFAULT);
        assertThat(readiness.level()).isEqualTo(Readiness.Level.NOT_YET);
        assertThat(readiness.reasons())
                .first()
                .isEqualTo("certificate-expired at mx1.example.com in 3 sessions, last on 2024-03-09, reported"
                        + " only by three.example.");
        // The same failure before the quiet days.
        ReportSummary.Builder old = twoWeeks();
        old.add(report("three.example", 6, "example.com", 1, failure("certificate-expired", "mx1.example.com", 3)));
        assertThat(Readiness.of(only(old), Criteria.DEFAULT).level()).isEqualTo(Readiness.Level.READY);
    }

    @Test
    void fewReportsAreTooLittleEvidence() {
        ReportSummary.Builder builder = builder("2024-03-02");
        builder.add(report("one.example", 0, "example.com", 10));
        Readiness readiness = Readiness.of(only(builder), Criteria.DEFAULT);
        assertThat(readiness.level()).isEqualTo(Readiness.Level.TOO_LITTLE_EVIDENCE);
        assertThat(readiness.reasons()).hasSize(3);
        assertThat(Readiness.of(only(builder), new Criteria(1, 1, 1, 10, 1, 1)).level())
                .isEqualTo(Readiness.Level.READY);
        assertThatThrownBy(() -> new Criteria(1, 0, 1, 1, 1, 1)).hasMessageContaining("at least 1");
    }

    @Test
    void sumsOfUntrustedCountsNeverTurnNegative() {
        ReportSummary.Builder builder = builder();
        for (int day = 0; day < 3; day++) {
            builder.add(report("one.example", day, "example.com", Long.MAX_VALUE, failure("x", "mx", Long.MAX_VALUE)));
        }
        assertThat(only(builder).under("sts").successes()).isEqualTo(Long.MAX_VALUE);
        assertThat(SummaryPage.of(builder.build(), Criteria.DEFAULT)).contains("<rect");
    }

    @Test
    void whatAReporterWroteStaysTextInThePage() {
        ReportSummary.Builder builder = builder();
        String script = "<script>alert('1')</script>\"&";
        builder.add(Received.posted(new TlsReport(
                script,
                script,
                "id",
                new ReportRange(Instant.parse("2024-03-01T00:00:00Z"), Instant.parse("2024-03-01T23:59:59Z")),
                List.of(new PolicyReport(
                        script,
                        List.of(),
                        script,
                        List.of(),
                        1,
                        1,
                        List.of(new FailureDetails(script, null, script, null, null, 1, script, script)))),
                List.of())));
        String page = SummaryPage.of(builder.build(), Criteria.DEFAULT);
        assertThat(page)
                .doesNotContain("<script")
                .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;");
    }

    @Test
    void thePageNeedsNothingElse() throws IOException {
        ReportSummary.Builder builder = twoWeeks(builder("2024-03-31"), 16);
        for (int day = 0; day < 30; day++) {
            builder.add(report(
                    "google.example",
                    day,
                    "testing.example",
                    900 + 37L * day % 400,
                    day > 20
                            ? new FailureDetails[] {
                                failure("starttls-not-supported", "mx2.testing.example", 12 + day),
                                failure("certificate-host-mismatch", "backup-mx.a-rather-long-name.testing.example", 40)
                            }
                            : new FailureDetails[0]));
        }
        builder.add(report("new.example", 0, "new.example", 3));
        String page = SummaryPage.of(builder.build(), Criteria.DEFAULT);
        assertThat(page)
                .contains("default-src 'none'")
                .doesNotContain("http://")
                .doesNotContain("https://")
                .doesNotContain("<script")
                .doesNotContain("url(")
                .doesNotContain("<link");
        assertThat(page.split("<svg", -1)).hasSize(4);
        assertThat(SummaryPage.of(builder.build(), Criteria.DEFAULT)).isEqualTo(page);
        Files.writeString(Path.of("target", "summary.html"), page);
        String text = SummaryText.of(builder.build(), Criteria.DEFAULT);
        assertThat(text)
                .contains("example.com: ready for enforce")
                .contains("new.example: too little evidence")
                .contains("testing.example: not yet ready")
                .containsPattern("certificate-host-mismatch at backup-mx[^ ]+,\\s+policy sts\n")
                .contains("    360 sessions from 2024-03-22 to 2024-03-30");
        assertThat(text.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void nothingReportedIsSaidSo() {
        ReportSummary empty = builder().build();
        assertThat(SummaryText.of(empty, Criteria.DEFAULT)).startsWith("0 reports about 0 domains");
        assertThat(SummaryPage.of(empty, Criteria.DEFAULT)).contains("0 reports from other senders about 0 domains");
        assertThat(empty.leftOut()).isEmpty();
    }

    private static Readiness.Level level(ReportSummary.Builder builder) {
        return Readiness.of(only(builder), Criteria.DEFAULT).level();
    }

    private static Read entry(
            String organization, int day, String type, String domain, long ok, long failed, FailureDetails... details) {
        TlsReport report = Received.report(organization, day, domain, 0);
        return Received.verified(
                organization,
                new TlsReport(
                        organization,
                        "",
                        type + domain + day,
                        report.range(),
                        List.of(new PolicyReport(type, List.of(), domain, List.of(), ok, failed, List.of(details))),
                        List.of()));
    }

    @Test
    void failuresThatAReportDoesNotExplainSpeakAgainstEnforceToo() {
        ReportSummary.Builder builder = twoWeeks().add(entry("three.example", 13, "sts", "example.com", 0, 5_000));
        assertThat(level(builder)).isEqualTo(Readiness.Level.NOT_YET);
        assertThat(only(builder).failures().get(0).meaning()).contains("without details");
        // A detail without sessions neither explains failures nor is one.
        assertThat(level(twoWeeks().add(entry("three.example", 13, "sts", "example.com", 5, 0, failure("x", "mx", 0)))))
                .isEqualTo(Readiness.Level.READY);
    }

    /** A forged report about 2090 would otherwise shift the quiet days away from all failures. */
    @Test
    void aReportAboutADayToComeIsLeftOut() {
        ReportSummary.Builder builder = twoWeeks();
        builder.add(report("three.example", 13, "example.com", 1, failure("certificate-expired", "mx1", 3)));
        builder.add(report("evil.example", 24_000, "example.com", 1));
        assertThat(level(builder)).isEqualTo(Readiness.Level.NOT_YET);
        assertThat(builder.build().leftOut()).containsOnly(Map.entry(LeftOut.FUTURE, 1));
    }

    @Test
    void typesAndDomainsAreComparedAsTheyAreMeant() {
        ReportSummary.Builder builder = twoWeeks();
        builder.add(entry("three.example", 13, "STS", "Example.COM.", 0, 1, failure("CERTIFICATE-EXPIRED", "mx1", 1)));
        assertThat(level(builder)).isEqualTo(Readiness.Level.NOT_YET);
        assertThat(only(builder).byPolicyType()).containsOnlyKeys("sts");
    }

    @Test
    void onlyWhatWasCountedUnderThePolicyIsEvidence() {
        ReportSummary.Builder builder = builder();
        for (int day = 0; day < 14; day++) {
            builder.add(entry("one.example", day, "no-policy-found", "example.com", 50, 0));
            builder.add(entry("two.example", day, "tlsa", "example.com", 50, 0));
        }
        builder.add(entry("one.example", 13, "sts", "example.com", 500, 0));
        Readiness readiness = Readiness.of(only(builder), Criteria.DEFAULT);
        assertThat(readiness.level()).isEqualTo(Readiness.Level.TOO_LITTLE_EVIDENCE);
        assertThat(readiness.daysCovered()).isEqualTo(1);
        assertThat(readiness.submitters()).isEqualTo(1);
        // A session under two policies is one bar.
        assertThat(only(builder).mainType()).isEqualTo("sts");
        assertThat(only(builder).under("sts").days()).hasSize(1);
    }

    @Test
    void aPolicyThatCouldNotBeFetchedHoldsBackNoMailAndIsSaid() {
        ReportSummary.Builder builder = twoWeeks();
        builder.add(
                entry("three.example", 13, "sts", "example.com", 0, 4, failure("sts-policy-fetch-error", "mx1", 4)));
        Readiness readiness = Readiness.of(only(builder), Criteria.DEFAULT);
        assertThat(readiness.level()).isEqualTo(Readiness.Level.READY);
        assertThat(readiness.reasons()).last().asString().contains("leaves it unprotected: sts-policy-fetch-error");
    }

    @Test
    void aReportOfAWeekCoversItsDays() {
        TlsReport day = Received.report("one.example", 0, "example.com", 10);
        ReportSummary.Builder builder = builder()
                .add(Received.posted(new TlsReport(
                        "one.example",
                        "",
                        "week",
                        new ReportRange(day.range().start(), day.range().start().plusSeconds(7 * 86_400)),
                        day.policies(),
                        List.of())));
        assertThat(only(builder).under("sts").days()).hasSize(7);
        assertThat(only(builder).under("sts").sessions()).isEqualTo(10);
    }

    @Test
    void aFloodOfKindsHidesNoFailure() {
        ReportSummary.Builder builder = twoWeeks();
        FailureDetails[] flood = new FailureDetails[10_000];
        for (int i = 0; i < flood.length; i++) {
            flood[i] = failure("sts-policy-fetch-error", "mx" + i, 1);
        }
        builder.add(entry("evil.example", 13, "sts", "example.com", 0, 0, flood));
        builder.add(report("three.example", 13, "example.com", 1, failure("certificate-expired", "mx1", 3)));
        assertThat(level(builder)).isEqualTo(Readiness.Level.NOT_YET);
        assertThat(Readiness.of(only(builder), Criteria.DEFAULT).openFailures())
                .singleElement()
                .satisfies(kind -> assertThat(kind.meaning()).contains("than the summary keeps"));
    }

    /** An end at midnight belongs to the day before. */
    @Test
    void thePageShowsTheLastDayThatAReportCovers() {
        TlsReport plain = Received.report("one.example", 0, "example.com", 1);
        ReportRange range =
                new ReportRange(Instant.parse("2024-03-01T00:00:00Z"), Instant.parse("2024-03-02T00:00:00Z"));
        ReportSummary summary = ReportSummary.builder(new TestClock(Instant.parse("2024-03-15T12:00:00Z")))
                .add(Received.posted(new TlsReport("one.example", "", "midnight", range, plain.policies(), List.of())))
                .build();
        assertThat(SummaryPage.of(summary, Criteria.DEFAULT))
                .contains("midnight")
                .doesNotContain("2024-03-02");
    }
}
