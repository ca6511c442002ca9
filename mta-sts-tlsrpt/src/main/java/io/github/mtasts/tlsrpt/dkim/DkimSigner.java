package io.github.mtasts.tlsrpt.dkim;

/**
 * Port: signs report mail for the domain that reports. {@code DkimKey} is the implementation with a key of one's own; a mail
 * server that has a signer of its own puts it here. Implementations are thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public interface DkimSigner {
    /**
     * The domain that signs, the d= of the signature.
     *
     * @return in lower-case A-labels
     */
    String domain();

    /**
     * Signs a message. Every header field that the message has must be covered, with From, TLS-Report-Domain and
     * TLS-Report-Submitter among them, and there must be no l= tag.
     *
     * @param message a complete message with CRLF line ends
     * @return the same message with a DKIM-Signature field in front
     */
    byte[] sign(byte[] message);
}
