package io.github.mtasts.lab;

/**
 * A message to send. Immutable.
 *
 * @param from the reverse path, to which a bounce goes
 * @param to the recipient
 * @param canary a text that occurs in this message only
 */
public record Mail(String from, String to, String canary) {
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
        return "From: <%s>\r\nTo: <%s>\r\nSubject: Quarterly figures\r\n\r\n%s\r\n".formatted(from, to, canary);
    }
}
