package io.github.mtasts.tlsrpt.report.internal;

import java.util.ArrayList;
import java.util.List;

/** Formats addresses for a report: dotted decimal, and RFC 5952 for IPv6 (RFC 8460 section 4.4). */
final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    /** Converts the form of the JDK, which has eight groups without leading zeros. */
    static String canonical(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        String[] groups = address.split(":", -1);
        if (groups.length != GROUPS) {
            return address; // already shortened
        }
        int start = -1;
        int length = 1; // RFC 5952 section 4.2.2: a single group of zeros is not shortened
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end].equals("0")) {
                end++;
            }
            if (end - i > length) { // section 4.2.3: the longest run, and the first of equals
                start = i;
                length = end - i;
            }
        }
        if (start < 0) {
            return address;
        }
        List<String> all = new ArrayList<>(List.of(groups));
        String before = String.join(":", all.subList(0, start));
        String after = String.join(":", all.subList(start + length, GROUPS));
        return before + "::" + after;
    }
}
