package io.github.mtasts.discovery;

import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.policy.StsRecord;
import java.time.Duration;

/**
 * The result of a look-up of {@code _mta-sts.<domain>}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.1">RFC 8461 section 3.1</a>
 */
public sealed interface StsDiscoveryResult {
    /**
     * The domain announces a policy.
     *
     * @param record the record
     * @param ttl how long the DNS allows the record to be kept
     */
    record Found(StsRecord record, Duration ttl) implements StsDiscoveryResult {}

    /**
     * The domain announces no policy: no such name, no TXT records, or none for MTA-STS among several.
     *
     * @param ttl how long the DNS allows the absence to be kept
     */
    record Absent(Duration ttl) implements StsDiscoveryResult {}

    /**
     * The record is invalid: malformed, or one of several. It counts as no policy.
     *
     * @param reason the fault and its place
     * @param ttl how long the DNS allows the record to be kept
     */
    record Invalid(String reason, Duration ttl) implements StsDiscoveryResult {}

    /**
     * The look-up failed: whether the domain has a policy is unknown.
     *
     * @param reason for a log line, and for a report when the failure is the domain's
     * @param fault the side on which the look-up failed
     */
    record TemporaryFailure(String reason, LookupFault fault) implements StsDiscoveryResult {}
}
