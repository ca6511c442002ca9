package io.github.mtasts.policy.internal;

/** The characters of RFC 8461 section 3.1, which RFC 8460 section 3 uses for its record, too. Pure. */
public final class RecordGrammar {
    private static final int MAX_NAME_LENGTH = 32;

    private RecordGrammar() {}

    /** {@code (ALPHA / DIGIT) *31(ALPHA / DIGIT / "_" / "-" / ".")}. */
    public static boolean isExtensionName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH || !isAlphanumeric(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isAlphanumeric(c) && c != '_' && c != '-' && c != '.') {
                return false;
            }
        }
        return true;
    }

    /** {@code *(%x21-3A / %x3C / %x3E-7E)}; the semicolon that ends the field is not included. */
    public static boolean isExtensionText(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '=') {
                return false;
            }
        }
        return true;
    }

    /** {@code ALPHA / DIGIT}. */
    public static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** {@code WSP}. */
    public static boolean isWhiteSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
