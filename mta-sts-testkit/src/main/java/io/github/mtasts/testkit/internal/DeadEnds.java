package io.github.mtasts.testkit.internal;

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

/** Two loopback ports for clients that open their own sockets: one that refuses, one that never answers. */
final class DeadEnds {
    private static final int FILLERS = 8;

    private final Workers workers;
    private final List<AutoCloseable> held = new ArrayList<>();
    private @Nullable InetSocketAddress refusing;
    private @Nullable InetSocketAddress silent;

    DeadEnds(Workers workers) {
        this.workers = workers;
    }

    /** A port that is taken by a socket which does not listen, so that nobody else can ever listen there. */
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

    /** A port whose backlog is full and which never accepts: the kernel leaves new connections unanswered. */
    synchronized InetSocketAddress silent() {
        if (silent == null) {
            try {
                ServerSocket listener = workers.own(hold(new ServerSocket(0, 1, InetAddress.getLoopbackAddress())));
                silent = (InetSocketAddress) listener.getLocalSocketAddress();
                for (int i = 0; i < FILLERS; i++) {
                    SocketChannel filler = workers.own(hold(SocketChannel.open()));
                    filler.configureBlocking(false);
                    filler.connect(silent);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return silent;
    }

    /** Workers hold what they own weakly; these sockets have no other holder. */
    private <T extends AutoCloseable> T hold(T socket) {
        held.add(socket);
        return socket;
    }
}
