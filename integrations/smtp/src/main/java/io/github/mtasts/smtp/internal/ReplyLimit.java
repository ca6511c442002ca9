package io.github.mtasts.smtp.internal;

import java.time.Duration;

/** How long a host may be silent. */
public final class ReplyLimit {
    private static final Duration MAX = Duration.ofMillis(Integer.MAX_VALUE);

    private ReplyLimit() {}

    /**
     * The time for the reply to the end of the message: twice that for another reply, as ten minutes are twice five (RFC 5321 section
     * 4.5.3.2.6). A host that is given up here may have the message, and gets it again.
     */
    public static Duration afterMessage(Duration limit) {
        Duration twice = limit.multipliedBy(2);
        return twice.compareTo(MAX) > 0 ? MAX : twice;
    }
}
