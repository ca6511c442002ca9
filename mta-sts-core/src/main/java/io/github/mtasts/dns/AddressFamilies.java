package io.github.mtasts.dns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** Orders lists so that IPv6 and IPv4 alternate, before anything limits their length. Pure. */
final class AddressFamilies {
    private AddressFamilies() {}

    /** Starts with the family of the first entry, and keeps the order within each family. */
    static <T> List<T> alternating(List<T> entries, Function<T, InetAddress> addressOf) {
        Deque<T> ipv6 = new ArrayDeque<>();
        Deque<T> ipv4 = new ArrayDeque<>();
        entries.forEach(entry -> (isIpv6(addressOf.apply(entry)) ? ipv6 : ipv4).add(entry));
        boolean sixNext = !entries.isEmpty() && isIpv6(addressOf.apply(entries.get(0)));
        List<T> mixed = new ArrayList<>(entries.size());
        while (mixed.size() < entries.size()) {
            Deque<T> turn = (sixNext && !ipv6.isEmpty()) || ipv4.isEmpty() ? ipv6 : ipv4;
            mixed.add(turn.remove());
            sixNext = !sixNext;
        }
        return mixed;
    }

    private static boolean isIpv6(InetAddress address) {
        return address instanceof Inet6Address;
    }
}
