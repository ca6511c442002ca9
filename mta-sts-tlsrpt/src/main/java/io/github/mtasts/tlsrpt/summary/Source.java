package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.read.ReportRead;
import io.github.mtasts.tlsrpt.read.Submitter;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * The reporter of one report and the days that it covers.
 *
 * @param reporter the organisation, by the name that it gave itself
 * @param submitter who submitted the report
 * @param firstDay the first day
 * @param lastDay the last day, not after the day of the summary
 */
record Source(String reporter, Submitter submitter, LocalDate firstDay, LocalDate lastDay) {
    private static final int MAX_DAYS = 31;

    static Source of(ReportRead.Read read, LocalDate today) {
        LocalDate first = read.report().range().day();
        LocalDate last = Days.earlier(read.report().range().lastDay(), first.plusDays(MAX_DAYS - 1L));
        return new Source(
                read.report().organizationName(),
                read.submitter(),
                first,
                Days.later(first, Days.earlier(last, today)));
    }

    /** Returns the registered domain of the verified submitter; the hosts of one organisation have the same. */
    Optional<String> verified() {
        return submitter.domains().stream()
                .map(PolicyDomain::name)
                .min(Comparator.naturalOrder())
                .map(Source::registered);
    }

    /**
     * Returns the registered domain of a name. A label that no URL can have, such as {@code xn--0}, is passed over, so that it
     * neither fails nor counts as a registered domain of its own.
     */
    private static String registered(String name) {
        for (String rest = name; ; rest = rest.substring(rest.indexOf('.') + 1)) {
            HttpUrl url = HttpUrl.parse("https://" + rest + "/");
            if (url != null) {
                String domain = url.topPrivateDomain();
                return domain == null ? rest : domain;
            }
            if (rest.indexOf('.') < 0) {
                return name;
            }
        }
    }
}
