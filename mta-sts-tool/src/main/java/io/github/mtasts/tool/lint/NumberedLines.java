package io.github.mtasts.tool.lint;

import io.github.mtasts.tool.terminal.SafeText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lines of a body for people: safe, cut where they are long, and with the numbers that findings use. Pure. */
public final class NumberedLines {
    private static final int MAX_LINES = 100;
    /** With number and dots a line has 80 columns. */
    private static final int MAX_LENGTH = 69;

    private NumberedLines() {}

    /**
     * The lines.
     *
     * @param body any octets
     * @return at most 100 lines without numbers, and one that says how many are left out
     */
    public static List<String> of(byte[] body) {
        List<String> lines = new ArrayList<>();
        String[] all = new String(body, StandardCharsets.UTF_8).split("\n", -1);
        int count = all.length > 0 && all[all.length - 1].isEmpty() ? all.length - 1 : all.length;
        for (int i = 0; i < Math.min(count, MAX_LINES); i++) {
            String line = all[i].endsWith("\r") ? all[i].substring(0, all[i].length() - 1) : all[i];
            lines.add(SafeText.line(line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "..." : line));
        }
        if (count > MAX_LINES) {
            lines.add("... and " + (count - MAX_LINES) + " more lines");
        }
        return lines;
    }

    /**
     * A line with its number in front.
     *
     * @param lines as from {@link #of}
     * @param index from 0
     * @return such as {@code   3 | mx: mx1.example.com}
     */
    public static String numbered(List<String> lines, int index) {
        return String.format("%5d | %s", index + 1, lines.get(index));
    }
}
