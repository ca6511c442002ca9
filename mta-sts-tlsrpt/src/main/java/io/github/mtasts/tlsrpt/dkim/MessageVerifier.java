package io.github.mtasts.tlsrpt.dkim;

/** Port: judges the signatures of a received message. {@code DkimVerifier} is the implementation. Thread-safe. */
@FunctionalInterface
public interface MessageVerifier {
    /**
     * Judges a message.
     *
     * @param message the message as it was received
     * @return the verdict; never an exception for what the message or the network is
     */
    DkimVerdict verify(byte[] message);
}
