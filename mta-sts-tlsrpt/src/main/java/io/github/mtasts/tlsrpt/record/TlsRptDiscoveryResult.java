package io.github.mtasts.tlsrpt.record;

import io.github.mtasts.dns.LookupFault;
import java.time.Duration;

/**
 * The result of looking up the TXT record at {@code _smtp._tls.<domain>}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public sealed interface TlsRptDiscoveryResult {
    /**
     * The domain asks for reports.
     *
     * @param record the record
     * @param ttl how long the record may be cached
     */
    record Found(TlsRptRecord record, Duration ttl) implements TlsRptDiscoveryResult {}

    /**
     * The domain does not ask for reports: the name does not exist, or has no TLSRPT record.
     *
     * @param ttl how long the absence may be cached
     */
    record Absent(Duration ttl) implements TlsRptDiscoveryResult {}

    /**
     * The domain has an invalid record. It counts as none (D18).
     *
     * @param reason the fault and its place, printable
     * @param ttl how long the record may be cached
     */
    record Invalid(String reason, Duration ttl) implements TlsRptDiscoveryResult {}

    /**
     * The look-up failed; a later one may succeed (D18).
     *
     * @param reason for a log line
     * @param fault the side on which the look-up failed (D34)
     */
    record TemporaryFailure(String reason, LookupFault fault) implements TlsRptDiscoveryResult {
        /**
         * Creates the result of a failure on the side of the domain.
         *
         * @param reason for a log line
         */
        public TemporaryFailure(String reason) {
            this(reason, LookupFault.DOMAIN);
        }
    }
}
