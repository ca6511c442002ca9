package io.github.mtasts.testkit;

import java.io.ByteArrayOutputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Composes the answer of a server that supports only an old version to a ClientHello, with the certificates of a host
 * but without its key. Apart from the version all messages are correct up to the one that needs the key.
 */
record OldTlsServer(OldTls version, List<X509Certificate> chain) {
    private static final int SERVER_HELLO = 2;
    private static final int CERTIFICATE = 11;
    private static final int SERVER_HELLO_DONE = 14;

    private static final int RENEGOTIATION_SCSV = 0xff;
    private static final int RENEGOTIATION_INFO = 0xff01;
    private static final int EXTENDED_MASTER_SECRET = 23;

    OldSuite suite(ClientHello hello) {
        return OldSuite.choose(hello, chain.get(0).getPublicKey().getAlgorithm());
    }

    /**
     * The server's messages up to the client's answer. Where a ServerKeyExchange would have to be signed, the
     * Certificate is sent a second time: clients answer messages out of order with unexpected_message (RFC 5246 section
     * 7.2.2), but some answer a false signature with handshake_failure, as others answer an old version.
     */
    byte[] answer(ClientHello hello) {
        OldSuite suite = suite(hello);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        messages.writeBytes(TlsRecord.handshake(version, SERVER_HELLO, serverHello(hello, suite)));
        messages.writeBytes(TlsRecord.handshake(version, CERTIFICATE, certificates()));
        messages.writeBytes(
                suite.isSigned()
                        ? TlsRecord.handshake(version, CERTIFICATE, certificates())
                        : TlsRecord.handshake(version, SERVER_HELLO_DONE, new byte[0]));
        return messages.toByteArray();
    }

    /**
     * The ServerHello (RFC 4346 section 7.4.1.3). Its random does not indicate that a newer version was possible (RFC
     * 8446 section 4.1.3).
     */
    private byte[] serverHello(ClientHello hello, OldSuite suite) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(3);
        body.write(version.minor());
        body.writeBytes(new byte[32]); // random
        body.write(0); // no session id
        writeShort(body, suite.code());
        body.write(0); // no compression
        byte[] extensions = extensions(hello);
        if (extensions.length > 0) {
            writeShort(body, extensions.length);
            body.writeBytes(extensions);
        }
        return body.toByteArray();
    }

    /** The extensions that careful clients require: RFC 5746 section 3.4, RFC 7627 section 5.2. */
    private static byte[] extensions(ClientHello hello) {
        ByteArrayOutputStream extensions = new ByteArrayOutputStream();
        if (hello.extensions().contains(RENEGOTIATION_INFO) || hello.offers(RENEGOTIATION_SCSV)) {
            writeShort(extensions, RENEGOTIATION_INFO);
            writeShort(extensions, 1);
            extensions.write(0);
        }
        if (hello.extensions().contains(EXTENDED_MASTER_SECRET)) {
            writeShort(extensions, EXTENDED_MASTER_SECRET);
            writeShort(extensions, 0);
        }
        return extensions.toByteArray();
    }

    private byte[] certificates() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (X509Certificate one : chain) {
                writeVector(all, one.getEncoded());
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        writeVector(body, all.toByteArray());
        return body.toByteArray();
    }

    private static void writeShort(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }

    private static void writeVector(ByteArrayOutputStream out, byte[] octets) {
        out.write(octets.length >> 16);
        writeShort(out, octets.length);
        out.writeBytes(octets);
    }
}
