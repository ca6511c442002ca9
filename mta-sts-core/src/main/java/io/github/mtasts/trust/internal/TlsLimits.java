package io.github.mtasts.trust.internal;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.text.Causes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes handshakes that the limits of the Java TLS stack ended: a chain of more than ten certificates, or a handshake
 * message of more than 32 KiB. Other mail servers accept both, so these are limits of this process and no faults of the peer:
 * a failure with such a reason is counted for the operator and never reported to the domain (D34). The JDK reads the system properties for them once per process.
 */
public final class TlsLimits {
    private static final String CHAIN = "The certificate chain length (";
    private static final String MESSAGE = "The size of the handshake message (";
    private static final String LONG_CHAIN = "certificate-chain-too-long: a limit of this JVM, ";
    private static final String LARGE_MESSAGE = "handshake-message-too-large: a limit of this JVM, ";

    private TlsLimits() {}

    /**
     * Finds the limit that ended a handshake.
     *
     * @param error why the handshake ended
     * @return a reason that names the system property to set; null when the error is about no limit
     */
    public static @Nullable String reason(Throwable error) {
        return Causes.of(error)
                .map(each -> reason(String.valueOf(each.getMessage())))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String reason(String message) {
        if (message.contains(CHAIN)) {
            return LONG_CHAIN + "jdk.tls.maxCertificateChainLength: " + message;
        }
        return message.contains(MESSAGE) ? LARGE_MESSAGE + "jdk.tls.maxHandshakeMessageSize: " + message : null;
    }

    /**
     * Whether a failure is that of such a limit. Each reason begins with a code of this library, so that no peer can make one.
     *
     * @param failure of a session
     * @return true when its reason is one of {@link #reason}
     */
    public static boolean isLimit(Failure failure) {
        return failure.reason().startsWith(LONG_CHAIN) || failure.reason().startsWith(LARGE_MESSAGE);
    }
}
