package io.github.mtasts.lab.catalogue;

import java.io.ByteArrayOutputStream;

/** The first words of a TLS server of old, as octets. */
final class OldTls {
    private OldTls() {}

    /**
     * A ServerHello (RFC 4346 section 7.4.1.3) that chooses TLS 1.0 or 1.1 and TLS_RSA_WITH_AES_128_CBC_SHA.
     *
     * @param minor 1 for TLS 1.0, 2 for TLS 1.1
     */
    static byte[] serverHello(int minor) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(3);
        body.write(minor);
        body.writeBytes(new byte[32]); // random
        body.write(0); // no session id
        body.write(0);
        body.write(0x2f); // the cipher suite
        body.write(0); // no compression
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(new byte[] {22, 3, (byte) minor, 0, (byte) (body.size() + 4)});
        record.writeBytes(new byte[] {2, 0, 0, (byte) body.size()});
        record.writeBytes(body.toByteArray());
        return record.toByteArray();
    }
}
