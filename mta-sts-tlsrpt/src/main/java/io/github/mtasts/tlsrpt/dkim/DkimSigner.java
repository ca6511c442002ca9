package io.github.mtasts.tlsrpt.dkim;

/**
 * Port: signs report mail for the domain of the reporter. {@code DkimKey} signs with a private key; a mail server that
 * already has a signer implements this interface instead. Implementations must be thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public interface DkimSigner {
    /**
     * Returns the signing domain, the d= of the signature.
     *
     * @return in lower-case A-labels
     */
    String domain();

    /**
     * Signs a message. The signature must cover every header field of the message, including From, TLS-Report-Domain and
     * TLS-Report-Submitter, and must not have an l= tag.
     *
     * @param message a complete message with CRLF line ends
     * @return the message with a DKIM-Signature field in front
     */
    byte[] sign(byte[] message);
}
