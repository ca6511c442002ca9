package io.github.mtasts.tool.terminal;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines of at most 80 columns, at spaces; a word that is longer stays whole, so that it can be copied. Pure. */
public final class Wrapped {
    /** The width that every terminal has. */
    public static final int COLUMNS = 80;

    private Wrapped() {}

    /**
     * Breaks a text.
     *
     * @param text one paragraph
     * @param indent how many spaces precede each line
     * @return at least one line
     */
    public static List<String> lines(String text, int indent) {
        String margin = " ".repeat(indent);
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(margin);
        for (String word : text.split(" ", -1)) {
            boolean isFirst = line.length() == indent;
            if (!isFirst && line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(margin);
                isFirst = true;
            }
            line.append(isFirst ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
