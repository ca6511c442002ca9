package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.failure.ResultType;
import io.github.mtasts.text.Printable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code failure-details}. Every text is untrusted, but is on one line and bounded.
 *
 * @param resultType the token in the report, such as {@code certificate-expired}, also if it is unknown; empty if it is
 *     missing
 * @param sendingMtaIp the address the sessions came from, or null
 * @param receivingMxHostname the name of the MX host, or null
 * @param receivingMxHelo the name that the MX host gave, or null
 * @param receivingIp the address of the MX host, or null
 * @param failedSessionCount the number of sessions, at least 0
 * @param additionalInformation a URI with further information, or null
 * @param failureReasonCode an error code or text, or null
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4.4">RFC 8460 section 4.4</a>
 */
public record FailureDetails(
        String resultType,
        @Nullable String sendingMtaIp,
        @Nullable String receivingMxHostname,
        @Nullable String receivingMxHelo,
        @Nullable String receivingIp,
        long failedSessionCount,
        @Nullable String additionalInformation,
        @Nullable String failureReasonCode) {
    /**
     * Puts each text on one line, and truncates long ones.
     *
     * @param resultType the token in the report
     * @param sendingMtaIp the address the sessions came from, or null
     * @param receivingMxHostname the name of the MX host, or null
     * @param receivingMxHelo the name that the MX host gave, or null
     * @param receivingIp the address of the MX host, or null
     * @param failedSessionCount the number of sessions
     * @param additionalInformation a URI with further information, or null
     * @param failureReasonCode an error code or text, or null
     * @throws IllegalArgumentException if the count is negative
     */
    public FailureDetails {
        PolicyReport.requireCount("failedSessionCount", failedSessionCount);
        resultType = Printable.inAnyScript(resultType, TlsReport.MAX_TEXT);
        sendingMtaIp = visible(sendingMtaIp);
        receivingMxHostname = visible(receivingMxHostname);
        receivingMxHelo = visible(receivingMxHelo);
        receivingIp = visible(receivingIp);
        additionalInformation = visible(additionalInformation);
        failureReasonCode = visible(failureReasonCode);
    }

    /**
     * Returns the registered result type.
     *
     * @return empty if the token is not registered
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4.3">RFC 8460 section 4.3</a>
     */
    public Optional<ResultType> knownResultType() {
        for (ResultType type : ResultType.values()) {
            if (type.token().equalsIgnoreCase(resultType)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    private static @Nullable String visible(@Nullable String text) {
        return text == null ? null : Printable.inAnyScript(text, TlsReport.MAX_TEXT);
    }
}
