package io.github.mtasts.tlsrpt.record;

import java.time.Duration;

/**
 * What was found at {@code _smtp._tls.<domain>}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public sealed interface TlsRptDiscoveryResult {
    /**
     * The domain asks for reports.
     *
     * @param record the record
     * @param ttl how long the DNS allows the record to be kept
     */
    record Found(TlsRptRecord record, Duration ttl) implements TlsRptDiscoveryResult {}

    /**
     * The domain asks for none: no such name, no TXT records, or none of ours among them.
     *
     * @param ttl how long the DNS allows the absence to be kept
     */
    record Absent(Duration ttl) implements TlsRptDiscoveryResult {}

    /**
     * There is a record that cannot be used. It counts as none (D18).
     *
     * @param reason what is wrong, naming the place, printable
     * @param ttl how long the DNS allows the record to be kept
     */
    record Invalid(String reason, Duration ttl) implements TlsRptDiscoveryResult {}

    /**
     * The DNS could not tell; later it may (D18).
     *
     * @param reason for a log line
     */
    record TemporaryFailure(String reason) implements TlsRptDiscoveryResult {}
}
