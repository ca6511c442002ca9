package io.github.mtasts.name;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes IP addresses in text (RFC 5321 section 4.1.3).
 *
 * <p>Comes in: any text. Goes out: the literal in brackets, or null. It checks the form only, which is enough to distinguish an
 * address from a domain name.
 */
final class AddressLiteral {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*(%[0-9a-z]+)?");
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
        return IPV6.matcher(untagged).matches() ? "[IPv6:" + untagged + "]" : null;
    }
}
