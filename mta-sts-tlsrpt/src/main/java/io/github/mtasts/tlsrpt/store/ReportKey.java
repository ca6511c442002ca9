package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.name.PolicyDomain;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * One report: there is one for each domain and UTC day (RFC 8460 section 4.1, D24). Immutable.
 *
 * @param day the UTC day
 * @param domain the domain that is reported to: the next hop of its sessions (section 1.1)
 */
public record ReportKey(LocalDate day, PolicyDomain domain) {
    /**
     * When the day begins.
     *
     * @return midnight, UTC
     */
    public Instant start() {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /**
     * The last second of the day, never the next midnight (D23).
     *
     * @return 23:59:59, UTC
     */
    public Instant end() {
        return nextMidnight().minusSeconds(1);
    }

    /**
     * When the day is over.
     *
     * @return the next midnight, UTC
     */
    public Instant nextMidnight() {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    @Override
    public String toString() {
        return domain + " of " + day;
    }
}
