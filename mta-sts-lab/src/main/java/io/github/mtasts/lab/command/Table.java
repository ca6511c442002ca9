package io.github.mtasts.lab.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints rows of four columns that fit 100 columns of a terminal. A long last column continues on the next lines. */
final class Table {
    private static final int WIDTH = 100;
    private static final String ROW = "%7s  %-28s  %-12s  %s%n";
    private static final int LAST_COLUMN_WIDTH = WIDTH - 53;

    private final PrintWriter out;

    Table(PrintWriter out) {
        this.out = out;
    }

    void row(String number, String id, String verdict, String text) {
        List<String> lines = wrapped(text);
        out.printf(ROW, number, id, verdict, lines.get(0));
        lines.stream().skip(1).forEach(line -> out.printf(ROW, "", "", "", line));
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > LAST_COLUMN_WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
