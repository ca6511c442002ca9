package io.github.mtasts.tlsrpt.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.read.FailureDetails;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.ReportRead.Read;
import io.github.mtasts.tlsrpt.read.TlsReport;
import io.github.mtasts.tlsrpt.summary.Readiness.Level;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static FailureDetails failure(String type, long sessions) {
        return new FailureDetails(type, null, "mx1.example.com", null, null, sessions, null, null);
    }

    private static PolicyReport entry(String mode, long ok, long failed, FailureDetails... details) {
        return new PolicyReport(
                "sts",
                List.of("version: STSv1", "mode: " + mode, "mx: mx1.example.com", "max_age: 86400"),
                "example.com",
                List.of(),
                ok,
                failed,
                List.of(details));
    }

    private static ReportSummary.Builder at(String day) {
        return ReportSummary.builder(new TestClock(Instant.parse(day + "T12:00:00Z")));
    }

    /** Adds two weeks of reports of two submitters, a day every few days. */
    private static ReportSummary.Builder twoWeeks(ReportSummary.Builder builder, int step, IntFunction<Read> second) {
        for (int day = 0; day < 14; day++) {
            builder.add(Received.verified("one.example", report("one.example", day * step)));
            builder.add(second.apply(day * step));
        }
        return builder;
    }

    private static TlsReport report(String organization, int day) {
        return Received.report(organization, day, "example.com", 50);
    }

    private static Read two(int day) {
        return Received.verified("two.example", report("two.example", day));
    }

    private static Readiness readiness(ReportSummary.Builder builder) {
        return Readiness.of(builder.build().domains().get(0), Criteria.DEFAULT);
    }

    @Test
    void fourteenDaysUpToYesterdayAreReadyWithTheirEvidence() {
        Readiness ready = readiness(twoWeeks(at("2024-03-15"), 1, ReadinessTest::two));
        assertThat(ready.level()).isEqualTo(Level.READY);
        assertThat(ready.evidence())
                .isEqualTo(
                        "1400 sessions reported by 2 verified submitters (one.example, two.example) on 14 of the last"
                                + " 28 days, the newest on 2024-03-14.");
        assertThat(ready.wouldChange()).singleElement().asString().contains("3 days without a report");
    }

    @Test
    void aLastReportThatIsSixYearsOldIsNoEvidence() {
        Readiness old = readiness(twoWeeks(at("2030-03-15"), 1, ReadinessTest::two));
        assertThat(old.level()).isEqualTo(Level.TOO_LITTLE_EVIDENCE);
        assertThat(old.daysCovered()).isZero();
        assertThat(old.submitters()).isZero();
        assertThat(old.reasons())
                .anyMatch(reason -> reason.startsWith("Newest report of a verified submitter: about" + " 2024-03-14"));
        assertThat(old.wouldChange()).contains("A report of a verified submitter about 2030-03-12 or a later day.");
    }

    @Test
    void fourteenDaysOverSixYearsAreNotTwoWeeks() {
        Readiness scattered = readiness(twoWeeks(at("2029-12-01"), 160, ReadinessTest::two));
        assertThat(scattered.level()).isEqualTo(Level.TOO_LITTLE_EVIDENCE);
        assertThat(scattered.wouldChange()).anyMatch(change -> change.contains("13 more days"));
    }

    @Test
    void reportsThatStoppedFourDaysAgoAreTooOld() {
        assertThat(readiness(twoWeeks(at("2024-03-17"), 1, ReadinessTest::two)).level())
                .isEqualTo(Level.READY);
        assertThat(readiness(twoWeeks(at("2024-03-18"), 1, ReadinessTest::two)).level())
                .isEqualTo(Level.TOO_LITTLE_EVIDENCE);
    }

    @Test
    void theFailuresThatTheDetailsDoNotExplainAreCounted() {
        ReportSummary.Builder builder = twoWeeks(at("2024-03-15"), 1, ReadinessTest::two)
                .add(Received.verified(
                        "three.example",
                        Received.report(
                                "three.example",
                                13,
                                entry("testing", 0, 14_000, failure("sts-policy-fetch-error", 14)))));
        Readiness readiness = readiness(builder);
        assertThat(readiness.level()).isEqualTo(Level.NOT_YET);
        assertThat(readiness.openFailures())
                .singleElement()
                .satisfies(kind -> assertThat(kind.sessions()).isEqualTo(13_986));
        assertThat(readiness.reasons().get(0)).startsWith("unspecified in 13986 sessions, last on 2024-03-14");
        assertThat(readiness.wouldChange().get(0)).contains("from 2024-03-15, so not before 2024-03-22");
    }

    @Test
    void twoNamesOfOneSenderAreOneSubmitter() {
        IntFunction<Read> otherName = day -> Received.verified("one.example", report("One Inc.", day));
        IntFunction<Read> otherHost = day -> Received.verified("mx2.one.example", report("One Inc.", day));
        IntFunction<Read> posted = day -> Received.posted(report("two.example", day));
        for (IntFunction<Read> second : List.of(otherName, otherHost, posted)) {
            Readiness readiness = readiness(twoWeeks(at("2024-03-15"), 1, second));
            assertThat(readiness.level()).isEqualTo(Level.TOO_LITTLE_EVIDENCE);
            assertThat(readiness.submitters()).isEqualTo(1);
            assertThat(readiness.wouldChange()).containsExactly("Reports of 1 more verified submitters.");
        }
    }

    /** The sessions of a kind of failure long ago are not those of the quiet days. */
    @Test
    void onlyTheSessionsOfTheQuietDaysAreNamed() {
        ReportSummary.Builder builder = twoWeeks(at("2024-03-15"), 1, ReadinessTest::two);
        for (int day : new int[] {2, 12}) {
            builder.add(Received.verified(
                    "three.example",
                    Received.report("three.example", day, "example.com", 0, failure("certificate-expired", 5 + day))));
        }
        assertThat(readiness(builder).reasons().get(0)).contains("in 17 sessions, last on 2024-03-13");
    }

    @Test
    void aDomainInEnforceIsNotAskedWhetherItIsReadyForIt() {
        ReportSummary.Builder builder = twoWeeks(at("2024-03-15"), 1, ReadinessTest::two)
                .add(Received.verified("one.example", Received.report("one.example", 3, entry("testing", 1, 0))))
                .add(Received.verified("one.example", Received.report("one.example", 9, entry("enforce", 1, 0))));
        assertThat(readiness(builder).level()).isEqualTo(Level.ENFORCED);
        // The word of one who is not verified does not change it.
        builder.add(Received.posted(Received.report("evil.example", 13, entry("testing", 1, 0))));
        assertThat(readiness(builder).level()).isEqualTo(Level.ENFORCED);
        builder.add(Received.posted(
                Received.report("some.example", 12, "example.com", 0, failure("certificate-expired", 1))));
        assertThat(readiness(builder).level()).isEqualTo(Level.ENFORCED_WITH_FAILURES);
        assertThat(readiness(builder).reasons().get(0)).startsWith("certificate-expired");
        assertThat(builder.build().domains().get(0).policies())
                .extracting(policy -> policy.mode() + " " + policy.isLatest())
                .containsExactly("enforce true", "testing false");
    }
}
