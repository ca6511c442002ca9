package io.github.mtasts.name;

import java.net.IDN;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one place where text becomes a domain name: A-labels, lower case, no trailing dot (RFC 8461 section 3.1, D08).
 *
 * <p>Told any text; answers the canonical name or null. Cannot tell whether the name exists. U-labels are read by the
 * rules of IDNA 2003, which is what the JDK has; the few characters that IDNA 2008 reads otherwise are refused.
 */
final class DomainName {
    private static final int MAX_NAME_OCTETS = 253;
    private static final int MAX_LABEL_OCTETS = 63;
    /** IDNA 2003 maps these to other letters or to nothing, IDNA 2008 keeps them: two different domains. */
    private static final String DEVIATIONS = "\u00df\u03c2\u200c\u200d\u1e9e";

    /** What IDNA reads as a dot between labels (RFC 3490 section 3.1). */
    private static final String SEPARATORS = ".\u3002\uff0e\uff61";

    private static final byte NO_NAME = 0;
    private static final byte DIGIT = 1;
    private static final byte UPPER_CASE = 2;
    private static final byte OTHER = 4;
    /** What each ASCII character is in a label; {@link #NO_NAME} where it can be in none. */
    private static final byte[] KINDS = kinds();

    private DomainName() {}

    static @Nullable String canonical(String text) {
        if (text.length() > MAX_NAME_OCTETS + 1) {
            return null;
        }
        String name = fromAscii(text);
        if (name != null || isAscii(text)) {
            return name;
        }
        String ascii = toALabels(text);
        return ascii == null ? null : fromAscii(ascii);
    }

    /** Null also when a character is not ASCII. Returns the same string when nothing changes. */
    private static @Nullable String fromAscii(String text) {
        int end = text.endsWith(".") ? text.length() - 1 : text.length();
        if (end > MAX_NAME_OCTETS) {
            return null;
        }
        int found = scan(text, end);
        if (found == NO_NAME) {
            return null;
        }
        String name = end == text.length() ? text : text.substring(0, end);
        return (found & UPPER_CASE) == 0
                ? name
                : name.toLowerCase(Locale.ROOT); // ASCII only, and so free of any locale
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String toALabels(String text) {
        try {
            String ascii = text.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0) ? null : IDN.toASCII(text);
            // U+2488 is mapped to "1." and would make two labels of one.
            return ascii != null && count(ascii, ".") == count(text, SEPARATORS) ? ascii : null;
        } catch (IllegalArgumentException e) {
            return null; // not a name in any spelling; the caller's sentence says so
        }
    }

    private static long count(String text, String characters) {
        return text.chars().filter(c -> characters.indexOf(c) >= 0).count();
    }

    /**
     * Letters, digits, hyphens and underscores in labels of 1 to 63; the last label is not a number (an IPv4 address). One
     * pass, because every MX host of every delivery goes through here. Answers what kinds of characters there are.
     */
    private static int scan(String name, int end) {
        int found = 0;
        int labelStart = 0;
        int inLabel = 0;
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (!isLabel(name, labelStart, i)) {
                    return NO_NAME;
                }
                found |= inLabel;
                inLabel = 0;
                labelStart = i + 1;
            } else {
                int kind = c < KINDS.length ? KINDS[c] : NO_NAME;
                if (kind == NO_NAME) {
                    return NO_NAME;
                }
                inLabel |= kind;
            }
        }
        return isLabel(name, labelStart, end) && inLabel != DIGIT ? found | inLabel : NO_NAME;
    }

    /** The length of a label, and the hyphens that must not be at its ends. */
    private static boolean isLabel(String name, int start, int end) {
        return end > start
                && end - start <= MAX_LABEL_OCTETS
                && name.charAt(start) != '-'
                && name.charAt(end - 1) != '-';
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[0x80];
        Arrays.fill(kinds, '0', '9' + 1, DIGIT);
        Arrays.fill(kinds, 'A', 'Z' + 1, UPPER_CASE);
        Arrays.fill(kinds, 'a', 'z' + 1, OTHER);
        kinds['-'] = OTHER;
        kinds['_'] = OTHER;
        return kinds;
    }
}
