package io.github.mtasts.tlsrpt.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
            assertThat(readiness.wouldChange()).containsExactly("Reports of 1 more verified submitter.");
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
                .add(Received.verified("one.example", Received.report("one.example", 9, entry("enforce", 1, 0))))
                .add(Received.verified("two.example", Received.report("two.example", 9, entry("enforce", 1, 0))));
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

    /** Anybody can post a report that shows any policy. */
    @Test
    void thePolicyOfAnUnverifiedReportDecidesNothing() {
        ReportSummary.Builder builder = twoWeeks(at("2024-03-15"), 1, ReadinessTest::two);
        builder.add(Received.posted(Received.report("evil.example", 13, entry("enforce", 1, 0))));
        assertThat(readiness(builder).level()).isEqualTo(Level.READY);
        assertThat(readiness(builder).reasons())
                .contains(
                        "Only unverified reports show a policy of the domain, with the mode enforce; that does not count.");
        DomainSummary posted = builder.build().domains().get(0);
        assertThat(posted.latestPolicy()).isEmpty();
        assertThat(posted.policies())
                .singleElement()
                .satisfies(policy -> assertThat(policy.isLatest()).isFalse());

        // Nor does it change when and by whom the same policy was seen.
        builder.add(Received.verified("one.example", Received.report("one.example", 3, entry("enforce", 1, 0))));
        builder.add(Received.posted(Received.report("evil.example", 12, entry("enforce", 3, 0))));
        builder.add(Received.verified("one.example", Received.report("one.example", 9, entry("testing", 1, 0))));
        DomainSummary domain = builder.build().domains().get(0);
        assertThat(domain.policies())
                .extracting(policy -> policy.mode() + " " + policy.isLatest() + " " + policy.firstDay() + " "
                        + policy.lastDay() + " " + policy.reporters())
                .containsExactly(
                        "testing true 2024-03-10 2024-03-10 [one.example]",
                        "enforce false 2024-03-04 2024-03-04 [one.example]");
        assertThat(readiness(builder).level()).isEqualTo(Level.READY);
        assertThat(readiness(builder).reasons()).noneMatch(reason -> reason.contains("unverified"));
    }

    /** A failure counts whoever reports it, but it is said who did, and a stranger's reason does not replace a known one. */
    @Test
    void aFailureSaysWhetherAVerifiedSubmitterReportedIt() {
        FailureDetails stranger =
                new FailureDetails("certificate-expired", null, "mx1.example.com", null, null, 1, null, "evil");
        ReportSummary.Builder builder = twoWeeks(at("2024-03-15"), 1, ReadinessTest::two);
        builder.add(Received.posted(Received.report("evil.example", 13, "example.com", 0, stranger)));
        assertThat(readiness(builder).reasons().get(0))
                .isEqualTo("certificate-expired at mx1.example.com in 1 session, last on 2024-03-14, reported only by"
                        + " evil.example, only in unverified reports.");
        builder.add(Received.verified(
                "two.example",
                Received.report(
                        "two.example",
                        9,
                        "example.com",
                        0,
                        new FailureDetails(
                                "certificate-expired", null, "mx1.example.com", null, null, 1, null, "genuine"))));
        assertThat(readiness(builder).reasons().get(0)).doesNotContain("unverified");
        builder.add(Received.posted(Received.report("evil.example", 12, "example.com", 0, stranger)));
        assertThat(builder.build().domains().get(0).failures())
                .singleElement()
                .satisfies(kind -> assertThat(kind.reason()).isEqualTo("genuine"))
                .satisfies(kind -> assertThat(kind.isVerified()).isTrue());
    }

    /** The policy host is another host than the MX host of the session. */
    @Test
    void aPolicyThatCouldNotBeFetchedIsNotAFailureOfTheMxHost() {
        ReportSummary.Builder builder = twoWeeks(at("2024-03-15"), 1, ReadinessTest::two);
        builder.add(Received.verified(
                "two.example",
                Received.report(
                        "two.example",
                        13,
                        "example.com",
                        0,
                        failure("sts-policy-fetch-error", 1),
                        new FailureDetails("sts-policy-invalid", null, null, null, null, 2, null, null))));
        assertThat(readiness(builder).reasons())
                .anyMatch(reason -> reason.contains(
                        "unprotected: sts-policy-fetch-error in 1 session with mx1.example.com, last on 2024-03-14"))
                .anyMatch(reason -> reason.contains("unprotected: sts-policy-invalid in 2 sessions, last"));
    }

    /** A stranger can have a domain and sign mail. */
    @Test
    void thePolicyThatASingleSubmitterShowsDecidesNothing() {
        ReportSummary.Builder builder = twoWeeks(at("2024-03-15"), 1, ReadinessTest::two);
        builder.add(Received.verified("evil.example", Received.report("evil.example", 13, entry("enforce", 1, 0))));
        PolicyReport other = new PolicyReport(
                "sts", List.of("mode: enforce", "mx: *.evil.example"), "example.com", List.of(), 1, 0, List.of());
        builder.add(Received.verified("mx.evil.example", Received.report("evil.example", 13, other)));
        assertThat(readiness(builder).level()).isEqualTo(Level.READY);

        for (String submitter : List.of("one.example", "two.example")) {
            builder.add(Received.verified(submitter, Received.report(submitter, 9, entry("testing", 1, 0))));
        }
        assertThat(readiness(builder).level()).isEqualTo(Level.READY);
        assertThat(builder.build().domains().get(0).policies().get(0).mode()).isEqualTo("testing");
    }

    @Test
    void aDomainInEnforceIsNotInTestingBecauseOneSubmitterSaysSo() {
        ReportSummary.Builder builder = twoWeeks(at("2024-03-15"), 1, ReadinessTest::two);
        for (String submitter : List.of("one.example", "two.example")) {
            builder.add(Received.verified(submitter, Received.report(submitter, 8, entry("testing", 1, 0))));
            builder.add(Received.verified(submitter, Received.report(submitter, 9, entry("enforce", 1, 0))));
        }
        builder.add(Received.verified("evil.example", Received.report("evil.example", 13, entry("testing", 1, 0))));
        assertThat(readiness(builder).level()).isEqualTo(Level.ENFORCED);
        assertThat(builder.build().domains().get(0).latestPolicy())
                .hasValueSatisfying(
                        latest -> assertThat(latest.submitters()).containsExactly("one.example", "two.example"));

        // Reporters write the same policy in different ways.
        PolicyReport other = new PolicyReport(
                "sts", List.of("mode: enforce", "mx: mx1.example.com"), "example.com", List.of(), 1, 0, List.of());
        builder.add(Received.verified("two.example", Received.report("two.example", 10, other)));
        assertThat(readiness(builder).level()).isEqualTo(Level.ENFORCED);

        // When the submitters see another policy, it is the latest from the day on which most have seen it.
        for (String submitter : List.of("one.example", "two.example")) {
            builder.add(Received.verified(submitter, Received.report(submitter, 11, entry("testing", 1, 0))));
        }
        assertThat(readiness(builder).level()).isEqualTo(Level.READY);
    }

    @Test
    void thePoliciesOfOneSubmitterLeaveRoomForThoseOfOthers() {
        ReportSummary.Builder builder = twoWeeks(at("2024-03-15"), 1, ReadinessTest::two);
        for (int i = 0; i < 200; i++) {
            builder.add(Received.verified("evil.example", Received.report("evil" + i, 1, entry("testing" + i, 1, 0))));
        }
        for (String submitter : List.of("one.example", "two.example")) {
            builder.add(Received.verified(submitter, Received.report(submitter, 9, entry("enforce", 1, 0))));
        }
        assertThat(readiness(builder).level()).isEqualTo(Level.ENFORCED);
        assertThat(builder.build().domains().get(0).policies()).hasSize(26);
    }

    /** Two submitters each saw testing and enforce last; the later one is the latest. */
    @Test
    void theSubmittersOfAnotherModeDoNotCount() {
        ReportSummary.Builder builder = twoWeeks(at("2024-03-15"), 1, ReadinessTest::two);
        for (String submitter : List.of("one.example", "two.example")) {
            builder.add(Received.verified(submitter, Received.report(submitter, 9, entry("enforce", 1, 0))));
        }
        for (String submitter : List.of("three.example", "four.example")) {
            builder.add(Received.verified(submitter, Received.report(submitter, 10, entry("testing", 1, 0))));
        }
        assertThat(readiness(builder).level()).isEqualTo(Level.READY);

        ReportSummary.Builder split = twoWeeks(at("2024-03-15"), 1, ReadinessTest::two)
                .add(Received.verified("one.example", Received.report("one.example", 13, entry("enforce", 1, 0))))
                .add(Received.verified("two.example", Received.report("two.example", 12, entry("testing", 1, 0))));
        assertThat(split.build().domains().get(0).latestPolicy().orElseThrow().mode())
                .isEqualTo("enforce");
        assertThat(readiness(split).level()).isEqualTo(Level.READY);
    }

    @Test
    void failuresUnderOtherPolicyTypesAreNoFailuresUnderThePolicy() {
        PolicyReport tlsa = new PolicyReport(
                "tlsa", List.of(), "example.com", List.of(), 0, 1, List.of(failure("tlsa-invalid", 1)));
        Readiness readiness = readiness(twoWeeks(at("2024-03-15"), 1, ReadinessTest::two)
                .add(Received.verified("one.example", Received.report("one.example", 13, tlsa))));
        assertThat(readiness.level()).isEqualTo(Level.READY);
        assertThat(readiness.reasons())
                .singleElement()
                .asString()
                .endsWith(", the newest on 2024-03-14; no mail of the last 7 days would have been delayed.");
    }

    @Test
    void theReasonOfADomainInEnforceWithFailuresDoesNotSayThatNoMailWasDelayed() {
        ReportSummary.Builder builder = at("2024-03-15");
        for (String submitter : List.of("one.example", "two.example")) {
            builder.add(Received.verified(
                    submitter,
                    Received.report(submitter, 13, entry("enforce", 9, 1, failure("certificate-expired", 1)))));
        }
        assertThat(readiness(builder).reasons())
                .containsExactly(
                        "certificate-expired at mx1.example.com in 2 sessions, last on 2024-03-14.",
                        "20 sessions reported by 2 verified submitters (one.example, two.example) on 1 of the last 28"
                                + " days, the newest on 2024-03-14.");
    }

    @Test
    void onlyAModeOfAnMtaStsPolicyIsMentioned() {
        ReportSummary.Builder builder = twoWeeks(at("2024-03-15"), 1, ReadinessTest::two);
        builder.add(Received.posted(Received.report(
                "a", 13, new PolicyReport("sts", List.of("x: y"), "example.com", List.of(), 1, 0, List.of()))));
        builder.add(Received.posted(Received.report(
                "a", 12, new PolicyReport("tlsa", List.of("mode: z"), "example.com", List.of(), 1, 0, List.of()))));
        assertThat(readiness(builder).reasons()).hasSize(1);
    }

    @Test
    void aReporterWithoutOthersIsNotTheOnlyOne() {
        ReportSummary.Builder builder = at("2024-03-15")
                .add(Received.verified(
                        "one.example", Received.report("one.example", 13, entry("testing", 0, 1, failure("x", 1)))));
        assertThat(readiness(builder).reasons().get(0))
                .isEqualTo("x at mx1.example.com in 1 session, last on 2024-03-14.");
        assertThat(readiness(builder).wouldChange())
                .contains("Reports of verified submitters about 13 more days.")
                .contains("Reports of 1 more verified submitter.", "Reports of 99 more sessions.");
    }

    @Test
    void aHundredSessionsAreEnough() {
        ReportSummary.Builder builder = at("2024-03-15");
        for (int day = 0; day < 14; day++) {
            for (String submitter : List.of("one.example", "two.example")) {
                builder.add(
                        Received.verified(submitter, Received.report(submitter, day, "example.com", day > 0 ? 4 : 0)));
            }
        }
        // 13 days of 8 sessions are 104.
        Criteria exact = new Criteria(28, 14, 2, 104, 7, 3);
        assertThat(Readiness.of(builder.build().domains().get(0), exact).level())
                .isEqualTo(Level.READY);
        Criteria more = new Criteria(28, 14, 2, 105, 7, 3);
        assertThat(Readiness.of(builder.build().domains().get(0), more).wouldChange())
                .containsExactly("Reports of 1 more session.");
    }

    @Test
    void everyCriterionIsPositive() {
        assertThat(new Criteria(1, 1, 1, 1, 1, 1)).isNotNull();
        for (int i = 0; i < 6; i++) {
            int[] values = {1, 1, 1, 1, 1, 1};
            values[i] = 0;
            assertThatThrownBy(() -> new Criteria(values[0], values[1], values[2], values[3], values[4], values[5]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Criteria(13, 14, 1, 1, 1, 1)).hasMessageContaining("a window of 13 days");
    }
}
