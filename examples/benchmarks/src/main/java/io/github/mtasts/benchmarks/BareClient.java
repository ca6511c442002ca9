package io.github.mtasts.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Opens SMTP connections with STARTTLS by JSSE alone: one TLS context, the platform's trust manager, and the host name checked by
 * JSSE. Says what the library says: EHLO before and after TLS. Sets no limit on reads, as the dialer of {@link Sessions} sets none.
 */
final class BareClient {
    private final SSLContext context;
    private final String ehloName;

    BareClient(KeyStore trust, String ehloName) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trust);
        this.context = SSLContext.getInstance("TLS");
        this.context.init(null, factory.getTrustManagers(), null);
        this.ehloName = ehloName;
    }

    static Socket dial(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(address);
        return socket;
    }

    Socket open(InetSocketAddress address, String host) throws IOException {
        Socket socket = dial(address);
        byte[] block = new byte[4_096];
        readReply(socket, block);
        command(socket, "EHLO " + ehloName, block);
        command(socket, "STARTTLS", block);
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, address.getPort(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        command(tls, "EHLO " + ehloName, block);
        return tls;
    }

    private static void command(Socket socket, String line, byte[] block) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        readReply(socket, block);
    }

    /** Reads up to the end of the last line of a positive reply. */
    private static void readReply(Socket socket, byte[] block) throws IOException {
        int length = 0;
        while (!isComplete(block, length)) {
            int read = socket.getInputStream().read(block, length, block.length - length);
            if (read < 0) {
                throw new IOException("the connection was closed");
            }
            length += read;
        }
        if (block[0] != '2') {
            throw new IOException(new String(block, 0, length, StandardCharsets.US_ASCII));
        }
    }

    private static boolean isComplete(byte[] block, int length) {
        if (length < 2 || block[length - 1] != '\n') {
            return false;
        }
        int start = length - 1;
        while (start > 0 && block[start - 1] != '\n') {
            start--;
        }
        return block[start + 3] == ' ';
    }
}
