package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * The share of failed sessions in the last seven days and in the seven days before, under the most important policy type.
 *
 * @param recent the share of the last seven days in percent; negative if there were no sessions
 * @param before the share of the seven days before; negative if there were no sessions
 */
record Trend(double recent, double before) {
    private static final int DAYS = 7;

    static Trend of(DomainSummary domain) {
        List<DaySessions> days = domain.under(domain.mainType()).days();
        LocalDate middle = domain.asOf().minusDays(DAYS);
        return new Trend(share(days, middle, domain.asOf()), share(days, middle.minusDays(DAYS), middle.minusDays(1)));
    }

    private static double share(List<DaySessions> days, LocalDate first, LocalDate last) {
        double sessions = 0;
        double failures = 0;
        for (DaySessions day : days) {
            if (!day.day().isBefore(first) && !day.day().isAfter(last)) {
                sessions += (double) day.successes() + day.failures();
                failures += day.failures();
            }
        }
        return sessions > 0 ? 100 * failures / sessions : -1;
    }

    /** Returns the trend in words, such as {@code rising: 0.1 % to 3.0 % failed}. */
    String text() {
        if (recent < 0) {
            return "no sessions in 7 days";
        }
        if (before < 0) {
            return percent(recent) + " failed";
        }
        String earlier = percent(before);
        String later = percent(recent);
        return earlier.equals(later)
                ? "steady: " + later + " failed"
                : (recent > before ? "rising: " : "falling: ") + earlier + " to " + later + " failed";
    }

    private static String percent(double share) {
        if (share > 0 && share < 0.1) {
            return "below 0.1 %";
        }
        return String.format(Locale.ROOT, share == Math.rint(share) ? "%.0f %%" : "%.1f %%", share);
    }
}
