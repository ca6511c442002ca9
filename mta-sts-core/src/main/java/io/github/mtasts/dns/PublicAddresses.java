package io.github.mtasts.dns;

import java.net.InetAddress;
import java.util.Arrays;

/** Tells public internet addresses from others by their octets, without regard to routes or interfaces. */
final class PublicAddresses {
    private PublicAddresses() {}

    static boolean contains(InetAddress address) {
        byte[] octets = address.getAddress();
        return octets.length == 4 ? isPublic4(octets) : isPublic6(octets);
    }

    private static boolean isPublic4(byte[] octets) {
        int first = octets[0] & 0xff;
        int second = octets[1] & 0xff;
        boolean inner = first == 0 // this network (RFC 1122)
                || first == 10
                || first == 127
                || (first == 100 && (second & 0xc0) == 64) // carrier-grade NAT (RFC 6598)
                || (first == 169 && second == 254)
                || (first == 172 && (second & 0xf0) == 16)
                || (first == 192 && second == 168)
                || (first == 192 && second == 0 && octets[2] == 0) // protocol assignments (RFC 6890)
                || first >= 224; // multicast, reserved, broadcast
        return !inner;
    }

    private static boolean isPublic6(byte[] octets) {
        int first = octets[0] & 0xff;
        int second = octets[1] & 0xff;
        if ((first & 0xfe) == 0xfc || first == 0xff || (first == 0xfe && second >= 0x80)) {
            return false; // unique local, multicast, link-local and site-local
        }
        if (startsWith(octets, 0x20, 0x02)) {
            return isPublic4(Arrays.copyOfRange(octets, 2, 6)); // 6to4 (RFC 3056)
        }
        if (startsWith(octets, 0x20, 0x01, 0, 0) || startsWith(octets, 0, 0x64, 0xff, 0x9b, 0, 1)) {
            return false; // Teredo hides the address (RFC 4380); local-use NAT64 puts it anywhere (RFC 8215)
        }
        boolean embeds = startsWith(octets, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0) // NAT64 (RFC 6052)
                || startsWith(octets, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff) // IPv4-mapped
                || startsWith(octets, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0) // IPv4-translated (RFC 2765)
                || startsWith(octets, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0); // IPv4-compatible, :: and ::1
        return !embeds || isPublic4(Arrays.copyOfRange(octets, 12, 16));
    }

    private static boolean startsWith(byte[] octets, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((octets[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
