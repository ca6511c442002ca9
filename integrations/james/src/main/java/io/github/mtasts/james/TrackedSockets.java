package io.github.mtasts.james;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import javax.net.SocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sockets and can close them all: a delivery that waits for a slow host ends only with its connection. Thread-safe. */
final class TrackedSockets extends SocketFactory {
    private static final Logger LOG = LoggerFactory.getLogger(TrackedSockets.class);

    private final SocketFactory factory;
    private final Set<Socket> sockets = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    TrackedSockets(SocketFactory factory) {
        this.factory = factory;
    }

    private Socket tracked(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    /** Closes every socket that is still open. */
    void closeAll() {
        List<Socket> open;
        synchronized (sockets) {
            open = List.copyOf(sockets);
        }
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("Closing {} failed", socket, e);
            }
        }
    }

    @Override
    public Socket createSocket() throws IOException {
        return tracked(factory.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return tracked(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return tracked(factory.createSocket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return tracked(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return tracked(factory.createSocket(host, port, from, fromPort));
    }
}
