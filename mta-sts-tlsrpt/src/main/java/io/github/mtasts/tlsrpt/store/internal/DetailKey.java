package io.github.mtasts.tlsrpt.store.internal;

import io.github.mtasts.failure.ResultType;

/**
 * The key of one failure detail of an entry: sessions with equal keys are counted together (RFC 8460 section 4). Text from
 * outside is printable and bounded; an unknown value is empty. Immutable.
 *
 * @param type the result type
 * @param sendingIp the sender's address
 * @param mxHost the host from the MX record
 * @param helo the name that the host gave in its greeting or EHLO reply
 * @param receivingIp the address of the host
 * @param reason the failure-reason-code
 */
public record DetailKey(
        ResultType type, String sendingIp, String mxHost, String helo, String receivingIp, String reason) {
    /** Returns the detail that stands for all failures beyond the number of distinct details kept per domain and day. */
    public static DetailKey beyondTheCap() {
        return new DetailKey(
                ResultType.VALIDATION_FAILURE,
                "",
                "",
                "",
                "",
                "too-many-details: other failures of the day, whose distinct details are beyond the number kept");
    }
}
