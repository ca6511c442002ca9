package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The failures with one result type at one MX host, over all days and reporters. Immutable.
 *
 * @param policyType the policy type, as reported
 * @param resultType the result type, as reported
 * @param mxHost the MX host; empty if it is unknown
 * @param reason the most recent failure-reason-code, of a verified submitter if there is one; empty if there is none
 * @param sessions the number of sessions
 * @param firstSeen the first day
 * @param lastSeen the last day
 * @param isVerified whether a verified submitter reported it
 * @param reporters the organisations that reported it, in alphabetical order
 * @param byDay the number of sessions per day; those of a report of several days are counted on its last day
 */
public record FailureKind(
        String policyType,
        String resultType,
        String mxHost,
        String reason,
        long sessions,
        LocalDate firstSeen,
        LocalDate lastSeen,
        boolean isVerified,
        Set<String> reporters,
        SortedMap<LocalDate, Long> byDay) {
    /** The order from the most frequent one. */
    static final Comparator<FailureKind> MOST_FREQUENT = Comparator.comparingLong(FailureKind::sessions)
            .reversed()
            .thenComparing(FailureKind::resultType)
            .thenComparing(FailureKind::mxHost)
            .thenComparing(FailureKind::policyType);

    /**
     * Copies the collections.
     *
     * @param policyType the policy type
     * @param resultType the result type
     * @param mxHost the MX host
     * @param reason the reason
     * @param sessions the number of sessions
     * @param firstSeen the first day
     * @param lastSeen the last day
     * @param isVerified whether a verified submitter reported it
     * @param reporters the organisations
     * @param byDay the number of sessions per day
     */
    public FailureKind {
        reporters = Names.sorted(reporters);
        byDay = Collections.unmodifiableSortedMap(new TreeMap<>(byDay));
    }

    /**
     * Returns the number of sessions since a day.
     *
     * @param day the first day
     * @return the sum over that day and later ones
     */
    public long sessionsSince(LocalDate day) {
        return byDay.tailMap(day).values().stream().reduce(0L, Saturated::sum);
    }

    /**
     * Returns the most likely cause and the remedy.
     *
     * @return one sentence
     */
    public String meaning() {
        return FailureAdvice.of(resultType);
    }
}
