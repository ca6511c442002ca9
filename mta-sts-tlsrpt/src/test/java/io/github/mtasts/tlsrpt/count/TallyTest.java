package io.github.mtasts.tlsrpt.count;

import static io.github.mtasts.tlsrpt.Outcomes.EXPIRED;
import static io.github.mtasts.tlsrpt.Outcomes.MISMATCH;
import static io.github.mtasts.tlsrpt.Outcomes.none;
import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static io.github.mtasts.tlsrpt.Outcomes.sts;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.PolicyCounts;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.ReportCounts;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Memory is bounded before counts reach the store, and every session is counted. */
class TallyTest {
    private static final LocalDate DAY = LocalDate.of(2024, 3, 1);
    private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");

    private static DeliveryOutcome failing(String domain, int reason) {
        return outcome(domain, NOON, sts(domain, new Failure(ResultType.VALIDATION_FAILURE, "reason-" + reason)));
    }

    private static List<PolicyCounts> taken(Tally tally) {
        return tally.take(tally.reports()).values().stream()
                .flatMap(report -> report.policies().values().stream())
                .toList();
    }

    @Test
    void theDetailsOfADomainAreCapped() {
        Tally tally = new Tally(new ReportLimits(10, 10, 50));
        for (int i = 0; i < 1_000; i++) {
            tally.count(DAY, failing("a.example", i));
        }
        Tally all = new Tally(new ReportLimits(10, 10, 50));
        all.addAll(tally);
        assertThat(taken(all)).singleElement().satisfies(counts -> {
            assertThat(counts.details()).hasSize(51).containsEntry(DetailKey.beyondTheCap(), 950L);
            assertThat(counts.failures()).isEqualTo(1_000);
        });
        assertThat(all.isEmpty()).isTrue();
    }

    @Test
    void theDetailsOfAllDomainsTogetherAreCapped() {
        Tally tally = new Tally(new ReportLimits(1_000, 10, 10_000));
        for (int i = 0; i < 250_000; i++) {
            tally.count(DAY, failing("d" + i % 100 + ".example", i));
        }
        List<PolicyCounts> counts = taken(tally);
        assertThat(counts.stream().mapToInt(each -> each.details().size()).sum())
                .isBetween(200_000, 200_100);
        assertThat(counts.stream()
                        .flatMap(each -> each.details().values().stream())
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(250_000);
        tally.count(DAY, failing("a.example", 1));
        assertThat(taken(tally))
                .singleElement()
                .satisfies(each -> assertThat(each.details()).doesNotContainKey(DetailKey.beyondTheCap()));
    }

    @Test
    void theDomainsOfADayAreCappedAndWhatGoesOverIsTold() {
        Tally tally = new Tally(new ReportLimits(3, 10, 10));
        for (int i = 0; i < 5; i++) {
            tally.count(DAY, failing("d" + i + ".example", i));
        }
        assertThat(tally.reports()).hasSize(3);
        Tally small = new Tally(new ReportLimits(1, 10, 10));
        small.addAll(tally);
        assertThat(small.takeRefused()).as("sessions").isEqualTo(4);
        assertThat(small.takeRefused()).isZero();
    }
    /** RFC 8460 section 4.2. */
    @Test
    void aSessionUnderTwoPoliciesIsOneSessionAndCountsInTheEntryOfEach() {
        Tally tally = new Tally(new ReportLimits(10, 10, 10));
        tally.count(DAY, outcome("a.example", NOON, sts("a.example"), none("a.example", EXPIRED)));
        Map<ReportKey, ReportCounts> taken = tally.take(tally.reports());
        assertThat(taken.values()).singleElement().satisfies(report -> {
            assertThat(report.sessions()).isEqualTo(1);
            assertThat(report.policies().values().stream()
                            .mapToLong(PolicyCounts::successes)
                            .sum())
                    .isEqualTo(1);
            assertThat(report.policies().values().stream()
                            .mapToLong(PolicyCounts::failures)
                            .sum())
                    .isEqualTo(1);
        });
    }

    @Test
    void aFailureThatOccursTwiceInASessionIsCountedOnce() {
        Tally tally = new Tally(new ReportLimits(10, 10, 10));
        tally.count(DAY, outcome("a.example", NOON, sts("a.example", EXPIRED, EXPIRED, MISMATCH)));
        assertThat(taken(tally)).singleElement().satisfies(counts -> {
            assertThat(counts.failures()).isEqualTo(1);
            assertThat(counts.details().values()).containsExactly(1L, 1L);
        });
    }

    @Test
    void aFailedRefreshIsADetailOfASuccessfulSession() {
        Tally tally = new Tally(new ReportLimits(10, 10, 10));
        AppliedPolicy policy = sts("a.example");
        tally.count(
                DAY,
                outcome(
                        "a.example",
                        NOON,
                        new AppliedPolicy(
                                policy.type(),
                                policy.policyDomain(),
                                policy.policyString(),
                                policy.mxHosts(),
                                true,
                                List.of(),
                                List.of(EXPIRED))));
        assertThat(taken(tally)).singleElement().satisfies(counts -> {
            assertThat(counts.successes()).isEqualTo(1);
            assertThat(counts.details().values()).containsExactly(1L);
        });
    }

    @Test
    void policiesBeyondTheirNumberAreCountedInOneEntryWithoutAText() {
        Tally tally = new Tally(new ReportLimits(10, 2, 10));
        for (int i = 0; i < 5; i++) {
            tally.count(DAY, outcome("a.example", NOON, sts("a.example", List.of("line " + i))));
        }
        Tally all = new Tally(new ReportLimits(10, 2, 10));
        all.addAll(tally);
        ReportCounts report = all.take(all.reports()).values().iterator().next();
        assertThat(report.sessions()).isEqualTo(5);
        assertThat(report.policies()).hasSize(3);
        PolicyCounts rest = report.policies().get(new PolicyKey(PolicyType.STS, "a.example", List.of(), List.of()));
        assertThat(rest).isNotNull();
        assertThat(rest.successes()).isEqualTo(3);
    }

    @Test
    void theEntryOfFurtherPoliciesTakesNoPlace() {
        Tally first = new Tally(new ReportLimits(10, 1, 10));
        first.count(DAY, outcome("a.example", NOON, sts("a.example", List.of("line 0"))));
        first.count(DAY, outcome("a.example", NOON, sts("a.example", List.of("line 1"))));
        Tally all = new Tally(new ReportLimits(10, 2, 10));
        all.addAll(first);
        all.count(DAY, outcome("a.example", NOON, sts("a.example", List.of("line 2"))));
        all.count(DAY, outcome("a.example", NOON, sts("a.example", List.of("line 3"))));
        assertThat(taken(all)).extracting(PolicyCounts::successes).containsExactlyInAnyOrder(1L, 1L, 2L);
    }

    @Test
    void aTallyWithinTheLimitsHasRoomForUnansweredDomainsToo() {
        Tally tally = Tally.within(new ReportLimits(2, 10, 10, 3), UnaryOperator.identity());
        for (int i = 0; i < 7; i++) {
            tally.count(DAY, failing("d" + i + ".example", i));
        }
        assertThat(tally.reports()).hasSize(5);
        assertThat(tally.takeRefused()).isEqualTo(2);
        tally.remove(new ReportKey(DAY, PolicyDomain.of("d0.example")));
        tally.count(DAY, failing("d6.example", 1));
        assertThat(tally.takeRefused()).isZero();
    }

    @Test
    void whatAnotherTallyRefusedIsRefused() {
        Tally small = new Tally(new ReportLimits(1, 10, 10));
        small.count(DAY, failing("a.example", 1));
        small.count(DAY, failing("b.example", 1));
        Tally all = new Tally(new ReportLimits(10, 10, 10));
        all.addAll(small);
        assertThat(all.takeRefused()).isEqualTo(1);
        assertThat(all.reports()).hasSize(1);
    }

    @Test
    void removedReportsMakeRoomForDetails() {
        Tally tally = new Tally(new ReportLimits(1_000, 10, 300_000));
        for (int i = 0; i < 200_001; i++) {
            tally.count(DAY, failing("a.example", i));
        }
        tally.remove(new ReportKey(DAY, PolicyDomain.of("a.example")));
        assertThat(tally.isEmpty()).isTrue();
        tally.remove(new ReportKey(DAY, PolicyDomain.of("never.example")));
        tally.count(DAY, failing("b.example", 1));
        assertThat(taken(tally))
                .singleElement()
                .satisfies(each -> assertThat(each.details()).doesNotContainKey(DetailKey.beyondTheCap()));
        assertThat(tally.take(List.of(new ReportKey(DAY, PolicyDomain.of("never.example")))))
                .isEmpty();
    }
}
