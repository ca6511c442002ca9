package io.github.mtasts.tlsrpt.dkim;

import java.time.Instant;

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

    /**
     * Verifies a message that was received earlier: whether a signature had expired is judged at that time. A verifier
     * that does not consider expiry need not override this method.
     *
     * @param message the message as received
     * @param received the time of reception
     * @return the verdict
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6376#section-3.5">RFC 6376 section 3.5, x=</a>
     */
    default DkimVerdict verify(byte[] message, Instant received) {
        return verify(message);
    }
}
