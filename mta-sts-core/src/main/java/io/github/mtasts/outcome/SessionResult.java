package io.github.mtasts.outcome;

import io.github.mtasts.failure.Failure;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The result of a session with an MX host. Every check runs even after one has failed. Immutable.
 *
 * @param protocol the TLS version as JSSE names it, such as {@code TLSv1.3}; null when no handshake was completed
 * @param cipherSuite the cipher suite as JSSE names it; null when no handshake was completed
 * @param failures every failure, each with its exact result type; empty when the session is validated
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-4.2">RFC 8461 section 4.2</a>
 */
public record SessionResult(
        @Nullable String protocol, @Nullable String cipherSuite, List<Failure> failures) {
    /**
     * Keeps an unchangeable copy of the failures.
     *
     * @param protocol the TLS version
     * @param cipherSuite the cipher suite
     * @param failures every failure
     * @throws IllegalArgumentException when there is neither TLS nor a failure
     */
    public SessionResult {
        failures = List.copyOf(failures);
        if (protocol == null && failures.isEmpty()) {
            throw new IllegalArgumentException(
                    "SessionResult without TLS and without failures: pass the failure that prevented TLS");
        }
    }

    /**
     * Makes the result of a session in which no handshake was completed.
     *
     * @param failure the reason
     * @return the result
     */
    public static SessionResult withoutTls(Failure failure) {
        return new SessionResult(null, null, List.of(failure));
    }

    /**
     * Whether a handshake was completed, with whatever certificate.
     *
     * @return true when the connection is encrypted
     */
    public boolean encrypted() {
        return protocol != null;
    }

    /**
     * Whether the session proves the MX host by its name.
     *
     * @return true when it is encrypted and nothing failed
     */
    public boolean validated() {
        return encrypted() && failures.isEmpty();
    }

    @Override
    public String toString() {
        return (protocol == null ? "no TLS" : protocol + " " + cipherSuite)
                + (failures.isEmpty()
                        ? ", validated"
                        : ": " + failures.stream().map(Failure::toString).collect(Collectors.joining("; ")));
    }
}
