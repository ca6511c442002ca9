package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What reports say about a domain under one type of policy. Immutable.
 *
 * @param policyType such as {@code sts}, in lower case; empty when a report does not say
 * @param sessionsByDay the sessions, by UTC day; a report about several days is counted on its first
 * @param reportersByDay the organisations that reported, for each UTC day that a report covers
 */
public record PolicyTotals(
        String policyType,
        SortedMap<LocalDate, Sessions> sessionsByDay,
        SortedMap<LocalDate, SortedSet<String>> reportersByDay) {
    /**
     * Keeps unchangeable copies.
     *
     * @param policyType such as {@code sts}
     * @param sessionsByDay the sessions, by day
     * @param reportersByDay the organisations that reported, by day
     */
    public PolicyTotals {
        sessionsByDay = Collections.unmodifiableSortedMap(new TreeMap<>(sessionsByDay));
        SortedMap<LocalDate, SortedSet<String>> reporters = new TreeMap<>();
        reportersByDay.forEach(
                (day, names) -> reporters.put(day, Collections.unmodifiableSortedSet(new TreeSet<>(names))));
        reportersByDay = Collections.unmodifiableSortedMap(reporters);
    }

    static PolicyTotals none(String policyType) {
        return new PolicyTotals(policyType, Collections.emptySortedMap(), Collections.emptySortedMap());
    }

    /**
     * What lies in a span of days.
     *
     * @param first the first UTC day that counts
     * @param last the last UTC day that counts, not before the first
     * @return the same for these days only
     */
    public PolicyTotals between(LocalDate first, LocalDate last) {
        LocalDate end = last.plusDays(1);
        return new PolicyTotals(policyType, sessionsByDay.subMap(first, end), reportersByDay.subMap(first, end));
    }

    /**
     * The sessions of all days.
     *
     * @return the sums
     */
    public Sessions sessions() {
        return sessionsByDay.values().stream().reduce(Sessions.NONE, Sessions::plus);
    }

    /**
     * Who reported.
     *
     * @return organisations
     */
    public SortedSet<String> reporters() {
        SortedSet<String> reporters = new TreeSet<>();
        reportersByDay.values().forEach(reporters::addAll);
        return Collections.unmodifiableSortedSet(reporters);
    }
}
