package io.github.mtasts.tool.check;

import io.github.mtasts.tool.finding.FindingText;
import io.github.mtasts.tool.finding.Findings;
import io.github.mtasts.tool.terminal.Colours;
import io.github.mtasts.tool.terminal.Colours.Colour;
import io.github.mtasts.tool.terminal.SafeText;
import io.github.mtasts.tool.terminal.Wrapped;
import java.io.PrintWriter;
import java.util.List;

/** Prints reports for people, within 80 columns. */
final class ReportText {
    private static final int LABEL = 14;
    private static final int INDENT = 2;

    private final PrintWriter out;
    private final Colours colours;

    ReportText(PrintWriter out, Colours colours) {
        this.out = out;
        this.colours = colours;
    }

    /** Everything about a domain: what was seen, what is wrong, and the verdict last, where a terminal shows it. */
    void full(DomainReport report) {
        heading(report.domain().name());
        for (Section section : Sections.of(report)) {
            if (!section.rows().isEmpty() || !section.lines().isEmpty()) {
                section(section);
            }
        }
        if (!report.findings().isEmpty()) {
            out.println();
            FindingText.print(report.findings(), colours, out);
        }
        out.println();
        verdict(report);
    }

    /** A few lines about one of many domains. */
    void brief(DomainReport report) {
        out.println(colours.paint(Colour.BOLD, report.domain().name()));
        verdict(report);
        FindingText.print(report.findings(), colours, out);
        out.println();
    }

    private void heading(String text) {
        out.println(colours.paint(Colour.BOLD, text));
        out.println("=".repeat(Math.min(text.length(), Wrapped.COLUMNS)));
    }

    private void section(Section section) {
        out.println();
        Wrapped.lines(SafeText.line(section.title()), 0).forEach(line -> out.println(colours.paint(Colour.BOLD, line)));
        for (Section.Row row : section.rows()) {
            row(row);
        }
        section.lines().forEach(line -> out.println(SafeText.line(line)));
    }

    private void row(Section.Row row) {
        List<String> lines = Wrapped.lines(SafeText.line(row.value()), INDENT + LABEL);
        String label = SafeText.line(row.label());
        int start = 0;
        // Such as an IPv6 address, or a value of one long word.
        if (label.length() >= LABEL || lines.get(0).length() > Wrapped.COLUMNS) {
            out.println(" ".repeat(INDENT) + label);
        } else {
            out.println(" ".repeat(INDENT)
                    + label
                    + " ".repeat(LABEL - label.length())
                    + lines.get(0).strip());
            start = 1;
        }
        lines.subList(start, lines.size()).forEach(out::println);
    }

    private void verdict(DomainReport report) {
        Verdict verdict = report.verdict();
        Colour colour = switch (verdict.kind()) {
            case PROTECTED -> Colour.GREEN;
            case TESTED, UNPROTECTED -> Colour.YELLOW;
            case DELAYED, RETURNED, UNKNOWN -> Colour.RED;
        };
        out.println(colours.paint(colour, verdict.kind().name()));
        Wrapped.lines(SafeText.line(verdict.sentence()), INDENT).forEach(out::println);
        out.println(" ".repeat(INDENT) + Findings.counted(report.findings()));
    }
}
