package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.name.internal.RegistrableDomain;
import io.github.mtasts.tlsrpt.read.ReportRead;
import io.github.mtasts.tlsrpt.read.Submitter;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;

/**
 * A report, and the days that it covers.
 *
 * @param number a number that only this report has
 * @param read the report
 * @param firstDay the first day that counts
 * @param lastDay the last day, not after the day of the summary
 * @param verified the registered domain of the verified submitter, which is the same for all hosts of one organisation
 */
record Source(int number, ReportRead.Read read, LocalDate firstDay, LocalDate lastDay, Optional<String> verified) {
    private static final int MAX_DAYS = 31;

    /** Returns the source. Its first day is not before the period, unless all its days are. */
    static Source of(int number, ReportRead.Read read, LocalDate begin, LocalDate today) {
        LocalDate first = read.report().range().day();
        LocalDate last = Days.earlier(read.report().range().lastDay(), first.plusDays(MAX_DAYS - 1L));
        LocalDate usable = Days.later(first, Days.earlier(last, today));
        return new Source(
                number, read, Days.earlier(Days.later(first, begin), usable), usable, registered(read.submitter()));
    }

    /** Returns the name that the organisation gave itself. */
    String reporter() {
        return read.report().organizationName();
    }

    boolean isVerified() {
        return read.submitter().isVerified();
    }

    private static Optional<String> registered(Submitter submitter) {
        return submitter.domains().isEmpty()
                ? Optional.empty()
                : submitter.domains().stream()
                        .map(PolicyDomain::name)
                        .min(Comparator.naturalOrder())
                        .map(RegistrableDomain::of);
    }
}
