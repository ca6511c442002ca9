package io.github.mtasts.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/** The offers of a client in its first message (RFC 5246 section 7.4.1.2), as far as the answer depends on them. */
record ClientHello(Set<Integer> suites, Set<Integer> extensions) {
    private static final int CLIENT_HELLO = 1;
    private static final int VERSION_AND_RANDOM = 34;

    static ClientHello read(InputStream in) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        do { // RFC 5246 section 6.2.1: a message may be spread over several records
            TlsRecord record = TlsRecord.read(in);
            if (record.type() != TlsRecord.HANDSHAKE || !record.fragment().hasRemaining()) {
                throw new IOException("no ClientHello");
            }
            octets.writeBytes(record.fragment().array());
        } while (!isWhole(octets.toByteArray()));
        try {
            return parse(ByteBuffer.wrap(octets.toByteArray()));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("no ClientHello", e);
        }
    }

    private static boolean isWhole(byte[] octets) throws IOException {
        if (octets[0] != CLIENT_HELLO) {
            throw new IOException("no ClientHello");
        }
        return octets.length >= 4
                && octets.length - 4 >= (ByteBuffer.wrap(octets).getInt() & 0xffffff);
    }

    private static ClientHello parse(ByteBuffer message) {
        message.position(4 + VERSION_AND_RANDOM);
        skip(message, message.get() & 0xff); // session id
        Set<Integer> suites = new HashSet<>();
        for (int left = unsignedShort(message); left > 0; left -= 2) {
            suites.add(unsignedShort(message));
        }
        skip(message, message.get() & 0xff); // compression
        Set<Integer> extensions = new HashSet<>();
        if (message.hasRemaining()) {
            for (int left = unsignedShort(message); left > 0; ) {
                extensions.add(unsignedShort(message));
                int length = unsignedShort(message);
                skip(message, length);
                left -= 4 + length;
            }
        }
        return new ClientHello(Set.copyOf(suites), Set.copyOf(extensions));
    }

    private static int unsignedShort(ByteBuffer message) {
        return message.getShort() & 0xffff;
    }

    private static void skip(ByteBuffer message, int octets) {
        message.position(message.position() + octets);
    }

    boolean offers(int suite) {
        return suites.contains(suite);
    }
}
