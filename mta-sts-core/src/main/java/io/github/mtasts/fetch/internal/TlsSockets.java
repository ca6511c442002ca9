package io.github.mtasts.fetch.internal;

import io.github.mtasts.trust.internal.RecordingTrustManager;
import io.github.mtasts.trust.internal.TlsContexts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Wraps one connection in TLS 1.2 or 1.3 (RFC 8461 section 7.2) with the host's name as SNI (section 7.1).
 *
 * <p>Each connection has a separate context, so that no session is resumed: a resumed session would skip the trust manager.
 * It does not connect.
 */
final class TlsSockets extends SSLSocketFactory {
    private final SSLSocketFactory factory;
    private final String[] cipherSuites;
    private final int handshakeMillis;

    /**
     * Makes a factory for one connection.
     *
     * @param trust the trust manager of the connection
     * @param handshakeMillis the longest silence during the handshake
     */
    TlsSockets(RecordingTrustManager trust, int handshakeMillis) {
        SSLContext context = TlsContexts.contextForOneConnection(trust);
        this.factory = context.getSocketFactory();
        this.cipherSuites = trust.cipherSuites(context);
        this.handshakeMillis = handshakeMillis;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        SSLSocket tls = TlsContexts.layer(factory, socket, host, port, autoClose);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setProtocols(TlsContexts.protocols());
        parameters.setCipherSuites(cipherSuites);
        parameters.setServerNames(List.of(new SNIHostName(host)));
        tls.setSSLParameters(parameters);
        tls.setSoTimeout(handshakeMillis); // the HTTP client sets its own after the handshake
        return tls;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }
}
