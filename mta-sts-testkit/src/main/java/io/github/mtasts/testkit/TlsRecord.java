package io.github.mtasts.testkit;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A TLS record (RFC 5246 section 6.2.1). */
record TlsRecord(int type, ByteBuffer fragment) {
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;

    private static final int HEADER = 5;

    /** Reads a record; throws EOFException when the stream ends before its end. */
    static TlsRecord read(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        int type = in.readUnsignedByte();
        in.readUnsignedShort(); // the version
        byte[] fragment = new byte[in.readUnsignedShort()];
        in.readFully(fragment);
        return new TlsRecord(type, ByteBuffer.wrap(fragment));
    }

    static byte[] handshake(OldTls version, int message, byte[] body) {
        ByteBuffer octets = ByteBuffer.allocate(HEADER + 4 + body.length);
        octets.put((byte) HANDSHAKE).put((byte) 3).put((byte) version.minor());
        octets.putShort((short) (4 + body.length));
        octets.putInt(message << 24 | body.length).put(body);
        return octets.array();
    }
}
