package io.github.mtasts.testkit.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** One thread that accepts for every listener of a network: a thousand hosts cost a thousand ports, not threads. */
final class Acceptor {
    private static final int BACKLOG = 200;

    private final Selector selector;
    private final Workers workers;

    Acceptor(Workers workers) throws IOException {
        this.workers = workers;
        this.selector = workers.own(Selector.open());
        workers.run("acceptor", this::loop);
    }

    /** Listens on the address (port 0: any free one) and answers where. */
    InetSocketAddress listen(InetSocketAddress where, Consumer<SocketChannel> accepted) throws IOException {
        ServerSocketChannel channel = workers.own(ServerSocketChannel.open());
        try {
            channel.bind(where, BACKLOG);
            channel.configureBlocking(false);
            InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
            channel.register(selector, SelectionKey.OP_ACCEPT, accepted);
            selector.wakeup();
            return bound;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void loop() throws IOException {
        try {
            while (!workers.isClosing()) {
                selector.select(this::accept);
            }
        } catch (ClosedSelectorException e) {
            // The network closes.
        }
    }

    @SuppressWarnings("unchecked")
    private void accept(SelectionKey key) {
        try {
            SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
            if (channel != null) {
                channel.configureBlocking(true);
                ((Consumer<SocketChannel>) key.attachment()).accept(channel);
            }
        } catch (IOException e) {
            // The peer left before it was accepted, or the listener closed.
        }
    }
}
