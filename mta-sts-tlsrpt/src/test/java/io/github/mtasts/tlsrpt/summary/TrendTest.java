package io.github.mtasts.tlsrpt.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.read.PolicyReport;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrendTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1   | 5    | no sessions in 7 days",
                "0    | -1   | 0 % failed",
                "0    | 0    | steady: 0 % failed",
                "0    | 5    | falling: 5 % to 0 % failed",
                "5    | 0    | rising: 0 % to 5 % failed",
                "2.04 | 2.01 | steady: 2.0 % failed",
                "0.05 | 0    | rising: 0 % to below 0.1 % failed",
                "0.05 | 0.06 | steady: below 0.1 % failed",
                "0.1  | 0.05 | rising: below 0.1 % to 0.1 % failed",
            })
    void saysWhereTheShareGoes(double recent, double before, String text) {
        assertThat(new Trend(recent, before).text()).isEqualTo(text);
    }

    @Test
    void aWeekHasEightDaysWithToday() {
        ReportSummary.Builder builder = ReportSummary.builder(new TestClock(Instant.parse("2024-03-15T12:00:00Z")));
        for (int day : new int[] {0, 6, 7, 14}) {
            PolicyReport entry = new PolicyReport(
                    "sts", List.of(), "example.com", List.of(), 100 - 10L * day / 7, 10L * day / 7, List.of());
            builder.add(Received.verified("a.example", Received.report("a", day, entry)));
        }
        Trend trend = Trend.of(builder.build().domains().get(0));
        // Of 2024-03-01 and 2024-03-07, then of 2024-03-08 and 2024-03-15.
        assertThat(trend.before()).isEqualTo(4.0);
        assertThat(trend.recent()).isEqualTo(15.0);
    }
}
