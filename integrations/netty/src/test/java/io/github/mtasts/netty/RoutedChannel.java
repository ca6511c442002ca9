package io.github.mtasts.netty;

import io.github.mtasts.testkit.TestNetwork;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A channel that leads to the hosts of a test network. */
final class RoutedChannel extends NioSocketChannel {
    private final TestNetwork net;

    private RoutedChannel(TestNetwork net) {
        this.net = net;
    }

    static Bootstrap bootstrap(EventLoopGroup loops, TestNetwork net) {
        ChannelFactory<NioSocketChannel> channels = () -> new RoutedChannel(net);
        return new Bootstrap().group(loops).channelFactory(channels);
    }

    @Override
    protected boolean doConnect(SocketAddress remote, @Nullable SocketAddress local) throws Exception {
        return super.doConnect(net.route((InetSocketAddress) remote), local);
    }
}
