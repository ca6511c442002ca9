package io.github.mtasts.testkit.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** The socket factory of the web server, which uses it only to add TLS to accepted connections. */
final class SiteTls extends SSLSocketFactory {
    /** Adds TLS to a connection. */
    @FunctionalInterface
    interface Layer {
        SSLSocket over(Socket raw) throws IOException;
    }

    private final Layer layer;

    SiteTls(Layer layer) {
        this.layer = layer;
    }

    @Override
    public Socket createSocket(Socket raw, @Nullable String host, int port, boolean autoClose) throws IOException {
        return layer.over(raw);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return new String[0];
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return new String[0];
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
