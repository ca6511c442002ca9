package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.text.Html;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An SVG chart of the sessions from the first reported day of a domain to the day of the summary, the same days as in the tables.
 * Failed sessions are stacked on successful ones. A bar is one
 * day, or several in a period of more than 90 days. Days without reports are empty.
 */
final class Chart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 220;
    private static final int LEFT = 84;
    private static final int BOTTOM = 36;
    private static final int TOP = 24;
    private static final int MAX_BARS = 90;

    private final List<DaySessions> days;
    private final LocalDate first;
    private final LocalDate last;

    /** The number of days that a bar stands for. */
    private final int daysPerBar;

    /** The number of bars that have room side by side. */
    private final int span;

    private final long highest;

    private Chart(LocalDate first, LocalDate last, List<DaySessions> days) {
        this.first = first;
        this.last = last;
        int period = (int) ChronoUnit.DAYS.between(first, last) + 1;
        this.daysPerBar = (period + MAX_BARS - 1) / MAX_BARS;
        this.span = (period + daysPerBar - 1) / daysPerBar;
        Map<LocalDate, DaySessions> bars = new TreeMap<>();
        for (DaySessions day : days) {
            long bar = ChronoUnit.DAYS.between(first, day.day()) / daysPerBar;
            LocalDate begin = first.plusDays(bar * daysPerBar);
            bars.merge(
                    begin,
                    new DaySessions(begin, day.successes(), day.failures()),
                    (a, b) -> a.plus(b.successes(), b.failures()));
        }
        this.days = List.copyOf(bars.values());
        this.highest = Math.max(
                1,
                this.days.stream()
                        .mapToLong(day -> Saturated.sum(day.successes(), day.failures()))
                        .max()
                        .orElse(1));
    }

    static String of(RankedDomain ranked) {
        DomainSummary domain = ranked.domain();
        List<DaySessions> days = domain.under(domain.mainType()).days();
        return days.isEmpty() ? "" : new Chart(domain.firstDay(), domain.asOf(), days).svg(ranked.name());
    }

    private String svg(String domain) {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT);
        svg.append("\" role=\"img\" aria-label=\"Sessions with ")
                .append(Html.text(domain))
                .append("\">\n");
        line(svg, "grid", y(highest));
        line(svg, "grid", y(highest / 2.0));
        line(svg, "axis", y(0));
        label(svg, LEFT - 6, y(highest) + 4, "end", number(highest));
        if (highest % 2 == 0 || highest > 100) {
            label(svg, LEFT - 6, y(highest / 2.0) + 4, "end", number(highest / 2));
        }
        label(svg, LEFT - 6, y(0) + 4, "end", "0");
        for (DaySessions day : days) {
            bars(svg, day);
        }
        label(svg, LEFT, HEIGHT - 8, "start", first.toString());
        if (span > 1) {
            label(svg, WIDTH - 4, HEIGHT - 8, "end", last.toString());
        }
        return svg.append("</svg>\n").toString();
    }

    private void bars(StringBuilder svg, DaySessions day) {
        double step = (WIDTH - LEFT - 4) / (double) span;
        double width = Math.max(1, Math.min(36, step * 0.8));
        long bar = ChronoUnit.DAYS.between(first, day.day()) / daysPerBar;
        double x = LEFT + bar * step + (step - width) / 2;
        LocalDate end = Days.earlier(day.day().plusDays(daysPerBar - 1L), last);
        svg.append("<g><title>")
                .append(day.day())
                .append(end.equals(day.day()) ? "" : " to " + end)
                .append(": ")
                .append(day.successes())
                .append(" successful, ");
        svg.append(day.failures()).append(" failed</title>");
        bar(svg, "ok", x, width, y(day.successes()), y(0));
        double top = y(Saturated.sum(day.successes(), day.failures()));
        // A single failure among a million sessions must be visible.
        double bottom = y(day.successes());
        bar(svg, "bad", x, width, day.failures() > 0 ? Math.min(top, bottom - 2) : bottom, bottom);
        svg.append("</g>\n");
    }

    private static void bar(StringBuilder svg, String type, double x, double width, double top, double bottom) {
        if (bottom > top) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                    type,
                    x,
                    top,
                    width,
                    bottom - top));
        }
    }

    private double y(long sessions) {
        return y((double) sessions);
    }

    private double y(double sessions) {
        return TOP + (HEIGHT - BOTTOM - TOP) * (1 - sessions / highest);
    }

    private static void line(StringBuilder svg, String type, double y) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>\n",
                type,
                LEFT,
                y,
                WIDTH,
                y));
    }

    private static void label(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, text));
    }

    private static String number(long value) {
        if (value >= 10_000_000) {
            return value / 1_000_000 + "M";
        }
        return value >= 10_000 ? value / 1_000 + "k" : Long.toString(value);
    }
}
