package io.github.mtasts.lab.scenario;

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
        DNS("DNS"),
        /** A policy host, or a host that takes reports: a request. */
        HTTPS("HTTPS"),
        /** The sender, in an SMTP session. */
        SENDER("sender"),
        /** An MX host. */
        HOST("host"),
        /** The attacker, in an SMTP session. */
        ATTACKER("attacker"),
        /** The network itself: connections and handshakes. */
        NETWORK("network");

        private final String word;

        By(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }
}
