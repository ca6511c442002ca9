package io.github.mtasts.tlsrpt.read;

import org.jspecify.annotations.Nullable;

/**
 * Text of a report on one line. Letters of every script stay, because reporters have names in them; line breaks, control
 * characters, and what turns the direction of writing or cannot be seen become question marks (RFC 8460 section 7).
 */
final class OneLine {
    /** The longest text kept, in UTF-16 units; the lines of a policy may be longer. */
    static final int MAX_LENGTH = 2048;

    private OneLine() {}

    static String of(String text) {
        return of(text, MAX_LENGTH);
    }

    static @Nullable String ofNullable(@Nullable String text) {
        return text == null ? null : of(text);
    }

    static String of(String text, int maxLength) {
        String kept = text.length() <= maxLength ? text : text.substring(0, maxLength);
        return kept.codePoints().allMatch(OneLine::isVisible) ? kept : replaced(kept);
    }

    private static String replaced(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> line.appendCodePoint(isVisible(c) ? c : '?'));
        return line.toString();
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
