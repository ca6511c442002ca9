package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.tlsrpt.read.FailureDetails;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The failures of one kind that one reporter had from one address. Immutable.
 *
 * @param reporter the organisation, by the name that it gave itself
 * @param isVerified whether its reports have a verified submitter
 * @param policyType the policy type, as reported
 * @param resultType the result type, as reported
 * @param mxHost the MX host; empty if it is unknown
 * @param receivingIp the address of the MX host; empty if it is unknown
 * @param helo the name that the MX host gave in its greeting; empty if it is unknown
 * @param sendingIp the address that the sessions came from; empty if it is unknown
 * @param reason the failure-reason-code; empty if there is none
 * @param information the additional-information of the latest report, a URI; empty if there is none
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
        String receivingIp,
        String helo,
        String sendingIp,
        String reason,
        String information,
        long sessions,
        LocalDate firstSeen,
        LocalDate lastSeen) {
    static FailureOrigin of(Source source, String policyType, String resultType, FailureDetails details) {
        return new FailureOrigin(
                source.reporter(),
                source.isVerified(),
                policyType,
                resultType,
                text(details.receivingMxHostname()),
                text(details.receivingIp()),
                text(details.receivingMxHelo()),
                text(details.sendingMtaIp()),
                text(details.failureReasonCode()),
                text(details.additionalInformation()),
                details.failedSessionCount(),
                source.firstDay(),
                source.lastDay());
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    long characters() {
        return (long) reporter.length()
                + policyType.length()
                + resultType.length()
                + mxHost.length()
                + receivingIp.length()
                + helo.length()
                + sendingIp.length()
                + reason.length()
                + information.length();
    }

    FailureOrigin asOneOf(String kind) {
        return new FailureOrigin("", false, policyType, kind, "", "", "", "", "", "", sessions, firstSeen, lastSeen);
    }

    FailureOrigin plus(FailureOrigin other) {
        return new FailureOrigin(
                reporter,
                isVerified,
                policyType,
                resultType,
                mxHost,
                receivingIp,
                helo,
                sendingIp,
                reason,
                other.lastSeen.isBefore(lastSeen) || other.information.isEmpty() ? information : other.information,
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
                receivingIp,
                helo,
                sendingIp,
                reason,
                "",
                0,
                LocalDate.EPOCH,
                LocalDate.EPOCH);
    }
}
