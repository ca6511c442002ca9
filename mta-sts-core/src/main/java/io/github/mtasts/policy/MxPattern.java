package io.github.mtasts.policy;

import io.github.mtasts.name.MxHost;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One {@code mx} line of a policy: a host name, or {@code *.} and a domain, which stands for any single label before it. It is
 * compared label by label, never as a regular expression. Immutable; made only by parsing.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-4.1">RFC 8461 section 4.1</a>
 */
public final class MxPattern {
    private static final String WILDCARD = "*.";
    private static final int MAX_NAME_LENGTH = 253;
    private static final int MAX_LABEL_LENGTH = 63;

    private final boolean wildcard;
    /** The whole name, or the part after {@code *.} in a wildcard. */
    private final String name;

    private MxPattern(boolean wildcard, String name) {
        this.wildcard = wildcard;
        this.name = name;
    }

    /**
     * Reads an operator's pattern, in the spelling of an {@code mx} line.
     *
     * @param text a domain name in A-labels, or {@code *.} and one
     * @return the pattern; empty when the text is not a pattern
     */
    public static Optional<MxPattern> parse(String text) {
        return Optional.ofNullable(read(text));
    }

    /**
     * Reads {@code ["*."] Domain}, where Domain is RFC 5321's: letters, digits and inner hyphens, so no underscore, no
     * literal and no U-label. One trailing dot is dropped (D08). A single label is a Domain too, after {@code *.} as well.
     */
    static @Nullable MxPattern read(String value) {
        boolean wildcard = value.startsWith(WILDCARD);
        int start = wildcard ? WILDCARD.length() : 0;
        int end = value.endsWith(".") ? value.length() - 1 : value.length();
        if (end - start > MAX_NAME_LENGTH || !hasOnlyLabels(value, start, end)) {
            return null;
        }
        return new MxPattern(wildcard, value.substring(start, end).toLowerCase(Locale.ROOT));
    }

    private static boolean hasOnlyLabels(String value, int start, int end) {
        int labelStart = start;
        for (int i = start; i < end; i++) {
            if (value.charAt(i) == '.') {
                if (!isLabel(value, labelStart, i)) {
                    return false;
                }
                labelStart = i + 1;
            }
        }
        return isLabel(value, labelStart, end);
    }

    private static boolean isLabel(String value, int start, int end) {
        if (end <= start
                || end - start > MAX_LABEL_LENGTH
                || value.charAt(start) == '-'
                || value.charAt(end - 1) == '-') {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = value.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-')) {
                return false;
            }
        }
        return true;
    }

    /** Whether the last label is a number, as in an IPv4 address: the grammar allows it, but no host name ends so. */
    boolean isNumeric() {
        for (int i = name.lastIndexOf('.') + 1; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether this pattern covers a host. Reads both names in place: no I/O, no allocation.
     *
     * @param host the host from the MX record
     * @return true for the identical name, or, in a wildcard, for exactly one label more
     */
    public boolean matches(MxHost host) {
        String candidate = host.name();
        if (!wildcard) {
            return candidate.equals(name);
        }
        int dot = candidate.indexOf('.');
        return dot > 0
                && candidate.length() - dot - 1 == name.length()
                && candidate.regionMatches(dot + 1, name, 0, name.length());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MxPattern that && wildcard == that.wildcard && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + Boolean.hashCode(wildcard);
    }

    /** The pattern as a policy spells it: lower-case A-labels, {@code *.} in front of a wildcard. */
    @Override
    public String toString() {
        return wildcard ? WILDCARD + name : name;
    }
}
