package io.github.mtasts.lab;

/**
 * A message to send. Immutable.
 *
 * @param from the reverse path, to which a bounce goes
 * @param to the recipient
 * @param canary a text that occurs in this message only
 * @param requireTls whether it was received with the parameter REQUIRETLS (RFC 8689 section 2)
 * @param tlsNotRequired whether its header has {@code TLS-Required: No} (RFC 8689 section 3)
 */
public record Mail(String from, String to, String canary, boolean requireTls, boolean tlsNotRequired) {
    /**
     * Makes a message without demands of its own.
     *
     * @param from the reverse path
     * @param to the recipient
     * @param canary a text that occurs in this message only
     */
    public Mail(String from, String to, String canary) {
        this(from, to, canary, false, false);
    }

    /**
     * The recipient's domain.
     *
     * @return the part after the at sign, in its original case
     */
    public String domain() {
        return domainOf(to);
    }

    /**
     * The domain of the reverse path.
     *
     * @return the part after the at sign
     */
    public String authorDomain() {
        return domainOf(from);
    }

    private static String domainOf(String mailbox) {
        return mailbox.substring(mailbox.indexOf('@') + 1);
    }

    /**
     * Header and body. The lab searches for the canary as text, so a sender must not apply a transfer encoding.
     *
     * @return the text with CRLF line ends
     */
    public String text() {
        String demand = tlsNotRequired ? "TLS-Required: No\r\n" : "";
        return "From: <%s>\r\nTo: <%s>\r\n%sSubject: Quarterly figures\r\n\r\n%s\r\n"
                .formatted(from, to, demand, canary);
    }
}
