package io.github.mtasts.tool.terminal;

/** Makes text from outside harmless for a terminal: control characters, escapes and direction marks. Pure. */
public final class SafeText {
    private SafeText() {}

    /**
     * The text on one line.
     *
     * @param text any text
     * @return letters of every script, and a question mark for each character that a terminal would act on or not show
     */
    public static String line(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> line.appendCodePoint(isVisible(c) ? c : '?'));
        return line.toString();
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
