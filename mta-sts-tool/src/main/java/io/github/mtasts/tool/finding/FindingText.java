package io.github.mtasts.tool.finding;

import io.github.mtasts.tool.terminal.Colours;
import io.github.mtasts.tool.terminal.Colours.Colour;
import io.github.mtasts.tool.terminal.Wrapped;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints findings for people. Stateless. */
public final class FindingText {
    private static final int INDENT = 4;

    private FindingText() {}

    /**
     * Prints findings, the worst first.
     *
     * @param findings the findings
     * @param colours whether to paint
     * @param out where to
     */
    public static void print(List<Finding> findings, Colours colours, PrintWriter out) {
        for (Finding finding : Findings.sorted(findings)) {
            String severity = finding.severity().word().toUpperCase(Locale.ROOT);
            String begin = severity + "  " + finding.rule().token();
            boolean fits = begin.length() + 2 + finding.subject().length() <= Wrapped.COLUMNS;
            out.println(colours.paint(colour(finding.severity()), severity)
                    + begin.substring(severity.length())
                    + (finding.subject().isEmpty() || !fits ? "" : "  " + finding.subject()));
            if (!fits) {
                Wrapped.lines(finding.subject(), INDENT).forEach(out::println);
            }
            Wrapped.lines(finding.sentence(), INDENT).forEach(out::println);
            Wrapped.lines("What to do: " + finding.advice(), INDENT).forEach(out::println);
            out.println(" ".repeat(INDENT)
                    + colours.paint(Colour.DIM, "(" + finding.rule().section() + ")"));
        }
    }

    private static Colour colour(Severity severity) {
        return switch (severity) {
            case ERROR -> Colour.RED;
            case WARNING -> Colour.YELLOW;
            case NOTE -> Colour.DIM;
        };
    }
}
