package io.github.mtasts;

import io.github.mtasts.text.Causes;
import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Whether TLS failed because the connection broke or was too slow: the next try may end otherwise, which an alert or a refused
 * certificate does not suggest. Pure.
 */
final class LostConnection {
    private LostConnection() {}

    /** @param error as thrown; null at the end of the stream */
    static boolean shownBy(@Nullable Throwable error) {
        return Causes.of(error).anyMatch(LostConnection::isOfTheConnection)
                || Causes.of(error).noneMatch(SSLException.class::isInstance);
    }

    private static boolean isOfTheConnection(Throwable error) {
        return error instanceof EOFException
                || error instanceof SocketException
                || error instanceof ClosedChannelException
                || error instanceof InterruptedIOException // a time-out of a socket
                || error instanceof TimeoutException;
    }
}
