package io.github.mtasts.tool.lint;

import java.util.Locale;

/** Turns a reason of the library into a sentence: with a capital and a full stop. Pure. */
public final class Sentences {
    private Sentences() {}

    /**
     * Makes a sentence.
     *
     * @param reason such as {@code line 2: mode is "x"; expected "enforce"}
     * @return such as {@code Line 2: mode is "x"; expected "enforce".}
     */
    public static String of(String reason) {
        if (reason.isEmpty()) {
            return reason;
        }
        String start = reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1);
        return start.endsWith(".") ? start : start + ".";
    }
}
