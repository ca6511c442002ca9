package io.github.mtasts.tool.plan;

import io.github.mtasts.tlsrpt.summary.Readiness;
import io.github.mtasts.tool.lint.Sentences;
import io.github.mtasts.tool.lint.Spans;
import io.github.mtasts.tool.terminal.Colours;
import io.github.mtasts.tool.terminal.Colours.Colour;
import io.github.mtasts.tool.terminal.SafeText;
import io.github.mtasts.tool.terminal.Wrapped;
import java.io.PrintWriter;
import java.util.Optional;

/** Prints a plan for people, within 80 columns. */
final class PlanText {
    private static final int INDENT = 4;

    private final PrintWriter out;
    private final Colours colours;

    PlanText(PrintWriter out, Colours colours) {
        this.out = out;
        this.colours = colours;
    }

    void print(Plan plan, Optional<Readiness> readiness) {
        out.println(colours.paint(Colour.BOLD, plan.domain().name()));
        paragraph("The way to " + plan.goal() + " (" + plan.section() + "):", 0);
        int number = 1;
        Optional<Step> next = plan.next();
        for (Step step : plan.steps()) {
            out.println();
            step(number++, step, next.filter(step::equals).isPresent());
        }
        readiness.ifPresent(this::readiness);
        out.println();
        out.println(colours.paint(Colour.BOLD, "The way back"));
        plan.wayBack().forEach(sentence -> paragraph(sentence, INDENT));
    }

    private void step(int number, Step step, boolean isNext) {
        String mark = step.isDone() ? " (done)" : isNext ? " (next)" : "";
        paragraph(number + ". " + Sentences.of(step.place().words()).replace(".", "") + ": " + step.title() + mark, 0);
        String text = step.text();
        if (text != null && !step.isDone()) {
            text.lines()
                    .flatMap(line -> ZoneLines.of(SafeText.line(line), 2 * INDENT).stream())
                    .forEach(line -> out.println(" ".repeat(2 * INDENT) + line));
        }
        paragraph(step.why(), INDENT);
        if (!step.waitAfter().isZero()) {
            paragraph(
                    "Then wait " + step.waitAfter().toSeconds() + " seconds (" + Spans.of(step.waitAfter())
                            + ") at least.",
                    INDENT);
        }
        if (step.evidence() != null) {
            paragraph("Go on when " + step.evidence(), INDENT);
        }
    }

    private void readiness(Readiness readiness) {
        out.println();
        boolean isReady = readiness.level() == Readiness.Level.READY || readiness.level() == Readiness.Level.ENFORCED;
        out.println(colours.paint(Colour.BOLD, "Received reports: ")
                + colours.paint(
                        isReady ? Colour.GREEN : Colour.YELLOW,
                        readiness.level().text()));
        readiness.reasons().forEach(reason -> paragraph(reason, INDENT));
        readiness.wouldChange().forEach(change -> paragraph("Would change this: " + change, INDENT));
    }

    private void paragraph(String text, int indent) {
        Wrapped.lines(SafeText.line(text), indent).forEach(out::println);
    }
}
