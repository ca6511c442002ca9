package io.github.mtasts.cache.rules;

/**
 * Words of a file as a message may quote them. What the eye cannot see is spelled out: a message goes to a log, and an
 * invisible character is often the very fault.
 */
final class Quoted {
    private static final int MAX_LENGTH = 80;

    private Quoted() {}

    static String of(String text) {
        StringBuilder quoted = new StringBuilder().append('"');
        text.codePoints().limit(MAX_LENGTH).forEach(c -> {
            if (isVisible(c)) {
                quoted.appendCodePoint(c);
            } else {
                quoted.append(codePoint(c));
            }
        });
        return quoted.append(text.codePointCount(0, text.length()) > MAX_LENGTH ? "…\"" : "\"")
                .toString();
    }

    static String codePoint(int c) {
        return String.format("<U+%04X>", c);
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
