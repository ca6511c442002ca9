package io.github.mtasts.tlsrpt.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.tlsrpt.read.FailureDetails;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartTest {
    private static String chart(ReportSummary.Builder builder) {
        return Chart.of(RankedDomain.of(builder.build(), Criteria.DEFAULT).get(0));
    }

    /** A summary on a day after that of {@link Received#FIRST}. */
    private static ReportSummary.Builder after(int days) {
        LocalDate today = Received.FIRST.plusDays(days);
        return ReportSummary.builder(new TestClock(today.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC)));
    }

    private static ReportSummary.Builder add(ReportSummary.Builder builder, int day, long ok, long failed) {
        FailureDetails[] failures = failed == 0
                ? new FailureDetails[0]
                : new FailureDetails[] {
                    new FailureDetails("certificate-expired", null, "mx", null, null, failed, null, null)
                };
        return builder.add(Received.verified("a.example", Received.report("a", day, "example.com", ok, failures)));
    }

    @Test
    void aBarIsADayInNinetyDays() {
        String svg = chart(add(add(after(89), 0, 8, 2), 89, 5, 0));
        assertThat(svg)
                .contains("<title>2024-03-01: 8 successful, 2 failed</title>"
                        + "<rect class=\"ok\" x=\"84.7\" y=\"56.0\" width=\"5.6\" height=\"128.0\"/>"
                        + "<rect class=\"bad\" x=\"84.7\" y=\"24.0\" width=\"5.6\" height=\"32.0\"/>")
                .contains("<title>2024-05-29: 5 successful, 0 failed</title>"
                        + "<rect class=\"ok\" x=\"709.7\" y=\"104.0\" width=\"5.6\" height=\"80.0\"/></g>")
                .contains(">2024-03-01</text>", ">2024-05-29</text>");
    }

    @Test
    void aBarIsTwoDaysInNinetyOneDays() {
        String svg = chart(add(add(add(add(after(90), 0, 1, 0), 1, 2, 3), 2, 4, 0), 90, 5, 0));
        assertThat(svg)
                .contains("<title>2024-03-01 to 2024-03-02: 3 successful, 3 failed</title>"
                        + "<rect class=\"ok\" x=\"85.4\" y=\"104.0\" width=\"11.0\" height=\"80.0\"/>")
                .contains(
                        "<title>2024-03-03 to 2024-03-04: 4 successful, 0 failed</title><rect class=\"ok\" x=\"99.1\"")
                .contains("<title>2024-05-30: 5 successful, 0 failed</title><rect class=\"ok\" x=\"703.6\"");
    }

    @Test
    void aSingleDayHasOneDateAndABarOfBoundedWidth() {
        String svg = chart(add(after(0), 0, 1_000_000, 1));
        assertThat(svg)
                .contains(" width=\"36.0\" height=\"160.0\"/>")
                .contains("<rect class=\"bad\" x=\"382.0\" y=\"22.0\" width=\"36.0\" height=\"2.0\"/>");
        assertThat(svg.split("2024-03-01</text>", -1)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, -",
        "2, 2, 1",
        "99, 99, -",
        "98, 98, 49",
        "101, 101, 50",
        "9999, 9999, 4999",
        "10000, 10k, 5000",
        "9999999, 9999k, 4999k",
        "10000000, 10M, 5000k"
    })
    void theAxisHasTheLargestNumberAndItsHalf(long sessions, String whole, String half) {
        String svg = chart(add(after(0), 0, sessions, 0));
        assertThat(svg).contains("text-anchor=\"end\">" + whole + "</text>", "text-anchor=\"end\">0</text>");
        assertThat(svg.split("text-anchor=\"end\"", -1)).hasSize(half.equals("-") ? 3 : 4);
        if (!half.equals("-")) {
            assertThat(svg).contains(">" + half + "</text>");
        }
    }
}
