package io.github.mtasts.testkit.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/** A server socket that does not listen and accepts the connections passed to {@link #offer}. */
final class Handover extends ServerSocket {
    private static final int HTTPS = 443;

    private final BlockingQueue<Socket> waiting = new LinkedBlockingQueue<>();
    private final Map<Socket, Integer> numbers = new ConcurrentHashMap<>();
    private final Socket end = new Socket();
    private int accepted;

    Handover() throws IOException {
        // The superclass's unbound socket uses no port.
    }

    void offer(Socket connection) {
        waiting.add(connection);
    }

    /** The number of connections that were accepted before this one. To be called once for each connection. */
    int numberOf(Socket connection) {
        return Objects.requireNonNull(numbers.remove(connection));
    }

    @Override
    public Socket accept() throws IOException {
        try {
            Socket next = waiting.take();
            if (next.equals(end)) {
                throw new SocketException("closed");
            }
            numbers.put(next, accepted++);
            return next;
        } catch (InterruptedException e) {
            throw new SocketException("interrupted");
        }
    }

    @Override
    public void bind(SocketAddress endpoint, int backlog) {
        // No port is bound: hosts listen themselves.
    }

    @Override
    public int getLocalPort() {
        return HTTPS;
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), HTTPS);
    }

    @Override
    public void close() throws IOException {
        waiting.add(end);
        super.close();
    }
}
