package io.github.mtasts;

import java.io.EOFException;
import java.net.SocketException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The reason why no reply came over TLS although the client had completed the handshake. Pure. Comes in: the error, and whether
 * the server asked for a certificate and got none. Goes out: the text of a validation-failure (RFC 8460 section 4.3.2.2).
 */
final class UnprovedTls {
    private static final String ALERT = "certificate_required";

    private UnprovedTls() {}

    static String reason(@Nullable Throwable error, boolean timedOut, boolean certificateMissing) {
        if (timedOut) {
            return "timeout: before the first reply over TLS";
        }
        String message = message(error);
        return (certificateMissing || message.contains(ALERT)
                        ? "client-certificate-required: "
                        : "closed-after-handshake: ")
                + message;
    }

    private static String message(@Nullable Throwable error) {
        if (error == null || error instanceof EOFException) {
            return "end of stream before the first reply";
        }
        boolean telling =
                error.getMessage() != null && (error instanceof SSLException || error instanceof SocketException);
        return telling ? String.valueOf(error.getMessage()) : error.toString();
    }
}
