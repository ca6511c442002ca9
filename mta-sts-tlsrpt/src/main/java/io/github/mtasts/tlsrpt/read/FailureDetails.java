package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.failure.ResultType;
import io.github.mtasts.text.Printable;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that failed in one way. Every text is on one line and bounded, and apart from that as the reporter wrote it: it
 * is untrusted.
 *
 * @param resultType the token of the report, such as {@code certificate-expired}; unknown ones are kept; empty when there
 *     was none
 * @param sendingMtaIp the address the sessions came from, or null
 * @param receivingMxHostname the name of the MX host, or null
 * @param receivingMxHelo how the MX host greeted, or null
 * @param receivingIp the address of the MX host, or null
 * @param failedSessionCount how many sessions, at least 0
 * @param additionalInformation a URI that tells more, or null
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
     * Puts each text on one line and cuts what is too long.
     *
     * @param resultType the token of the report
     * @param sendingMtaIp the address the sessions came from, or null
     * @param receivingMxHostname the name of the MX host, or null
     * @param receivingMxHelo how the MX host greeted, or null
     * @param receivingIp the address of the MX host, or null
     * @param failedSessionCount how many sessions
     * @param additionalInformation a URI that tells more, or null
     * @param failureReasonCode an error code or text, or null
     * @throws IllegalArgumentException when the count is negative
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
     * The result type, when it is a registered one.
     *
     * @return empty for a token of the future or a misspelt one
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4.3">RFC 8460 section 4.3</a>
     */
    public Optional<ResultType> knownResultType() {
        return Arrays.stream(ResultType.values())
                .filter(type -> type.token().equalsIgnoreCase(resultType))
                .findFirst();
    }

    private static @Nullable String visible(@Nullable String text) {
        return text == null ? null : Printable.inAnyScript(text, TlsReport.MAX_TEXT);
    }
}
