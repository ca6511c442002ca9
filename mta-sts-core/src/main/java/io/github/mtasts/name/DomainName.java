package io.github.mtasts.name;

import io.github.mtasts.text.Printable;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Converts text to a domain name: A-labels, lower case, no trailing dot (RFC 8461 section 3.1, D08).
 *
 * <p>Comes in: any text. Goes out: the canonical name, or null. May not know: whether the name exists. {@link ULabels} converts
 * U-labels. Pure.
 */
final class DomainName {
    private static final int MAX_NAME_OCTETS = 253;
    private static final int MAX_LABEL_OCTETS = 63;
    private static final Pattern WITH_PORT = Pattern.compile("[^:]+:[0-9]{1,5}|\\[.*\\]:[0-9]{1,5}");

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
        String name = fromAscii(text, false);
        if (name != null || isAscii(text)) {
            return name;
        }
        String ascii = ULabels.toALabels(text);
        return ascii == null ? null : fromAscii(ascii, false);
    }

    /**
     * Reads the target of an MX record that has no canonical form. The DNS has names with a hyphen at the end of a label, which are no host names (RFC 952)
     * and which no certificate can prove. Other mail servers deliver to them.
     */
    static @Nullable String fromRecord(String text) {
        return fromAscii(text, true);
    }

    /** Why a text that has no canonical form is no domain name: a sentence for the one who passed it. */
    static String fault(String text) {
        String quoted = Printable.quoted(text, MAX_NAME_OCTETS + 2);
        if (WITH_PORT.matcher(text).matches()) {
            return quoted + " is not a domain name: it has a port; pass the name alone";
        }
        if (text.startsWith("[")) {
            return quoted + " is not a domain name: brackets are for IP addresses; pass the name without them";
        }
        if (!isAscii(text)) {
            return quoted + " is not a domain name: "
                    + (ULabels.areIdna2008()
                            ? "its U-labels are not valid by IDNA 2008"
                            : "its U-labels need IDNA 2008; add " + ULabels.LIBRARY
                                    + " to the class path, or pass A-labels (xn--)");
        }
        return quoted + " is not a domain name: expected labels of 1 to 63 letters, digits, hyphens or underscores,"
                + " separated by dots, such as mx1.example.com";
    }

    /**
     * Null also when a character is not ASCII. Returns the same string when nothing changes.
     *
     * @param edgeHyphens whether a label may begin or end with a hyphen
     */
    private static @Nullable String fromAscii(String text, boolean edgeHyphens) {
        int end = text.endsWith(".") ? text.length() - 1 : text.length();
        if (end > MAX_NAME_OCTETS) {
            return null;
        }
        int found = scan(text, end, edgeHyphens);
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

    /**
     * Checks for letters, digits, hyphens and underscores in labels of 1 to 63, the last of which is not a number (an IPv4
     * address). One pass, because it runs for every MX host of every delivery. Returns the kinds of characters found.
     */
    private static int scan(String name, int end, boolean edgeHyphens) {
        int found = 0;
        int labelStart = 0;
        int inLabel = 0;
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (!isLabel(name, labelStart, i, edgeHyphens)) {
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
        return isLabel(name, labelStart, end, edgeHyphens) && inLabel != DIGIT ? found | inLabel : NO_NAME;
    }

    /** Checks the length of a label, and that no hyphen is at its ends unless that is allowed. */
    private static boolean isLabel(String name, int start, int end, boolean edgeHyphens) {
        return end > start
                && end - start <= MAX_LABEL_OCTETS
                && (edgeHyphens || (name.charAt(start) != '-' && name.charAt(end - 1) != '-'));
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
