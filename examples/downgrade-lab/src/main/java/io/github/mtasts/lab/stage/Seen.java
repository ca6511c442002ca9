package io.github.mtasts.lab.stage;

/**
 * Something that was seen on the network.
 *
 * @param by who showed it
 * @param where at which host, or for which name
 * @param tls whether it was within TLS
 * @param text what was seen, on one line
 */
public record Seen(By by, String where, boolean tls, String text) {
    /** Who showed something. */
    public enum By {
        /** The DNS: a question and its answer. */
        DNS,
        /** A policy host, or a host that takes reports: a request. */
        HTTPS,
        /** The sender, in an SMTP session. */
        SENDER,
        /** An MX host. */
        HOST,
        /** The attacker, in an SMTP session. */
        ATTACKER,
        /** The network itself: connections and handshakes. */
        NETWORK
    }
}
