package io.github.mtasts.name;

import java.net.IDN;
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

    private DomainName() {}

    static @Nullable String canonical(String text) {
        if (text.length() > MAX_NAME_OCTETS + 1) {
            return null;
        }
        String ascii = isAscii(text) ? text : toALabels(text);
        if (ascii == null) {
            return null;
        }
        String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        return name.length() <= MAX_NAME_OCTETS && hasOnlyLabels(name) ? lowerCase(name) : null;
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

    /** Letters, digits, hyphens and underscores in labels of 1 to 63; the last label is not a number (an IPv4 address). */
    private static boolean hasOnlyLabels(String name) {
        int start = 0;
        while (true) {
            int dot = name.indexOf('.', start);
            int end = dot < 0 ? name.length() : dot;
            if (!isLabel(name, start, end)) {
                return false;
            }
            if (dot < 0) {
                return !isNumber(name, start);
            }
            start = dot + 1;
        }
    }

    private static boolean isLabel(String name, int start, int end) {
        if (end == start
                || end - start > MAX_LABEL_OCTETS
                || name.charAt(start) == '-'
                || name.charAt(end - 1) == '-') {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = name.charAt(i);
            boolean ok =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!ok) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(String name, int start) {
        for (int i = start; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** ASCII only, and so free of any locale. Returns the same string when nothing changes. */
    private static String lowerCase(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 'A' && name.charAt(i) <= 'Z') {
                return name.toLowerCase(Locale.ROOT);
            }
        }
        return name;
    }
}
