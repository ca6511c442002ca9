package io.github.mtasts.session;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.trust.internal.TlsContexts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes TLS sockets with the TLS versions and the server name of a session check. A name that a caller passes is only the
 * address to connect to. Octets that were read in the clear cannot be passed on. A warning alert before the ServerHello does not
 * end the handshake, except on a socket that the caller connects afterwards.
 */
final class CheckedSocketFactory extends SSLSocketFactory {
    private final SSLSocketFactory factory;
    private final MxHost host;
    private final SSLParameters parameters;

    CheckedSocketFactory(SSLSocketFactory factory, MxHost host, SSLParameters parameters) {
        this.factory = factory;
        this.host = host;
        this.parameters = parameters;
    }

    @Override
    public Socket createSocket(Socket socket, String name, int port, boolean autoClose) throws IOException {
        return configured(TlsContexts.layer(factory, socket, host.name(), port, autoClose));
    }

    @Override
    public Socket createSocket() throws IOException {
        return configured(factory.createSocket());
    }

    @Override
    public Socket createSocket(String name, int port) throws IOException {
        return layered(new Socket(name, port));
    }

    @Override
    public Socket createSocket(String name, int port, InetAddress localHost, int localPort) throws IOException {
        return layered(new Socket(name, port, localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        return layered(new Socket(address, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return layered(new Socket(address, port, localAddress, localPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
    }

    private Socket layered(Socket connected) throws IOException {
        try {
            return createSocket(connected, host.name(), connected.getPort(), true);
        } catch (IOException | RuntimeException e) {
            connected.close();
            throw e;
        }
    }

    private Socket configured(Socket socket) {
        ((SSLSocket) socket).setSSLParameters(parameters);
        return socket;
    }
}
