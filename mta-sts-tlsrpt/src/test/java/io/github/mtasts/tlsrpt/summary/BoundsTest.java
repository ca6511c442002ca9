package io.github.mtasts.tlsrpt.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.read.FailureDetails;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import io.github.mtasts.tlsrpt.read.ReportRead.Read;
import io.github.mtasts.tlsrpt.read.Submitter;
import io.github.mtasts.tlsrpt.read.TlsReport;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Strangers can send any number of reports; they must not hide what others reported, nor take up the memory. */
class BoundsTest {
    private static final PolicyDomain OWN = PolicyDomain.parse("own.example").orElseThrow();

    private static ReportSummary.Builder builder() {
        return ReportSummary.builder(new TestClock(Instant.parse("2024-03-15T12:00:00Z")));
    }

    private static ReportSummary summary(List<Read> reports) {
        ReportSummary.Builder builder = builder();
        reports.forEach(builder::add);
        return builder.build();
    }

    private static FailureDetails failure(String type, String host, long sessions) {
        return new FailureDetails(type, null, host, null, null, sessions, null, null);
    }

    private static PolicyReport entry(String type, String domain, long ok, FailureDetails... failures) {
        return new PolicyReport(type, List.of(), domain, List.of(), ok, 0, List.of(failures));
    }

    private static TlsReport report(String organization, int day, List<PolicyReport> entries) {
        TlsReport one = Received.report(organization, day, entries.get(0));
        return new TlsReport(organization, "", organization + day, one.range(), entries, List.of());
    }

    /** A report about ten thousand domains, each with more failures than the operator's own. */
    private static TlsReport wide(String organization) {
        List<PolicyReport> entries = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            entries.add(entry("sts", "a" + i + "." + organization, 1, failure("certificate-expired", "mx", 1_000)));
        }
        return report(organization, 13, entries);
    }

    private static List<Read> own(UnaryOperator<String> name, boolean isVerified) {
        List<Read> reports = new ArrayList<>();
        for (int day = 0; day < 14; day++) {
            TlsReport report = Received.report(name.apply("one.example"), day, OWN.name(), 10);
            reports.add(isVerified ? Received.verified("one.example", report) : Received.posted(report));
        }
        return reports;
    }

    private static void assertOwnIsShown(List<Read> reports) {
        List<Read> reversed = new ArrayList<>(reports);
        Collections.reverse(reversed);
        for (List<Read> order : List.of(reports, reversed)) {
            ReportSummary summary = summary(order);
            assertThat(summary.domains())
                    .hasSizeLessThanOrEqualTo(10_000)
                    .filteredOn(domain -> domain.domain().equals(OWN.name()))
                    .singleElement()
                    .satisfies(
                            domain -> assertThat(domain.under("sts").sessions()).isEqualTo(140));
            assertThat(SummaryPage.of(summary, Criteria.DEFAULT)).contains(">own.example</a>");
            assertThat(summary.leftOut().get(LeftOut.TOO_MANY_DOMAINS)).isPositive();
        }
    }

    @Test
    void onePostedReportAboutTenThousandDomainsHidesNoOther() {
        List<Read> reports = new ArrayList<>(List.of(Received.posted(wide("evil.example"))));
        reports.addAll(own(UnaryOperator.identity(), true));
        assertOwnIsShown(reports);
        assertThat(RankedDomain.of(summary(reports), Criteria.DEFAULT).get(0).name())
                .isEqualTo(OWN.name());
    }

    /** However many unverified reports there are about other domains, a single verified one keeps its domain. */
    @Test
    void oneVerifiedReportIsWorthMoreThanManyUnverifiedOnes() {
        List<Read> reports = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            reports.add(Received.posted(wide("evil.example")));
            TlsReport again = wide("evil.example");
            reports.add(Received.posted(new TlsReport(
                    again.organizationName(), "", "again" + i, again.range(), again.policies(), List.of())));
        }
        reports.add(Received.verified("one.example", Received.report("one.example", 13, OWN.name(), 10)));
        ReportSummary summary = summary(reports);
        assertThat(summary.domains()).extracting(DomainSummary::domain).contains(OWN.name());
        assertThat(SummaryPage.of(summary, Criteria.DEFAULT)).contains(">own.example</a>");
    }

    /** A verified submitter can be a stranger, too. */
    @Test
    void noReportAboutTenThousandDomainsHidesTheDomainsOfManyReports() {
        for (boolean isVerified : List.of(true, false)) {
            List<Read> reports = new ArrayList<>(own(UnaryOperator.identity(), isVerified));
            for (String stranger : List.of("evil.example", "bad.example")) {
                TlsReport report = wide(stranger);
                reports.add(isVerified ? Received.verified(stranger, report) : Received.posted(report));
            }
            assertOwnIsShown(reports);
        }
    }

    @Test
    void onlyTheDomainsOfTheOperatorAreCountedIfTheyAreGiven() {
        ReportSummary.Builder builder = builder().domains(Set.of(OWN));
        builder.add(Received.verified("evil.example", wide("evil.example")));
        own(UnaryOperator.identity(), false).forEach(builder::add);
        ReportSummary summary = builder.build();
        assertThat(summary.domains()).extracting(DomainSummary::domain).containsExactly(OWN.name());
        assertThat(summary.leftOut()).containsOnly(Map.entry(LeftOut.OTHER_DOMAIN, 10_000));
        assertThat(SummaryText.of(summary, Criteria.DEFAULT)).contains("left out: 10000 entries about other domains");
    }

    /** Own domains are in the order of what they need, whether their reports are verified or not. */
    @Test
    void ownDomainsAreInTheOrderOfWhatTheyNeed() {
        Read fine = Received.verified("one.example", Received.report("one.example", 13, "fine.example", 10));
        Read failing = Received.posted(
                Received.report("two.example", 13, OWN.name(), 10, failure("certificate-expired", "mx", 3)));
        ReportSummary.Builder all = builder().add(fine).add(failing);
        ReportSummary.Builder own = builder()
                .domains(Set.of(OWN, PolicyDomain.parse("fine.example").orElseThrow()))
                .add(fine)
                .add(failing);
        assertThat(RankedDomain.of(all.build(), Criteria.DEFAULT))
                .extracting(RankedDomain::name)
                .containsExactly("fine.example", OWN.name());
        assertThat(RankedDomain.of(own.build(), Criteria.DEFAULT))
                .extracting(RankedDomain::name)
                .containsExactly(OWN.name(), "fine.example");
    }

    @Test
    void unknownPolicyTypesAreBoundedAndTheKnownOnesKeepTheirs() {
        List<PolicyReport> entries = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            entries.add(entry("type-" + i, OWN.name(), 1));
        }
        List<Read> reports = new ArrayList<>(List.of(Received.posted(report("evil.example", 13, entries))));
        reports.addAll(own(UnaryOperator.identity(), true));
        DomainSummary domain = summary(reports).domains().get(0);
        assertThat(domain.byPolicyType()).hasSizeLessThanOrEqualTo(22).containsKeys("sts", "other-policy-types");
        assertThat(domain.under("sts").sessions()).isEqualTo(140);
        assertThat(domain.byPolicyType().values().stream()
                        .mapToLong(DomainSummary.Counted::sessions)
                        .sum())
                .isEqualTo(1_140);
    }

    /** A flood of unverified failures, reporters and policies leaves room for those of verified submitters. */
    @Test
    void unverifiedRowsTakeAtMostHalfOfATable() {
        List<Read> reports = new ArrayList<>();
        FailureDetails[] flood = new FailureDetails[12_000];
        for (int i = 0; i < flood.length; i++) {
            flood[i] = failure("validation-failure", "mx" + i, 1);
        }
        reports.add(Received.posted(report("evil.example", 13, List.of(entry("sts", OWN.name(), 1, flood)))));
        for (int i = 0; i < 1_200; i++) {
            PolicyReport policy =
                    new PolicyReport("sts", List.of("mode: none", "mx: " + i), OWN.name(), List.of(), 1, 0, List.of());
            reports.add(Received.posted(report("evil" + i, 13, List.of(policy))));
        }
        PolicyReport genuine = new PolicyReport(
                "sts",
                List.of("mode: testing"),
                OWN.name(),
                List.of(),
                1,
                2,
                List.of(failure("certificate-expired", "mx.own.example", 2)));
        reports.add(Received.verified("one.example", report("One", 13, List.of(genuine))));
        List<Read> reversed = new ArrayList<>(reports);
        Collections.reverse(reversed);

        for (List<Read> order : List.of(reports, reversed)) {
            DomainSummary domain = summary(order).domains().get(0);
            assertThat(domain.failures())
                    .hasSizeLessThanOrEqualTo(5_002)
                    .anyMatch(kind -> kind.mxHost().equals("mx.own.example") && kind.isVerified())
                    .anyMatch(kind -> kind.resultType().equals("other-failures") && kind.sessions() >= 7_000);
            assertThat(domain.origins()).hasSizeLessThanOrEqualTo(5_002);
            assertThat(domain.senders())
                    .hasSizeLessThanOrEqualTo(502)
                    .anyMatch(sender -> sender.name().equals("One"))
                    .anyMatch(sender -> sender.name().equals("(others)") && !sender.isVerified());
            assertThat(domain.policies()).hasSizeLessThanOrEqualTo(51);
            assertThat(summary(order).leftOut()).containsOnly(Map.entry(LeftOut.POLICY, 1_150));
            assertThat(domain.latestPolicy())
                    .hasValueSatisfying(latest -> assertThat(latest.mode()).isEqualTo("testing"));
            assertThat(domain.under("sts").sessions()).isEqualTo(1_204);
        }
    }

    /** A year of reports of one kind of failure used to cost the square of their number. */
    @Test
    void addingToAKindOfFailureCopiesNothing() {
        GatheredFailure failure = new GatheredFailure(
                new GatheredFailure.Kind("sts", "certificate-expired", "mx"), new Room(1_000_000_000).share());
        for (int i = 0; i < 200_000; i++) {
            Read read = Received.posted(Received.report("r" + i % 2_000, i % 300, "example.com", 1));
            failure.add(
                    Source.of(i, read, LocalDate.of(2024, 1, 1), LocalDate.of(2025, 1, 1)),
                    failure("certificate-expired", "mx", 1));
        }
        FailureKind built = failure.built();
        assertThat(built.sessions()).isEqualTo(200_000);
        assertThat(built.byDay()).hasSize(300);
        assertThat(built.reporters()).hasSize(501).contains("(others)");
    }

    @Test
    void withoutRoomEverySessionIsStillCounted() {
        GatheredDomains domains = new GatheredDomains(0);
        Read read = Received.posted(report(
                "evil.example",
                13,
                List.of(entry("sts", OWN.name(), 5, failure("a", "mx1", 1), failure("b", "mx2", 1)))));
        for (int day = 0; day < 3; day++) {
            domains.get(OWN.name())
                    .add(
                            Source.of(day, read, LocalDate.of(2024, 1, 1), LocalDate.of(2024, 4, 1)),
                            read.report().policies().get(0));
        }
        DomainSummary domain =
                domains.summaries(LocalDate.of(2024, 3, 15), Map.of()).get(0);
        assertThat(domain.under("sts").successes()).isEqualTo(15);
        assertThat(domain.failures().stream().mapToLong(FailureKind::sessions).sum())
                .isEqualTo(6);
        assertThat(domain.origins().stream().mapToLong(FailureOrigin::sessions).sum())
                .isEqualTo(6);
        assertThat(domain.failures()).anyMatch(kind -> kind.resultType().equals("other-failures"));
        assertThat(domain.reporters()).containsExactly("(others)");
    }

    @Test
    void roomIsGivenBackAndHalfOfItIsForVerifiedReports() {
        Room room = new Room(100);
        Room.Share stranger = room.share();
        Room.Share verified = room.share();
        assertThat(stranger.take(false, 51)).isFalse();
        assertThat(stranger.take(false, 50)).isTrue();
        assertThat(stranger.take(false, 1)).isFalse();
        assertThat(verified.take(true, 51)).isFalse();
        assertThat(verified.take(true, 50)).isTrue();
        assertThat(verified.take(true, 1)).isFalse();
        stranger.release();
        assertThat(stranger.take(false, 50)).isTrue();
        stranger.release();
        assertThat(verified.take(true, 50)).isTrue();
        verified.release();
        assertThat(stranger.take(false, 50)).isTrue();
    }

    /** The reports of unverified submitters are held back only up to a bound. */
    @Test
    void waitingReportsAreMeasured() {
        Unverified waiting = new Unverified();
        Read read = Received.posted(
                Received.report("a", 0, OWN.name(), 1, failure("certificate-expired", "x".repeat(1_000), 1)));
        waiting.add("1", read);
        long one = waiting.characters();
        assertThat(one).isBetween(1_000L, 2_000L);
        waiting.add("2", read);
        assertThat(waiting.characters()).isEqualTo(2 * one);
        assertThat(waiting.remove("3")).isFalse();
        assertThat(waiting.remove("1")).isTrue();
        assertThat(waiting.characters()).isEqualTo(one);
        assertThat(waiting.removeAll()).containsExactly(read);
        assertThat(waiting.characters()).isZero();
        assertThat(waiting.removeAll()).isEmpty();
    }

    /** Every text of a report takes up memory while the report waits. */
    @Test
    void eachTextOfAWaitingReportIsMeasured() {
        String text = "x".repeat(1_000);
        List<PolicyReport> entries = List.of(
                new PolicyReport(text, List.of(text), text, List.of(text), 1, 0, List.of(failure(text, text, 1))));
        TlsReport plain = Received.report("a", 0, OWN.name(), 1);
        TlsReport report = new TlsReport(text, text, text, plain.range(), entries, List.of(text));
        Unverified waiting = new Unverified();
        waiting.add("1", new Read(report, Submitter.POSTED, List.of(text)));
        assertThat(waiting.characters()).isBetween(11_000L, 11_600L);
    }

    /** Posts about thousands of domains and every day of a year take up no more than their share. */
    @Test
    void aDayTakesRoomAndWithoutRoomItsSessionsAreAddedToAnother() {
        Room room = new Room(10 * Room.ROW);
        GatheredType type = new GatheredType(room.share());
        for (int day : new int[] {20, 10, 11, 12, 13, 14, 15, 16, 0, 30}) {
            type.add(
                    posted(day),
                    Received.report("a", day, OWN.name(), 1).policies().get(0));
        }
        DomainSummary.Counted counted = type.counted();
        assertThat(counted.days()).hasSizeLessThanOrEqualTo(5);
        assertThat(counted.days().stream().mapToLong(DaySessions::successes).sum())
                .isEqualTo(10);
        assertThat(counted.days().get(counted.days().size() - 1))
                .isEqualTo(new DaySessions(Received.FIRST.plusDays(20), 2, 0));
        assertThat(counted.days().get(0).successes()).isEqualTo(2);

        Read verified = Received.verified("one.example", Received.report("one.example", 5, OWN.name(), 1));
        type.add(
                Source.of(11, verified, Received.FIRST, Received.FIRST.plusDays(40)),
                verified.report().policies().get(0));
        assertThat(type.counted().days()).contains(new DaySessions(Received.FIRST.plusDays(5), 1, 0));
    }

    private static Source posted(int day) {
        return Source.of(
                day,
                Received.posted(Received.report("a", day, OWN.name(), 1)),
                Received.FIRST,
                Received.FIRST.plusDays(40));
    }

    @Test
    void policiesAndSingleReportsThatAreNotShownAreCounted() {
        ReportSummary.Builder builder = builder();
        for (int i = 0; i < 5_003; i++) {
            PolicyReport entry = new PolicyReport(
                    "sts",
                    i < 27
                            ? List.of("mode: none", "mx: " + i)
                            : i == 27 ? Collections.nCopies(65, "x".repeat(1_024)) : List.of(),
                    OWN.name(),
                    List.of(),
                    1,
                    0,
                    List.of());
            TlsReport report = report("r" + i, 13, List.of(entry));
            builder.add(i < 28 ? Received.verified("one.example", report) : Received.posted(report));
        }
        for (int i = 0; i < 26; i++) {
            builder.add(Received.posted(report("more" + i, 13, List.of(entry("sts", OWN.name(), 1)))));
        }

        ReportSummary summary = builder.build();
        assertThat(summary.leftOut()).containsOnly(Map.entry(LeftOut.POLICY, 3), Map.entry(LeftOut.SINGLE_REPORT, 1));
        assertThat(builder.build().leftOut()).isEqualTo(summary.leftOut());
        assertThat(SummaryText.of(summary, Criteria.DEFAULT))
                .contains("left out: 3 policies of entries, too long or too many")
                .contains("left out: 1 entry in the list of single reports");
        assertThat(summary.domains().get(0).reports()).hasSize(5_028);
        assertThat(summary.domains().get(0).under("sts").sessions()).isEqualTo(5_029);
    }
}
