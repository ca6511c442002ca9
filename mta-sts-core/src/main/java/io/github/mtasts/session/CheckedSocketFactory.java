package io.github.mtasts.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes TLS sockets with the TLS versions and the server name of a session check. A name that a caller passes is only the
 * address to connect to. Octets that were read in the clear cannot be passed on. A warning alert before the ServerHello does not
 * end the handshake, except on a socket that the caller connects afterwards; nor does such a socket resume a session.
 */
final class CheckedSocketFactory extends SSLSocketFactory {
    private final SSLSocketFactory factory;
    private final SessionCheck check;

    CheckedSocketFactory(SSLSocketFactory factory, SessionCheck check) {
        this.factory = factory;
        this.check = check;
    }

    @Override
    public Socket createSocket(Socket socket, String name, int port, boolean autoClose) throws IOException {
        return check.layer(factory, socket, port, autoClose);
    }

    @Override
    public Socket createSocket() throws IOException {
        return check.unconnected();
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
            return check.layer(factory, connected, connected.getPort(), true);
        } catch (IOException | RuntimeException e) {
            connected.close();
            throw e;
        }
    }
}
