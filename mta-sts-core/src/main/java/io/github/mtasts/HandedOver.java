package io.github.mtasts;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes blocking sockets between the library, their users and a pool. Immutable. */
final class HandedOver {
    private static final Logger LOG = LoggerFactory.getLogger(HandedOver.class);

    /** The longest wait of RFC 5321 section 4.5.3.2, for the reply to the end of the message. */
    private static final int READ_LIMIT_MILLIS = 600_000;

    private HandedOver() {}

    /** The way of sockets to one MX host. */
    static ParkedConnection.Handover<Socket> to(String host) {
        return new ParkedConnection.Handover<>(
                (socket, reply, behind, countReuse) ->
                        give(socket, host, new FirstEhlo(socket, host, reply, behind, countReuse)),
                HandedOver::take,
                HandedOver::quit);
    }

    /**
     * Closes a socket, whatever the host does. JSSE would wait for the host to close, too, as long as a read may last.
     *
     * @throws IOException when the last octets cannot be sent
     */
    static void closeAtOnce(Socket socket) throws IOException {
        try {
            if (socket instanceof SSLSocket && !socket.isClosed()) {
                socket.setSoTimeout(0);
            }
        } finally {
            socket.close();
        }
    }

    /** Closes a socket at once; an error is only logged, because nothing depends on it. */
    static void close(Socket socket) {
        try {
            closeAtOnce(socket);
        } catch (IOException e) {
            LOG.debug("Closing {} failed", socket, e);
        }
    }

    /** Ends a parked connection: QUIT (RFC 5321 section 4.1.1.10), without a wait for the reply, which would hold up a pool. */
    private static void quit(Socket socket) {
        if (!socket.isClosed()) {
            try {
                socket.getOutputStream().write(SmtpPreamble.QUIT.octets());
            } catch (IOException e) {
                LOG.debug("QUIT failed: {} was closed by the host", socket, e);
            }
        }
        close(socket);
    }

    private static Socket give(Socket socket, String host, FirstEhlo smtp) {
        limitReads(socket);
        return socket instanceof SSLSocket tls
                ? new GreetedTlsSocket(tls, host, smtp)
                : new GreetedSocket(socket, host, smtp);
    }

    private static Socket take(Socket given) {
        return given instanceof GreetedTlsSocket tls ? tls.park() : ((GreetedSocket) given).park();
    }

    private static void limitReads(Socket socket) {
        try {
            if (socket.getSoTimeout() == 0) {
                socket.setSoTimeout(READ_LIMIT_MILLIS);
            }
        } catch (SocketException e) {
            LOG.debug("{} is closed", socket, e); // its user finds out
        }
    }
}
