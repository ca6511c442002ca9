package io.github.mtasts.tlsrpt.internal;

/** The dot-atom of RFC 5322 section 3.2.3. */
public final class DotAtom {
    private static final String SPECIAL = "!#$%&'*+-/=?^_`{|}~";

    private DotAtom() {}

    /** Returns whether a text is a dot-atom. */
    public static boolean matches(String text) {
        boolean atomEnded = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && atomEnded) {
                return false;
            }
            atomEnded = c == '.';
            if (!atomEnded && !isAtext(c)) {
                return false;
            }
        }
        return !atomEnded;
    }

    private static boolean isAtext(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || (c != 0 && SPECIAL.indexOf(c) >= 0);
    }
}
