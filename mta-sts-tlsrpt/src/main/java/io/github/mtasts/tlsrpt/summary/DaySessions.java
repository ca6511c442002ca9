package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;

/**
 * The sessions of one day under one kind of policy, by all reporters together. Immutable.
 *
 * @param day the UTC day
 * @param successes sessions that complied
 * @param failures sessions that did not
 */
public record DaySessions(LocalDate day, long successes, long failures) {
    DaySessions plus(long complied, long failed) {
        return new DaySessions(day, Saturated.sum(successes, complied), Saturated.sum(failures, failed));
    }
}
