package io.github.mtasts.name;

import java.net.IDN;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Converts text to a domain name: A-labels, lower case, no trailing dot (RFC 8461 section 3.1, D08).
 *
 * <p>Comes in: any text. Goes out: the canonical name, or null. May not know: whether the name exists. U-labels are converted by
 * IDNA 2003, which the JDK has; the few characters that IDNA 2008 converts differently are refused. Pure.
 */
final class DomainName {
    private static final int MAX_NAME_OCTETS = 253;
    private static final int MAX_LABEL_OCTETS = 63;
    /** IDNA 2003 maps these to other letters or to nothing, IDNA 2008 keeps them: two different domains. */
    private static final String DEVIATIONS = "\u00df\u03c2\u200c\u200d\u1e9e";

    /** The characters that IDNA treats as a dot between labels (RFC 3490 section 3.1). */
    private static final String SEPARATORS = ".\u3002\uff0e\uff61";

    private static final byte NO_NAME = 0;
    private static final byte DIGIT = 1;
    private static final byte UPPER_CASE = 2;
    private static final byte OTHER = 4;
    /** The kind of each ASCII character; {@link #NO_NAME} where no label may have it. */
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
                : name.toLowerCase(Locale.ROOT); // ASCII only, so that the locale has no effect
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
            return null; // not a name in any spelling; the caller reports it
        }
    }

    private static long count(String text, String characters) {
        return text.chars().filter(c -> characters.indexOf(c) >= 0).count();
    }

    /**
     * Checks for letters, digits, hyphens and underscores in labels of 1 to 63, the last of which is not a number (an IPv4
     * address). One pass, because it runs for every MX host of every delivery. Returns the kinds of characters found.
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

    /** Checks the length of a label, and that no hyphen is at its ends. */
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
