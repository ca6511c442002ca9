package io.github.mtasts.lab.command;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses of this machine. */
final class Loopback {
    private Loopback() {}

    static InetAddress address(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 octets", e);
        }
    }
}
