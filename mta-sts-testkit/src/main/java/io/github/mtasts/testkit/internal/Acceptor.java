package io.github.mtasts.testkit.internal;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Accepts connections for all listeners of a network on one thread, so that a thousand hosts need a thousand ports and
 * no more threads.
 */
final class Acceptor {
    private static final int BACKLOG = 200;

    private final Selector selector;
    private final Workers workers;
    private final List<Listener> toClose = new ArrayList<>();
    private boolean ended;

    Acceptor(Workers workers) throws IOException {
        this.workers = workers;
        this.selector = workers.own(Selector.open());
        workers.run("acceptor", this::loop);
    }

    /** A listening port. */
    final class Listener implements Closeable {
        private final ServerSocketChannel channel;
        private final InetSocketAddress address;
        private final CountDownLatch closed = new CountDownLatch(1);

        private Listener(ServerSocketChannel channel, InetSocketAddress address) {
            this.channel = channel;
            this.address = address;
        }

        InetSocketAddress address() {
            return address;
        }

        /** Releases the port. Only the selecting thread can do that, because the selector keeps the channel open. */
        @Override
        public void close() throws IOException {
            synchronized (toClose) {
                if (ended) {
                    channel.close();
                    return;
                }
                toClose.add(this);
            }
            selector.wakeup();
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Listens on the address; port 0 means any free port. */
    Listener listen(InetSocketAddress where, Consumer<SocketChannel> accepted) throws IOException {
        ServerSocketChannel channel = workers.own(ServerSocketChannel.open());
        try {
            channel.bind(where, BACKLOG);
            channel.configureBlocking(false);
            InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
            channel.register(selector, SelectionKey.OP_ACCEPT, accepted);
            selector.wakeup();
            return new Listener(channel, bound);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void loop() throws IOException {
        try {
            while (!workers.isClosing()) {
                selector.select(this::accept);
                closeListeners();
            }
        } catch (ClosedSelectorException e) {
            // The network is closing.
        } finally {
            synchronized (toClose) {
                ended = true;
                toClose.forEach(listener -> listener.closed.countDown()); // the network closes the channels
            }
        }
    }

    private void closeListeners() throws IOException {
        List<Listener> closing;
        synchronized (toClose) {
            closing = List.copyOf(toClose);
            toClose.clear();
        }
        for (Listener listener : closing) {
            Workers.closeQuietly(listener.channel);
        }
        if (!closing.isEmpty()) {
            selector.selectNow(this::accept);
            closing.forEach(listener -> listener.closed.countDown());
        }
    }

    @SuppressWarnings("unchecked")
    private void accept(SelectionKey key) {
        try {
            SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
            if (channel != null) {
                channel.configureBlocking(true);
                // Otherwise small writes wait for delayed acknowledgements.
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                ((Consumer<SocketChannel>) key.attachment()).accept(channel);
            }
        } catch (IOException e) {
            // The peer disconnected before it was accepted, or the listener was closed.
        }
    }
}
