package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * The failures with one result type at one MX host, over all days and reporters. Immutable.
 *
 * @param policyType the policy type, as reported
 * @param resultType the result type, as reported
 * @param mxHost the MX host; empty if it is unknown
 * @param reason the most recent failure-reason-code; empty if there is none
 * @param sessions the number of sessions
 * @param firstSeen the first day
 * @param lastSeen the last day
 * @param reporters the organisations that reported it, in alphabetical order
 */
public record FailureKind(
        String policyType,
        String resultType,
        String mxHost,
        String reason,
        long sessions,
        LocalDate firstSeen,
        LocalDate lastSeen,
        Set<String> reporters) {
    /**
     * Copies the set.
     *
     * @param policyType the policy type
     * @param resultType the result type
     * @param mxHost the MX host
     * @param reason the reason
     * @param sessions the number of sessions
     * @param firstSeen the first day
     * @param lastSeen the last day
     * @param reporters the organisations
     */
    public FailureKind {
        reporters = Collections.unmodifiableSet(new TreeSet<>(reporters));
    }

    FailureKind asOneOf(String kind) {
        return new FailureKind(policyType, kind, "", "", sessions, firstSeen, lastSeen, reporters);
    }

    FailureKind plus(FailureKind other) {
        Set<String> all = new TreeSet<>(reporters);
        all.addAll(other.reporters);
        boolean isLater = !other.lastSeen.isBefore(lastSeen);
        return new FailureKind(
                policyType,
                resultType,
                mxHost,
                isLater && !other.reason.isEmpty() ? other.reason : reason,
                Saturated.sum(sessions, other.sessions),
                other.firstSeen.isBefore(firstSeen) ? other.firstSeen : firstSeen,
                isLater ? other.lastSeen : lastSeen,
                all);
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
