package io.github.mtasts.quickstart;

import io.github.mtasts.name.MxHost;

/** The fate of one message. */
sealed interface Disposition {
    /**
     * An MX host accepted it.
     *
     * @param host the host
     */
    record Sent(MxHost host) implements Disposition {
        @Override
        public String toString() {
            return "sent";
        }
    }

    /**
     * It stays in the queue.
     *
     * @param enhancedStatus the reason as an enhanced status code (RFC 3463)
     * @param sentence the reason in words
     */
    record Deferred(String enhancedStatus, String sentence) implements Disposition {
        @Override
        public String toString() {
            return "deferred " + enhancedStatus;
        }
    }

    /**
     * It is returned to its author.
     *
     * @param sentence the reason in words
     */
    record Bounced(String sentence) implements Disposition {
        @Override
        public String toString() {
            return "bounced";
        }
    }
}
