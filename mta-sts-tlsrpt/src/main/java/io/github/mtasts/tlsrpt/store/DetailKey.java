package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.failure.ResultType;

/**
 * What makes one of the failure details of an entry: sessions that agree in all of it are counted together (RFC 8460
 * section 4). Text from outside is printable and bounded; what is not known is empty. Immutable.
 *
 * @param type the result type
 * @param sendingIp our address
 * @param mxHost the host from the MX record
 * @param helo the name the host gave
 * @param receivingIp the address of the host
 * @param reason why
 */
public record DetailKey(
        ResultType type, String sendingIp, String mxHost, String helo, String receivingIp, String reason) {
    /**
     * What stands for all failures beyond the number of distinct ones that are kept for a domain and day.
     *
     * @return the detail that says so
     */
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
