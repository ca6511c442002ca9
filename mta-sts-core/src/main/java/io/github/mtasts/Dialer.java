package io.github.mtasts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Connects to one address of an MX host; the library then conducts the SMTP dialogue. It is called up to three
 * times: once; again where the handshake resumed a TLS session whose certificate does not hold any more; and again where the
 * handshake failed and the policy allows mail in the clear. {@link #to} makes one with limits. A dialer of your own sets
 * a connect time-out. The thread is interrupted when the opening is over ({@link MtaStsBuilder#openingLimit}, or the end of the
 * attempt), which ends waits, connects of channels and those on virtual threads; the connect of a {@link Socket} on another
 * thread ends only by its own time-out, and its connection is closed then.
 */
@FunctionalInterface
public interface Dialer {
    /** The limit of {@link #to} for a connection, in milliseconds. */
    int CONNECT_LIMIT_MILLIS = 30_000;

    /** The limit of {@link #to} for a read, in milliseconds. */
    int READ_LIMIT_MILLIS = 300_000;

    /**
     * Connects.
     *
     * @return a connected socket on which nothing was read or written; the library closes it unless it hands it over
     * @throws IOException when the address cannot be reached; nothing is recorded
     */
    Socket dial() throws IOException;

    /**
     * Connects within 30 seconds and limits each read to five minutes (RFC 5321 section 4.5.3.2), also on the connection of an
     * {@link Opening.Ready}. Short lines are sent at once.
     *
     * @param address of the host
     * @param port 25, or 465 for {@link DeliveryRequest.Builder#implicitTls}
     * @return a dialer
     */
    static Dialer to(InetAddress address, int port) {
        return to(address, port, SocketFactory.getDefault());
    }

    /**
     * Connects as {@link #to(InetAddress, int)} does.
     *
     * @param address of the host
     * @param port 25, or 465 for {@link DeliveryRequest.Builder#implicitTls}
     * @param sockets makes unconnected sockets
     * @return a dialer
     */
    static Dialer to(InetAddress address, int port, SocketFactory sockets) {
        return () -> {
            Socket socket = sockets.createSocket();
            try {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(READ_LIMIT_MILLIS);
                socket.connect(new InetSocketAddress(address, port), CONNECT_LIMIT_MILLIS);
                return socket;
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        };
    }
}
