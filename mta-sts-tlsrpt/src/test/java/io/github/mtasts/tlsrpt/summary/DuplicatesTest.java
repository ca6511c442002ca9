package io.github.mtasts.tlsrpt.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.ReportRange;
import io.github.mtasts.tlsrpt.read.ReportRead.Read;
import io.github.mtasts.tlsrpt.read.Submitter;
import io.github.mtasts.tlsrpt.read.TlsReport;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which reports are duplicates, and which only look like them. */
@Tag("RPT-5.3-17")
class DuplicatesTest {
    private static final TlsReport GENUINE = Received.report("Provider Inc.", 0, "example.com", 100);

    private static ReportSummary summary(Read... reports) {
        ReportSummary.Builder builder = ReportSummary.builder(new TestClock(Instant.parse("2024-03-15T12:00:00Z")));
        for (Read report : reports) {
            builder.add(report);
        }
        return builder.build();
    }

    private static long sessions(ReportSummary summary) {
        return summary.domains().get(0).under("sts").sessions();
    }

    private static TlsReport withId(String id, TlsReport report, ReportRange range) {
        return new TlsReport(
                report.organizationName(), report.contactInfo(), id, range, report.policies(), report.warnings());
    }

    /** Anybody can sign as himself, with the name and the report-id of a large provider. */
    @Test
    void aForgedReportDoesNotHideTheGenuineOne() {
        TlsReport forged = Received.report("Provider Inc.", 0, "example.com", 1);
        ReportSummary summary = summary(
                Received.verified("evil.example", forged),
                Received.posted(forged),
                Received.verified("provider.example", GENUINE),
                Received.verified("provider.example", GENUINE));
        assertThat(summary.reports()).isEqualTo(2);
        assertThat(summary.duplicates()).isEqualTo(2);
        assertThat(sessions(summary)).isEqualTo(101);
        assertThat(summary.warnings()).isEmpty();
    }

    @Test
    void anIdThatIsUsedForOtherDaysOrDomainsDropsNothing() {
        TlsReport next = Received.report("Provider Inc.", 1, "example.com", 10);
        TlsReport other = Received.report("Provider Inc.", 0, "example.org", 1);
        ReportSummary summary = summary(
                Received.verified("provider.example", withId("id", GENUINE, GENUINE.range())),
                Received.verified("provider.example", withId("id", next, next.range())),
                Received.verified("provider.example", withId("id", other, other.range())));
        assertThat(summary.reports()).isEqualTo(3);
        assertThat(summary.domains()).hasSize(2);
    }

    @Test
    void unequalContentsWithOneKeyAreBothCountedWithAWarning() {
        ReportSummary summary = summary(
                Received.verified("provider.example", GENUINE),
                Received.verified("provider.example", Received.report("Provider Inc.", 0, "example.com", 7)));
        assertThat(sessions(summary)).isEqualTo(107);
        assertThat(summary.warnings())
                .singleElement()
                .asString()
                .contains("different contents", "example.com-0@Provider Inc.", "provider.example");
    }

    /** The organization-name of an unauthenticated report cannot be that of a verified submitter. */
    @Test
    void anUnauthenticatedReportNeverHasTheKeyOfAVerifiedOne() {
        TlsReport named = Received.report("provider.example", 0, "example.com", 5);
        Read posted = Received.posted(named);
        Read verified = Received.verified("provider.example", named);
        assertThat(posted.identity().sameKey(verified.identity())).isFalse();
        assertThat(posted.submitter().text()).isEqualTo("posted, unauthenticated");
        assertThat(verified.submitter().text()).isEqualTo("provider.example (DKIM signature of provider.example)");
    }

    /** A domain can ask for its reports by mail and by POST. */
    @Test
    void theSameReportByMailAndByPostCountsOnceInAnyOrder() {
        Read mailed = Received.verified("provider.example", GENUINE);
        Read posted = Received.posted(GENUINE);
        Read unverified = new Read(GENUINE, Submitter.UNVERIFIED, List.of());
        for (List<Read> reports :
                List.of(List.of(posted, mailed), List.of(mailed, posted), List.of(unverified, posted, mailed))) {
            ReportSummary summary = summary(reports.toArray(new Read[0]));
            assertThat(summary.reports()).isEqualTo(1);
            assertThat(summary.duplicates()).isEqualTo(reports.size() - 1);
            assertThat(sessions(summary)).isEqualTo(100);
            assertThat(summary.domains().get(0).senders())
                    .singleElement()
                    .satisfies(sender -> assertThat(sender.isVerified()).isTrue());
        }
        // Nothing is lost where only one of them came.
        assertThat(sessions(summary(posted, unverified))).isEqualTo(100);
        assertThat(sessions(summary(posted, Received.verified("b.example", Received.report("B", 0, "example.com", 7)))))
                .isEqualTo(107);
    }

    /** The key of a report about thousands of domains would otherwise take up more memory than its counts. */
    @Test
    void theKeyOfAReportAboutManyDomainsIsShort() {
        List<PolicyReport> many = IntStream.range(0, 1_000)
                .mapToObj(i -> new PolicyReport("sts", List.of(), "d" + i + ".example", List.of(), 1, 0, List.of()))
                .toList();
        TlsReport wide = new TlsReport("A", "", "id", GENUINE.range(), many, List.of());
        TlsReport other = new TlsReport("A", "", "id", GENUINE.range(), many.subList(0, 999), List.of());
        assertThat(Received.posted(wide).identity().policyDomains()).hasSizeLessThan(2_100);
        assertThat(Received.posted(wide)
                        .identity()
                        .sameKey(Received.posted(other).identity()))
                .isFalse();
        assertThat(summary(Received.posted(wide), Received.posted(wide)).duplicates())
                .isEqualTo(1);
    }
}
