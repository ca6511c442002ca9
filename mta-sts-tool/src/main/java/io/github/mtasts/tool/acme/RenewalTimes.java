package io.github.mtasts.tool.acme;

import io.github.mtasts.tool.server.ServedCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.CRC32;

/**
 * When certificates are renewed and attempts repeated. Times are spread by a checksum of the host's name: every restart computes the
 * same ones, and hundreds of hosts do not ask in the same minute. Pure.
 */
final class RenewalTimes {
    /** Authorities limit failed validations of a host to about five an hour: this leads to four. */
    private static final Duration FIRST_RETRY = Duration.ofMinutes(5);

    private static final Duration LONGEST_RETRY = Duration.ofHours(6);
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    /** Whatever the dates of a certificate say, another one is not ordered sooner after it. */
    static final Duration SHORTEST = Duration.ofHours(12);

    /** No time that an authority gives is waited for longer; the limits of authorities are for a week at most. */
    static final Duration LONGEST_WAIT = Duration.ofDays(8);

    private static final int MAX_DOUBLINGS = 20;

    private RenewalTimes() {}

    /** After two thirds of the lifetime, or up to a twentieth of it earlier: a month before the end of one of 90 days. */
    static Instant renewal(ServedCertificate certificate, String host) {
        Duration lifetime = Duration.between(certificate.begin(), certificate.end());
        Duration earlier = scaled(lifetime.dividedBy(20), fraction(host));
        return certificate.begin().plus(lifetime.multipliedBy(2).dividedBy(3)).minus(earlier);
    }

    /** The wait after failures of one host: doubled each time, and up to a half longer. */
    static Duration retry(int failures, String host) {
        return doubled(FIRST_RETRY, LONGEST_RETRY, failures, host);
    }

    /** The wait of all hosts after the authority could not be reached. */
    static Duration pause(int failures, String authority) {
        return doubled(FIRST_PAUSE, LONGEST_PAUSE, failures, authority);
    }

    private static Duration doubled(Duration first, Duration longest, int failures, String name) {
        Duration wait = first.multipliedBy(1L << Math.min(MAX_DOUBLINGS, Math.max(0, failures - 1)));
        Duration limited = wait.compareTo(longest) > 0 ? longest : wait;
        return limited.plus(scaled(limited.dividedBy(2), fraction(name + failures)));
    }

    private static Duration scaled(Duration duration, double fraction) {
        return Duration.ofMillis((long) (duration.toMillis() * fraction));
    }

    /** From 0 to 1. */
    private static double fraction(String name) {
        CRC32 checksum = new CRC32();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        return checksum.getValue() / (double) 0xFFFF_FFFFL;
    }
}
