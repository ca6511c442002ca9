package io.github.mtasts.testkit.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A listener on a loopback port. The port is bound when it is first requested, so that idle hosts need none. */
public final class Endpoint {
    /** Serves a connection and closes its socket at the end. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Serves one connection on a thread that may block.
         *
         * @param connection the accepted socket
         * @throws IOException when the peer disconnects; the connection is then closed
         */
        void serve(Socket connection) throws IOException;
    }

    private final String name;
    private final Handler handler;
    private final Acceptor acceptor;
    private final Workers workers;
    private @Nullable InetSocketAddress loopback;

    Endpoint(String name, Handler handler, Acceptor acceptor, Workers workers) {
        this.name = name;
        this.handler = handler;
        this.acceptor = acceptor;
        this.workers = workers;
    }

    /**
     * The address at which it listens.
     *
     * @return a real loopback address and port
     */
    public synchronized InetSocketAddress loopback() {
        if (loopback == null) {
            try {
                loopback = acceptor.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::accepted)
                        .address();
            } catch (IOException e) {
                throw new UncheckedIOException("no loopback port for " + name, e);
            }
        }
        return loopback;
    }

    /** Serves a connection that was accepted for this listener, on a thread of the network. */
    void accepted(SocketChannel channel) {
        Socket socket = workers.own(channel.socket());
        workers.run(name, () -> {
            try {
                handler.serve(socket);
            } catch (IOException | RuntimeException e) {
                Workers.closeQuietly(socket);
                throw e;
            }
        });
    }
}
