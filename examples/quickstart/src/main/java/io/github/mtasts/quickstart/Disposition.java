package io.github.mtasts.quickstart;

import io.github.mtasts.name.MxHost;

/** What became of a message. */
sealed interface Disposition {
    /** A host took it. */
    record Sent(MxHost host) implements Disposition {
        @Override
        public String toString() {
            return "sent";
        }
    }

    /** It stays in the queue. */
    record Deferred(String enhancedStatus, String sentence) implements Disposition {
        @Override
        public String toString() {
            return "deferred " + enhancedStatus;
        }
    }

    /** It goes back to its sender. */
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
