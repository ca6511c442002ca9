package io.github.mtasts.testkit;

/**
 * A line of an SMTP session, as somebody on the network saw it; or what he saw of a handshake, in words.
 *
 * @param speaker who said it
 * @param tls whether it was said within TLS
 * @param text the line without its end, one character for each octet
 */
public record SmtpLine(Speaker speaker, boolean tls, String text) {
    /** A party of a session. */
    public enum Speaker {
        /** Who connected. */
        CLIENT,
        /** The MX host. */
        HOST,
        /** Somebody in the middle, in the name of the host or of the client. */
        ATTACKER
    }
}
