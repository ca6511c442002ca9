package io.github.mtasts.tool.finding;

import io.github.mtasts.tool.run.ExitStatus;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Lists of findings: their order, their number in words, and the exit status they lead to. Stateless. */
public final class Findings {
    private Findings() {}

    /**
     * Sorts findings: the worst first, otherwise as they were found.
     *
     * @param findings the findings
     * @return a sorted copy
     */
    public static List<Finding> sorted(List<Finding> findings) {
        return findings.stream().sorted(Comparator.comparing(Finding::severity)).toList();
    }

    /**
     * How many there are of each severity.
     *
     * @param findings the findings
     * @return such as {@code 1 error, 2 warnings}; {@code no findings} without any
     */
    public static String counted(List<Finding> findings) {
        String counts = List.of(Severity.values()).stream()
                .map(severity -> counted(findings, severity))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        return counts.isEmpty() ? "no findings" : counts;
    }

    private static String counted(List<Finding> findings, Severity severity) {
        long count = findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
        return count == 0 ? "" : count + " " + severity.word() + (count == 1 ? "" : "s");
    }

    /**
     * The exit status.
     *
     * @param findings the findings
     * @param strict whether a warning counts as an error
     * @return {@link ExitStatus#PROBLEM} when something is wrong, else {@link ExitStatus#GOOD}
     */
    public static int status(List<Finding> findings, boolean strict) {
        boolean wrong = Finding.any(findings, Severity.ERROR) || (strict && Finding.any(findings, Severity.WARNING));
        return wrong ? ExitStatus.PROBLEM : ExitStatus.GOOD;
    }
}
