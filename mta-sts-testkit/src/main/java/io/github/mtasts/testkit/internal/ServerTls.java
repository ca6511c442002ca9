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
    private ServerTls() {}

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
