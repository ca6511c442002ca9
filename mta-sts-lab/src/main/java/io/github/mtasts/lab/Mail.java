package io.github.mtasts.lab;

/**
 * A message to send.
 *
 * @param from its reverse path; a message that is returned goes there
 * @param to its recipient
 * @param canary a text that occurs in it and nowhere else
 */
public record Mail(String from, String to, String canary) {
    /**
     * The domain it goes to.
     *
     * @return what follows the at sign of the recipient, in the case in which it was written
     */
    public String domain() {
        return domainOf(to);
    }

    /**
     * The domain it comes from.
     *
     * @return what follows the at sign of the reverse path
     */
    public String authorDomain() {
        return domainOf(from);
    }

    private static String domainOf(String mailbox) {
        return mailbox.substring(mailbox.indexOf('@') + 1);
    }

    /**
     * Header and body. They go out as they stand, without another transfer encoding: the canary is looked for by its text.
     *
     * @return the whole text, with CRLF
     */
    public String text() {
        return "From: <%s>\r\nTo: <%s>\r\nSubject: Quarterly figures\r\n\r\n%s\r\n".formatted(from, to, canary);
    }
}
