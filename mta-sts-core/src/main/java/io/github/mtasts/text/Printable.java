package io.github.mtasts.text;

/**
 * Makes text from outside safe to write on one line of a log, a message, a report or a header: without line breaks, and
 * bounded in length. All methods are pure.
 */
public final class Printable {
    /** The longest reason of a failure, in characters. */
    public static final int MAX_REASON_LENGTH = 200;

    /** The longest quotation from a configuration file, in code points. */
    private static final int MAX_SPELLED_OUT = 80;

    private Printable() {}

    /**
     * The text on one line, cut to a length: every character other than printable ASCII becomes a question mark.
     *
     * @param text any text
     * @param maxLength the longest result, in characters
     * @return printable ASCII without line breaks
     */
    public static String line(String text, int maxLength) {
        int length = Math.min(text.length(), maxLength);
        String kept = text.substring(0, length); // the same object when nothing is cut
        return isAllPrintableAscii(kept) ? kept : withQuestionMarks(kept);
    }

    private static boolean isAllPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPrintableAscii(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static String withQuestionMarks(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(isPrintableAscii(c) ? c : '?');
        }
        return line.toString();
    }

    private static boolean isPrintableAscii(char c) {
        return c >= ' ' && c < 0x7f;
    }

    /**
     * The text as a reason: {@link #line} with {@link #MAX_REASON_LENGTH}.
     *
     * @param text any text
     * @return printable ASCII without line breaks
     */
    public static String reason(String text) {
        return line(text, MAX_REASON_LENGTH);
    }

    /**
     * The text as {@link #line} in quotation marks, with three dots where it was cut.
     *
     * @param text any text
     * @param maxLength the longest text between the quotation marks, in characters
     * @return printable ASCII without line breaks
     */
    public static String quoted(String text, int maxLength) {
        return '"' + line(text, maxLength) + (text.length() > maxLength ? "...\"" : "\"");
    }

    /**
     * The text on one line, with letters of every script, as names of people and organizations have them. Line breaks, control
     * characters, direction marks and invisible characters become question marks (RFC 8460 section 7).
     *
     * @param text any text
     * @param maxLength the longest result, in UTF-16 units
     * @return visible characters and spaces
     */
    public static String inAnyScript(String text, int maxLength) {
        String kept = text.length() <= maxLength ? text : text.substring(0, maxLength);
        if (isAllPrintableAscii(kept) || kept.codePoints().allMatch(Printable::isVisible)) {
            return kept;
        }
        StringBuilder line = new StringBuilder(kept.length());
        kept.codePoints().forEach(c -> line.appendCodePoint(isVisible(c) ? c : '?'));
        return line.toString();
    }

    /**
     * The text in quotation marks, with letters of every script and every invisible character spelled out, because an invisible
     * character is often the fault in a configuration file.
     *
     * @param text any text
     * @return visible characters and plain spaces, cut after 80 code points
     */
    public static String spelledOut(String text) {
        StringBuilder quoted = new StringBuilder().append('"');
        text.codePoints().limit(MAX_SPELLED_OUT).forEach(c -> {
            boolean isPlain = isVisible(c) && (c == ' ' || Character.getType(c) != Character.SPACE_SEPARATOR);
            quoted.append(isPlain ? Character.toString(c) : codePoint(c));
        });
        return quoted.append(text.codePointCount(0, text.length()) > MAX_SPELLED_OUT ? "…\"" : "\"")
                .toString();
    }

    /**
     * One character by its number.
     *
     * @param codePoint the character
     * @return such as {@code <U+00A0>}
     */
    public static String codePoint(int codePoint) {
        return String.format("<U+%04X>", codePoint);
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
