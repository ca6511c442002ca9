package io.github.mtasts.name;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes IP addresses in text (RFC 5321 section 4.1.3).
 *
 * <p>Comes in: any text. Goes out: the literal in brackets, or null. Text that is nearly an address, such as one with a port, is
 * none: an address has no policy, so that a wrong guess would send mail without one.
 */
final class AddressLiteral {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern GROUP = Pattern.compile("[0-9a-f]{1,4}");
    private static final Pattern ZONE = Pattern.compile("%[0-9a-z]+");
    private static final int GROUPS = 8;
    private static final String IPV6_TAG = "ipv6:";
    private static final int MAX_LENGTH = 64;

    private AddressLiteral() {}

    static @Nullable String canonical(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String address = (bracketed ? text.substring(1, text.length() - 1) : text).toLowerCase(Locale.ROOT);
        if (IPV4.matcher(address).matches()) {
            return "[" + address + "]";
        }
        String untagged = address.startsWith(IPV6_TAG) ? address.substring(IPV6_TAG.length()) : address;
        return isIpv6(untagged) ? "[IPv6:" + untagged + "]" : null;
    }

    /** RFC 4291 section 2.2, with an optional zone (RFC 4007 section 11). */
    private static boolean isIpv6(String text) {
        int percent = text.indexOf('%');
        String address = percent < 0 ? text : text.substring(0, percent);
        if (percent >= 0 && !ZONE.matcher(text.substring(percent)).matches()) {
            return false;
        }
        int last = address.lastIndexOf(':') + 1;
        if (last > 0 && IPV4.matcher(address.substring(last)).matches()) {
            address = address.substring(0, last) + "0:0";
        }
        int gap = address.indexOf("::");
        if (gap < 0) {
            return groups(address) == GROUPS;
        }
        int before = groups(address.substring(0, gap));
        int after = groups(address.substring(gap + 2));
        return before >= 0 && after >= 0 && before + after < GROUPS;
    }

    /** The number of groups between colons; -1 when one is none. */
    private static int groups(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] groups = text.split(":", -1);
        return Stream.of(groups).allMatch(group -> GROUP.matcher(group).matches()) ? groups.length : -1;
    }
}
