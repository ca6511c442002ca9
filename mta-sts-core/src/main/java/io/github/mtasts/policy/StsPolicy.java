package io.github.mtasts.policy;

import io.github.mtasts.name.MxHost;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A valid policy. Immutable; only {@link PolicyParser} makes one. Two policies are equal when they were read from the
 * same bytes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.2">RFC 8461 section 3.2</a>
 */
public final class StsPolicy {
    private final PolicyMode mode;
    private final int maxAgeSeconds;
    private final MxPattern[] patterns;
    private final byte[] source;

    StsPolicy(PolicyMode mode, int maxAgeSeconds, List<MxPattern> patterns, byte[] source) {
        this.mode = mode;
        this.maxAgeSeconds = maxAgeSeconds;
        this.patterns = patterns.toArray(MxPattern[]::new);
        this.source = source.clone();
    }

    /**
     * The mode of the policy.
     *
     * @return the mode
     */
    public PolicyMode mode() {
        return mode;
    }

    /**
     * The lifetime of the policy after its fetch, in seconds (max_age).
     *
     * @return 0 to 31,557,600
     */
    public int maxAgeSeconds() {
        return maxAgeSeconds;
    }

    /**
     * The lifetime of the policy after its fetch (max_age).
     *
     * @return the same as {@link #maxAgeSeconds()}
     */
    public Duration maxAge() {
        return Duration.ofSeconds(maxAgeSeconds);
    }

    /**
     * The {@code mx} lines.
     *
     * @return in the order of the policy; empty only in mode none
     */
    public List<MxPattern> mxPatterns() {
        return List.of(patterns);
    }

    /**
     * Whether one of the {@code mx} lines covers a host (RFC 8461 section 4.1). No I/O, no allocation.
     *
     * @param host the host from the MX record
     * @return true when a pattern matches
     */
    public boolean permits(MxHost host) {
        for (MxPattern pattern : patterns) {
            if (pattern.matches(host)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The lines of the policy as reports quote them (RFC 8460 section 4.5): without line ends and without blank lines.
     *
     * @return in the order of the policy
     */
    public List<String> lines() {
        return PolicyLines.of(source);
    }

    /**
     * The bytes of the policy as served.
     *
     * @return a copy
     */
    public byte[] source() {
        return source.clone();
    }

    /**
     * The size of {@link #source()}, without copying it.
     *
     * @return in octets
     */
    public int sourceLength() {
        return source.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StsPolicy that && Arrays.equals(source, that.source);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(source);
    }

    /** Mode, patterns and max_age on one line, for logs. */
    @Override
    public String toString() {
        return mode.token() + " mx " + Arrays.toString(patterns) + " max_age " + maxAgeSeconds;
    }
}
