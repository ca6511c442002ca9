package io.github.mtasts.tlsrpt.summary;

import java.time.LocalDate;

/**
 * The failures of one kind that one reporter had from one address. Immutable.
 *
 * @param reporter the organisation, by the name that it gave itself
 * @param isVerified whether its reports have a verified submitter
 * @param policyType the policy type, as reported
 * @param resultType the result type, as reported
 * @param mxHost the MX host; empty if it is unknown
 * @param sendingIp the address that the sessions came from; empty if it is unknown
 * @param helo the name that the MX host gave in its greeting; empty if it is unknown
 * @param sessions the number of sessions
 * @param firstSeen the first day
 * @param lastSeen the last day
 */
public record FailureOrigin(
        String reporter,
        boolean isVerified,
        String policyType,
        String resultType,
        String mxHost,
        String sendingIp,
        String helo,
        long sessions,
        LocalDate firstSeen,
        LocalDate lastSeen) {
    FailureOrigin asOneOf(String kind) {
        return new FailureOrigin("", false, policyType, kind, "", "", "", sessions, firstSeen, lastSeen);
    }

    FailureOrigin plus(FailureOrigin other) {
        return new FailureOrigin(
                reporter,
                isVerified,
                policyType,
                resultType,
                mxHost,
                sendingIp,
                helo,
                Saturated.sum(sessions, other.sessions),
                Days.earlier(firstSeen, other.firstSeen),
                Days.later(lastSeen, other.lastSeen));
    }

    /** Returns the values that sessions of one origin share. */
    FailureOrigin key() {
        return new FailureOrigin(
                reporter,
                isVerified,
                policyType,
                resultType,
                mxHost,
                sendingIp,
                helo,
                0,
                LocalDate.EPOCH,
                LocalDate.EPOCH);
    }
}
