package io.github.mtasts.tool.postfix;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.AbstractNioMessageChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listening UNIX socket of whoever started the process. Its file is theirs, and stays when this end of it is closed: Netty's own
 * channel would delete it, and systemd would listen at a path that is no more.
 */
final class InheritedSocket extends AbstractNioMessageChannel implements ServerChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private final ChannelConfig config = new DefaultChannelConfig(this);

    InheritedSocket(ServerSocketChannel listening) {
        super(null, listening, SelectionKey.OP_ACCEPT);
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isActive() {
        return isOpen();
    }

    @Override
    protected ServerSocketChannel javaChannel() {
        return (ServerSocketChannel) super.javaChannel();
    }

    @Override
    protected int doReadMessages(List<Object> connections) throws IOException {
        SocketChannel connection = javaChannel().accept();
        if (connection == null) {
            return 0;
        }
        connections.add(new NioDomainSocketChannel(this, connection));
        return 1;
    }

    @Override
    protected void doClose() throws IOException {
        javaChannel().close();
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return null;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException("it is bound already");
    }

    @Override
    protected boolean doConnect(SocketAddress remote, @Nullable SocketAddress local) {
        throw new UnsupportedOperationException("it listens");
    }

    @Override
    protected void doFinishConnect() {
        throw new UnsupportedOperationException("it listens");
    }

    @Override
    protected void doDisconnect() {
        throw new UnsupportedOperationException("it listens");
    }

    @Override
    protected boolean doWriteMessage(Object message, ChannelOutboundBuffer out) {
        throw new UnsupportedOperationException("it listens");
    }
}
