package io.github.mtasts.fetch.internal;

import io.github.mtasts.text.Causes;
import io.github.mtasts.text.OsMessages;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes errors of this system that say nothing about the peer: no descriptor, port or memory left, no network, no route
 * for the family of the address, a rule of the local firewall.
 *
 * <p>Java has no types for most of them, so that the messages of the operating system decide. A system with messages in another
 * language, and "No route to host", which a distant router may send, count as failures of the peer's side. Pure.
 */
public final class LocalErrors {
    private static final List<String> MESSAGES = List.of(
            "Network is unreachable",
            "Network is down",
            "Cannot assign requested address",
            "Can't assign requested address",
            "Permission denied",
            "Operation not permitted",
            "Protocol family unavailable",
            "Address family not supported");

    private LocalErrors() {}

    /**
     * Whether an exchange failed on this system.
     *
     * @param error why the exchange failed
     * @return true when the error or a cause of it is such an error
     */
    public static boolean isLocal(IOException error) {
        return OsMessages.isShortage(error)
                || Causes.of(error)
                        .anyMatch(each -> each instanceof BindException
                                || (each instanceof SocketException && isLocal(each.getMessage())));
    }

    private static boolean isLocal(@Nullable String message) {
        return message != null && MESSAGES.stream().anyMatch(message::startsWith);
    }
}
