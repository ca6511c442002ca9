package io.github.mtasts.tlsrpt.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.read.FailureDetails;
import io.github.mtasts.tlsrpt.read.ReportRange;
import io.github.mtasts.tlsrpt.read.ReportRead.Read;
import io.github.mtasts.tlsrpt.read.TlsReport;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The chart and the tables are about the same days: at most a year, up to the day of the summary. */
class PeriodTest {
    private static final LocalDate TODAY = LocalDate.of(2024, 3, 15);

    private static ReportSummary.Builder builder() {
        return ReportSummary.builder(new TestClock(Instant.parse("2024-03-15T12:00:00Z")));
    }

    private static TlsReport on(String first, String last, long ok) {
        TlsReport report = Received.report(
                "one.example",
                0,
                "example.com",
                ok,
                new FailureDetails("certificate-expired", null, "mx", null, null, 2, null, null));
        ReportRange range = new ReportRange(Instant.parse(first + "T00:00:00Z"), Instant.parse(last + "T23:59:59Z"));
        return new TlsReport(report.organizationName(), "", first, range, report.policies(), List.of());
    }

    private static String chart(DomainSummary domain) {
        return Chart.of(new RankedDomain(domain, Readiness.of(domain, Criteria.DEFAULT), Trend.of(domain)));
    }

    private static Read verified(String day, long ok) {
        return Received.verified("one.example", on(day, day, ok));
    }

    /** One report about the year 2000 used to stretch the chart over a quarter of a century. */
    @Test
    void anOldReportStretchesNothing() {
        ReportSummary recent = builder().add(verified("2024-03-10", 7)).build();
        for (String old : List.of("2000-01-01", "2023-03-15")) {
            for (boolean isVerified : List.of(true, false)) {
                Read read = isVerified ? verified(old, 5) : Received.posted(on(old, old, 5));
                ReportSummary summary =
                        builder().add(verified("2024-03-10", 7)).add(read).build();
                DomainSummary domain = summary.domains().get(0);
                assertThat(domain.firstDay()).isEqualTo(LocalDate.of(2024, 3, 10));
                assertThat(chart(domain)).isEqualTo(chart(recent.domains().get(0)));
                assertThat(domain.under("sts").sessions()).isEqualTo(9);
                assertThat(domain.failures())
                        .singleElement()
                        .satisfies(kind -> assertThat(kind.sessions()).isEqualTo(2));
                assertThat(summary.reports()).isEqualTo(1);
                assertThat(summary.leftOut()).containsOnly(Map.entry(LeftOut.OLD, 1));
                assertThat(SummaryPage.of(summary, Criteria.DEFAULT))
                        .contains("Left out: 1 report about days more than a year ago.")
                        .doesNotContain(old + "<");
            }
        }
    }

    @Test
    void thePeriodIsAYearThatEndsToday() {
        ReportSummary summary = builder().add(verified("2023-03-16", 5)).build();
        assertThat(summary.begin()).isEqualTo(LocalDate.of(2023, 3, 16));
        assertThat(summary.leftOut()).isEmpty();
        DomainSummary domain = summary.domains().get(0);
        assertThat(domain.firstDay()).isEqualTo(summary.begin());
        assertThat(chart(domain)).contains("2023-03-16").contains(">" + TODAY + "<");
        assertThat(SummaryPage.of(summary, Criteria.DEFAULT))
                .contains(
                        "<span class=\"date\">2023-03-16 to</span> <span class=\"date\">2024-03-15</span>. Generated");
    }

    @Test
    void aReportThatBeginsBeforeThePeriodCountsFromItsFirstDay() {
        Read across = Received.verified("one.example", on("2023-03-10", "2023-03-17", 5));
        DomainSummary domain = builder().add(across).build().domains().get(0);
        assertThat(domain.under("sts").days())
                .extracting(DaySessions::day)
                .containsExactly(LocalDate.of(2023, 3, 16), LocalDate.of(2023, 3, 17));
        assertThat(domain.under("sts").sessions()).isEqualTo(7);
        assertThat(domain.failures().get(0).firstSeen()).isEqualTo(LocalDate.of(2023, 3, 16));
    }

    /** That a verified submitter once reported is kept; a stranger's report about years ago adds no domain. */
    @Test
    void aDomainWhoseReportsStoppedIsShownWithItsLastDay() {
        ReportSummary summary = builder().add(verified("2020-05-05", 5)).build();
        DomainSummary domain = summary.domains().get(0);
        assertThat(domain.lastDay()).isEqualTo(LocalDate.of(2020, 5, 5));
        assertThat(domain.firstDay()).isEqualTo(domain.lastDay());
        assertThat(domain.under("sts").sessions()).isZero();
        assertThat(chart(domain)).isEmpty();
        assertThat(Readiness.of(domain, Criteria.DEFAULT).reasons()).anyMatch(reason -> reason.contains("2020-05-05"));
        assertThat(SummaryPage.of(summary, Criteria.DEFAULT)).contains("<span class=\"date\">2020-05-05</span>");
        assertThat(builder()
                        .add(Received.posted(on("2020-05-05", "2020-05-05", 5)))
                        .build()
                        .domains())
                .isEmpty();
    }
}
