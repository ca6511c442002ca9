package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;

/**
 * The sessions of one day under one policy type, over all reporters. Immutable.
 *
 * @param day the UTC day
 * @param successes successful sessions
 * @param failures failed sessions
 */
public record DaySessions(LocalDate day, long successes, long failures) {
    DaySessions plus(long complied, long failed) {
        return new DaySessions(day, Saturated.sum(successes, complied), Saturated.sum(failures, failed));
    }
}
