package io.github.mtasts.testkit;

/**
 * A line of an SMTP session as seen on the network, or a description of a handshake.
 *
 * @param speaker the sender of the line
 * @param tls whether it was sent within TLS
 * @param text the line without its end, one character for each octet
 */
public record SmtpLine(Speaker speaker, boolean tls, String text) {
    /** A party to a session. */
    public enum Speaker {
        /** The party that connected. */
        CLIENT,
        /** The MX host. */
        HOST,
        /** An attacker in the middle, in the name of the host or of the client. */
        ATTACKER
    }
}
