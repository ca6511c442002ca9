package io.github.mtasts.testkit.internal;

import io.github.mtasts.testkit.RealAddresses;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The listeners of a network at real addresses. The endpoint that serves an address may change; the listener stays. */
final class RealListeners {
    private final RealAddresses where;
    private final Acceptor acceptor;
    private final DeadEnds deadEnds;
    private final BiConsumer<InetSocketAddress, SocketChannel> accepted;
    private final Map<InetSocketAddress, List<Closeable>> open = new HashMap<>();

    /** @param accepted called with the host's address and each connection to it */
    RealListeners(
            RealAddresses where,
            Acceptor acceptor,
            DeadEnds deadEnds,
            BiConsumer<InetSocketAddress, SocketChannel> accepted) {
        this.where = where;
        this.acceptor = acceptor;
        this.deadEnds = deadEnds;
        this.accepted = accepted;
    }

    /** The real address and port of a host with this address and standard port. */
    InetSocketAddress real(InetSocketAddress host) {
        int port = switch (host.getPort()) {
            case 25 -> where.smtpPort();
            case 443 -> where.httpsPort();
            case 80 -> where.httpPort();
            default -> host.getPort();
        };
        return new InetSocketAddress(host.getAddress(), port);
    }

    synchronized void listen(InetSocketAddress host) {
        open.computeIfAbsent(host, this::listener);
    }

    private List<Closeable> listener(InetSocketAddress host) {
        try {
            return List.of(acceptor.listen(real(host), channel -> accepted.accept(host, channel)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen at " + real(host) + ": " + e.getMessage(), e);
        }
    }

    synchronized void reach(InetAddress address, VirtualNet.Reach how) {
        open.replaceAll((host, listeners) -> {
            if (!host.getAddress().equals(address)) {
                return listeners;
            }
            listeners.forEach(Workers::closeQuietly);
            return switch (how) {
                case OPEN -> listener(host);
                case REFUSED -> List.of();
                case SILENT -> deadEnds.silentAt(real(host));
            };
        });
    }
}
