package io.github.mtasts.testkit;

import java.io.ByteArrayOutputStream;

/** Octets that an attacker saw. */
final class MitmRecord {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    synchronized void add(byte[] block, int length) {
        octets.write(block, 0, length);
    }

    synchronized byte[] octets() {
        return octets.toByteArray();
    }
}
