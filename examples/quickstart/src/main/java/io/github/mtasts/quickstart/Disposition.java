package io.github.mtasts.quickstart;

import io.github.mtasts.name.MxHost;

/** What became of a message. */
public sealed interface Disposition {
    /**
     * A host took it.
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
     * @param enhancedStatus why, as an enhanced status code
     * @param sentence why
     */
    record Deferred(String enhancedStatus, String sentence) implements Disposition {
        @Override
        public String toString() {
            return "deferred " + enhancedStatus;
        }
    }

    /**
     * It goes back to its sender.
     *
     * @param sentence why
     */
    record Bounced(String sentence) implements Disposition {
        @Override
        public String toString() {
            return "bounced";
        }
    }

    /** Nothing was to be sent. */
    record NotSent() implements Disposition {
        @Override
        public String toString() {
            return "not sent";
        }
    }
}
