package io.github.mtasts.tlsrpt.count;

import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static io.github.mtasts.tlsrpt.Outcomes.sts;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.tlsrpt.store.ReportLimits;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.PolicyCounts;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
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
}
