package io.github.mtasts.lab.scenario;

/**
 * One line of recorded network traffic.
 *
 * @param by its origin
 * @param where the host, or the name in a DNS query
 * @param tls whether it was within TLS
 * @param text the text, on one line
 */
public record Seen(By by, String where, boolean tls, String text) {
    /** The origin of a line. */
    public enum By {
        /** The DNS: a question and its answer. */
        DNS("DNS"),
        /** A policy host or a report host: a request. */
        HTTPS("HTTPS"),
        /** The sender, in an SMTP session. */
        SENDER("sender"),
        /** An MX host. */
        HOST("host"),
        /** The attacker, in an SMTP session. */
        ATTACKER("attacker"),
        /** The network: connections and handshakes. */
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
