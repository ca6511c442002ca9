package io.github.mtasts.failure;

/** Makes text from outside safe to write on one line of a log, a report or a header. */
public final class Printable {
    private Printable() {}

    /**
     * The text on one line: every character that is not printable ASCII becomes a question mark, and what is too long is
     * cut.
     *
     * @param text any text
     * @param maxLength the longest result, in characters
     * @return printable ASCII without line breaks
     */
    public static String line(String text, int maxLength) {
        int length = Math.min(text.length(), maxLength);
        StringBuilder line = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            line.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return line.toString();
    }
}
