package io.github.mtasts.testkit.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two loopback ports for clients that open their own sockets: one refuses connections, the other never answers. */
final class DeadEnds {
    private static final int FILLERS = 8;

    private final Workers workers;
    private final List<Closeable> held = new ArrayList<>();
    private @Nullable InetSocketAddress refusing;
    private @Nullable InetSocketAddress silent;

    DeadEnds(Workers workers) {
        this.workers = workers;
    }

    /** A port that is bound by a socket that does not listen, so that no other socket can listen there. */
    synchronized InetSocketAddress refusing() {
        if (refusing == null) {
            try {
                Socket holder = workers.own(hold(new Socket()));
                holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                refusing = (InetSocketAddress) holder.getLocalSocketAddress();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return refusing;
    }

    /** A port with a full backlog that never accepts, so that the kernel leaves new connections unanswered. */
    synchronized InetSocketAddress silent() {
        if (silent == null) {
            ServerSocket listener = (ServerSocket) silentAt(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .get(0);
            silent = (InetSocketAddress) listener.getLocalSocketAddress();
        }
        return silent;
    }

    /** Leaves connections to an address unanswered until all returned sockets are closed, the listener first. */
    synchronized List<Closeable> silentAt(InetSocketAddress where) {
        List<Closeable> sockets = new ArrayList<>();
        try {
            ServerSocket listener = workers.own(hold(new ServerSocket()));
            sockets.add(listener);
            listener.bind(where, 1);
            for (int i = 0; i < FILLERS; i++) {
                SocketChannel filler = workers.own(hold(SocketChannel.open()));
                sockets.add(filler);
                filler.configureBlocking(false);
                filler.connect(listener.getLocalSocketAddress());
            }
            return sockets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps references to the sockets, because {@link Workers} references them weakly. */
    private <T extends Closeable> T hold(T socket) {
        held.add(socket);
        return socket;
    }
}
