package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;

/** The order of days. */
final class Days {
    private Days() {}

    static LocalDate earlier(LocalDate a, LocalDate b) {
        return b.isBefore(a) ? b : a;
    }

    static LocalDate later(LocalDate a, LocalDate b) {
        return b.isAfter(a) ? b : a;
    }
}
