package io.github.mtasts.testkit.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Function;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes sockets that connect to virtual addresses. Host names are looked up in the kit's zone, without a query. */
public final class VirtualSocketFactory extends SocketFactory {
    private final VirtualNet net;
    private final Function<String, Optional<InetAddress>> lookup;

    /**
     * Makes a factory for one network.
     *
     * @param net the network
     * @param lookup returns the address of a host name or address literal
     */
    public VirtualSocketFactory(VirtualNet net, Function<String, Optional<InetAddress>> lookup) {
        this.net = net;
        this.lookup = lookup;
    }

    @Override
    public Socket createSocket() {
        return new VirtualSocket(net);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket(resolve(host), port);
    }

    @Override
    public Socket createSocket(String host, int port, @Nullable InetAddress localHost, int localPort)
            throws IOException {
        return createSocket(resolve(host), port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host, port, null, 0);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, @Nullable InetAddress localHost, int localPort)
            throws IOException {
        Socket socket = createSocket();
        try {
            if (localHost != null) {
                socket.bind(new InetSocketAddress(localHost, localPort));
            }
            socket.connect(new InetSocketAddress(host, port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private InetAddress resolve(String host) throws UnknownHostException {
        return lookup.apply(host).orElseThrow(() -> new UnknownHostException(host));
    }
}
