package io.github.mtasts;

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
    private static final int MAX_CAUSES = 10;

    private LostConnection() {}

    /** @param error as thrown; null at the end of the stream */
    static boolean shownBy(@Nullable Throwable error) {
        boolean ofTls = false;
        Throwable next = error;
        for (int depth = 0; next != null && depth < MAX_CAUSES; depth++) {
            if (next instanceof EOFException
                    || next instanceof SocketException
                    || next instanceof ClosedChannelException
                    || next instanceof InterruptedIOException // a time-out of a socket
                    || next instanceof TimeoutException) {
                return true;
            }
            ofTls |= next instanceof SSLException;
            next = next.getCause();
        }
        return !ofTls;
    }
}
