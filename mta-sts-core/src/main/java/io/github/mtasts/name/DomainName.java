package io.github.mtasts.name;

import java.net.IDN;
import org.jspecify.annotations.Nullable;

/**
 * The one place where text becomes a domain name: A-labels, lower case, no trailing dot (RFC 8461 section 3.1, D08).
 *
 * <p>Told any text; answers the canonical name or null. Cannot tell whether the name exists.
 */
final class DomainName {
    private static final int MAX_NAME_OCTETS = 253;
    private static final int MAX_LABEL_OCTETS = 63;
    /** IDNA 2003 maps these to other letters or to nothing, IDNA 2008 keeps them: two different domains. */
    private static final String DEVIATIONS = "\u00df\u03c2\u200c\u200d\u1e9e";

    private DomainName() {}

    static @Nullable String canonical(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.isEmpty() || name.length() > MAX_NAME_OCTETS) {
            return null;
        }
        String ascii = isAscii(name) ? name : toALabels(name);
        if (ascii == null || ascii.length() > MAX_NAME_OCTETS || !hasOnlyLabels(ascii)) {
            return null;
        }
        return lowerCase(ascii);
    }

    private static boolean isAscii(String name) {
        return name.chars().allMatch(c -> c < 0x80);
    }

    private static @Nullable String toALabels(String name) {
        if (name.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0)) {
            return null;
        }
        try {
            return IDN.toASCII(name);
        } catch (IllegalArgumentException e) {
            return null; // not a name in any spelling; the caller's sentence says so
        }
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
        return name.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
    }

    /** ASCII only, and so free of any locale. Returns the same string when nothing changes. */
    private static String lowerCase(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 'A' && name.charAt(i) <= 'Z') {
                return name.toLowerCase(java.util.Locale.ROOT);
            }
        }
        return name;
    }
}
