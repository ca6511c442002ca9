package io.github.mtasts.testkit.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import org.jspecify.annotations.Nullable;

/** Adds TLS in server mode to an existing connection. */
public final class ServerTls {
    private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 1, 112};

    private ServerTls() {}

    /**
     * Sends TLS alert records in the clear, as servers do that do not know the name in the ClientHello and go on all the same
     * (RFC 6066 section 3).
     *
     * @param socket the connection, before {@link #wrap}
     * @param count how many records of level warning with the description unrecognized_name
     * @throws IOException when the peer has disconnected
     */
    public static void warn(Socket socket, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            socket.getOutputStream().write(UNRECOGNIZED_NAME);
        }
        socket.getOutputStream().flush();
    }

    /**
     * Wraps a connection. The caller starts the handshake.
     *
     * @param socket the connection, which is closed with the returned socket
     * @param consumed octets that were already read from it, or null
     * @param context the server's certificate
     * @param versions the protocol versions, or none for those of the JDK
     * @param sni called with the name in the ClientHello, if there is one, even if the handshake fails later
     * @return a socket in server mode
     * @throws IOException when the peer has disconnected
     */
    public static SSLSocket wrap(
            Socket socket, @Nullable InputStream consumed, SSLContext context, String[] versions, Consumer<String> sni)
            throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, consumed, true);
        tls.setUseClientMode(false);
        SSLParameters parameters = tls.getSSLParameters();
        if (versions.length > 0) {
            parameters.setProtocols(versions);
        }
        parameters.setSNIMatchers(List.of(new SNIMatcher(StandardConstants.SNI_HOST_NAME) {
            @Override
            public boolean matches(SNIServerName name) {
                sni.accept(new String(name.getEncoded(), StandardCharsets.US_ASCII));
                return true;
            }
        }));
        tls.setSSLParameters(parameters);
        return tls;
    }
}
