package io.github.mtasts.tlsrpt.count;

import io.github.mtasts.name.PolicyDomain;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Port: whether a domain asks for reports. Thread-safe; may block. */
@FunctionalInterface
public interface RecordLookup {
    /**
     * What the DNS says.
     *
     * @param asksForReports null when it could not tell
     * @param ttl how long that may be kept
     */
    record Answer(@Nullable Boolean asksForReports, Duration ttl) {}

    /**
     * Asks.
     *
     * @param domain the domain that would be reported to
     * @return the answer
     */
    Answer ask(PolicyDomain domain);
}
