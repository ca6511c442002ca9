package io.github.mtasts.testkit.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Allocates addresses that pass a guard against private addresses: from the documentation networks of RFC 5737 and RFC
 * 3849, then from the benchmarking network of RFC 2544; or consecutive addresses from a given one on.
 */
public final class AddressPool {
    private static final int[][] DOCUMENTATION = {{198, 51, 100}, {203, 0, 113}, {192, 0, 2}};
    private static final int PER_NET = 254;
    private static final int BENCHMARK_NETS = 512;

    private final @Nullable InetAddress first;
    private final AtomicInteger taken4 = new AtomicInteger();
    private final AtomicInteger taken6 = new AtomicInteger();

    /** @param first the first address, null for the documentation networks */
    AddressPool(@Nullable InetAddress first) {
        this.first = first;
    }

    /**
     * Allocates an IPv4 address.
     *
     * @return an address that no host has
     */
    public InetAddress nextIpv4() {
        int index = taken4.getAndIncrement();
        if (first != null) {
            return following(first, index);
        }
        int net = index / PER_NET;
        int host = index % PER_NET + 1;
        if (net < DOCUMENTATION.length) {
            int[] prefix = DOCUMENTATION[net];
            return address(prefix[0], prefix[1], prefix[2], host);
        }
        int benchmark = net - DOCUMENTATION.length;
        if (benchmark >= BENCHMARK_NETS) {
            throw new IllegalStateException("no virtual address is free");
        }
        return address(198, 18 + benchmark / 256, benchmark % 256, host);
    }

    /**
     * Allocates an IPv6 address.
     *
     * @return an address in 2001:db8::/32 that no host has
     */
    public InetAddress nextIpv6() {
        int index = taken6.incrementAndGet();
        return address(0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, index >>> 24, index >>> 16, index >>> 8, index);
    }

    private static InetAddress following(InetAddress first, int steps) {
        byte[] octets = first.getAddress();
        int number = ByteBuffer.wrap(octets).getInt() + steps;
        return address(number >>> 24, number >>> 16, number >>> 8, number);
    }

    /**
     * Whether an address is never virtual, so that a guard against it can be tested.
     *
     * @param address any address
     * @return true for loopback, private, link-local, unspecified and multicast addresses
     */
    static boolean isReal(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress();
    }

    private static InetAddress address(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
