package io.github.mtasts.discovery;

import io.github.mtasts.policy.StsRecord;
import java.time.Duration;

/**
 * What discovery found at {@code _mta-sts.<domain>}.
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
     * The domain announces no policy: no such name, no TXT records, or none of ours among several.
     *
     * @param ttl how long the DNS allows the absence to be kept
     */
    record Absent(Duration ttl) implements StsDiscoveryResult {}

    /**
     * There is a record that cannot be used: malformed, or one of several. It counts as no policy.
     *
     * @param reason what is wrong, naming the place
     * @param ttl how long the DNS allows the record to be kept
     */
    record Invalid(String reason, Duration ttl) implements StsDiscoveryResult {}

    /**
     * The DNS could not tell. It is not known whether the domain has a policy.
     *
     * @param reason for a log line
     */
    record TemporaryFailure(String reason) implements StsDiscoveryResult {}
}
