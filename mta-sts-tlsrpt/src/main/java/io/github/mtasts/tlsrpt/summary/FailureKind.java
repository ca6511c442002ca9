package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * One kind of failure at one MX host, over days and reporters. Immutable.
 *
 * @param policyType the kind of policy, as reported
 * @param resultType the result type, as reported
 * @param mxHost the MX host, empty when it was not named
 * @param reason the reason that was given last, empty when there was none
 * @param sessions how many sessions it was seen in
 * @param firstSeen the first day
 * @param lastSeen the last day
 * @param reporters who saw it, in alphabetical order
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
     * Keeps an unchangeable copy of the reporters.
     *
     * @param policyType the kind of policy
     * @param resultType the result type
     * @param mxHost the MX host
     * @param reason the reason
     * @param sessions how many sessions
     * @param firstSeen the first day
     * @param lastSeen the last day
     * @param reporters who saw it
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
     * What it most likely means, and what to do.
     *
     * @return one sentence
     */
    public String meaning() {
        return FailureAdvice.of(resultType);
    }
}
