package io.github.mtasts.lab.report;

import io.github.mtasts.lab.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * The number of scenarios with each verdict.
 *
 * @param scenarios all scenarios that were run
 * @param safe with verdict safe
 * @param leaked with verdict leaked
 * @param bounced with verdict bounced
 * @param overBlocked with verdict over-blocked
 * @param unreported with verdict unreported
 */
public record Summary(int scenarios, int safe, int leaked, int bounced, int overBlocked, int unreported) {
    /**
     * Counts verdicts.
     *
     * @param rows the rows
     * @return the counts
     */
    public static Summary of(List<Row> rows) {
        return new Summary(
                rows.size(),
                count(rows, Verdict.SAFE),
                count(rows, Verdict.LEAKED),
                count(rows, Verdict.BOUNCED),
                count(rows, Verdict.OVER_BLOCKED),
                count(rows, Verdict.UNREPORTED));
    }

    private static int count(List<Row> rows, Verdict verdict) {
        return (int) rows.stream()
                .filter(row -> row.verdict().equals(verdict.toString()))
                .count();
    }

    /**
     * Whether the run fails.
     *
     * @return true if a scenario leaked, bounced or over-blocked
     */
    public boolean fails() {
        return leaked + bounced + overBlocked > 0;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d scenarios: %d safe, %d leaked, %d bounced, %d over-blocked, %d unreported",
                scenarios,
                safe,
                leaked,
                bounced,
                overBlocked,
                unreported);
    }
}
