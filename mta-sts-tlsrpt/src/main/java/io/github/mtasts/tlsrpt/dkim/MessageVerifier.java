package io.github.mtasts.tlsrpt.dkim;

/**
 * Port: verifies the signatures of a received message. {@code DkimVerifier} implements it. Implementations must be
 * thread-safe.
 */
@FunctionalInterface
public interface MessageVerifier {
    /**
     * Verifies a message. Does not throw for any content of the message or for a network failure.
     *
     * @param message the message as received
     * @return the verdict
     */
    DkimVerdict verify(byte[] message);
}
