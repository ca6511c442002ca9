package io.github.mtasts.tool.manual;

import java.util.List;
import java.util.Locale;

/** Writes the macros of man(7), as groff and mandoc both read them. Lines are broken at spaces only. Not thread-safe. */
final class Roff {
    private static final int FIRST_BEYOND_ASCII = 0x80;

    private final StringBuilder text = new StringBuilder();

    Roff() {}

    /** The line that begins a page. */
    Roff title(String name, String date, String source) {
        text.append(".TH \"")
                .append(escaped(name))
                .append("\" \"1\" \"")
                .append(escaped(date))
                .append("\" \"")
                .append(escaped(source))
                .append("\" \"User Commands\"\n");
        // No hyphens within words and no stretched lines: what is printed can be copied.
        text.append(".nh\n.ad l\n");
        return this;
    }

    Roff section(String heading) {
        text.append(".SH ").append(escaped(heading)).append('\n');
        return this;
    }

    Roff paragraph() {
        text.append(".PP\n");
        return this;
    }

    /** A line of running text. */
    Roff line(String words) {
        text.append(guarded(escaped(words))).append('\n');
        return this;
    }

    /** A name in bold, and what follows it on the same line. */
    Roff bold(String name, String rest) {
        text.append("\\fB")
                .append(escaped(name))
                .append("\\fR")
                .append(escaped(rest))
                .append('\n');
        return this;
    }

    /** An entry of a list: bold words, each with a placeholder in italics if it has one, and below them a text. */
    Roff entry(List<String> names, String placeholder, String description) {
        text.append(".TP\n");
        for (int i = 0; i < names.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append("\\fB")
                    .append(escaped(names.get(i)))
                    .append("\\fR");
        }
        text.append(names.isEmpty() || placeholder.isEmpty() ? "" : "=");
        text.append(placeholder.isEmpty() ? "" : "\\fI" + escaped(placeholder) + "\\fR");
        text.append('\n');
        return line(description);
    }

    /** Lines that stay as they are. */
    Roff example(List<String> lines) {
        text.append(".nf\n");
        lines.forEach(this::line);
        text.append(".fi\n");
        return this;
    }

    /** References to other pages of section 1. */
    Roff references(List<String> pages) {
        for (int i = 0; i < pages.size(); i++) {
            text.append(".BR ")
                    .append(escaped(pages.get(i)))
                    .append(" (1)")
                    .append(i < pages.size() - 1 ? "," : "")
                    .append('\n');
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** A point or an apostrophe at the beginning of a line would be a request. */
    private static String guarded(String line) {
        return line.startsWith(".") ? "\\&" + line : line;
    }

    private static String escaped(String words) {
        StringBuilder escaped = new StringBuilder(words.length() + 16);
        words.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '"' -> escaped.append("\\(dq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                default -> {
                    if (c < FIRST_BEYOND_ASCII) {
                        escaped.appendCodePoint(c);
                    } else {
                        escaped.append(String.format(Locale.ROOT, "\\[u%04X]", c));
                    }
                }
            }
        });
        return escaped.toString();
    }
}
