package io.github.mtasts.tlsrpt.store.internal;

import io.github.mtasts.name.PolicyDomain;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The key of a report: there is one report per domain and UTC day (RFC 8460 section 4.1, D24). Immutable.
 *
 * @param day the UTC day
 * @param domain the reported domain: the next hop of its sessions (section 1.1)
 */
public record ReportKey(LocalDate day, PolicyDomain domain) {
    /** Returns the midnight with which the day begins. */
    public Instant start() {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Returns the last second of the day, 23:59:59 UTC, never the next midnight (D23). */
    public Instant end() {
        return nextMidnight().minusSeconds(1);
    }

    /** Returns the midnight with which the day ends. */
    public Instant nextMidnight() {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Returns the text for log lines, such as {@code example.com (2024-03-01)}. */
    public String text() {
        return domain + " (" + day + ")";
    }
}
