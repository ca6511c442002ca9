package io.github.mtasts.jakarta.mail;

import io.github.mtasts.smtp.SendResult;
import jakarta.mail.SendFailedException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A message was not sent to all of its recipients. {@link #getValidSentAddresses()} have it; {@link #getValidUnsentAddresses()} can be
 * tried again unless their status is failed; {@link #getInvalidAddresses()} were refused by their host for good.
 * {@link #result()} says for each whether it was deferred or failed, and why. {@link #getNextException()} begins a chain with one
 * exception for each recipient, in which the return code is 4xx for a deferral and 5xx for a failure.
 */
public final class DeliveryException extends SendFailedException {
    private static final long serialVersionUID = 1;
    private static final int MAX_NAMED = 5;

    private final transient SendResult result;

    DeliveryException(SendResult result, Dispositions dispositions) {
        super(
                sentence(result),
                dispositions.chain(),
                dispositions.validSent(),
                dispositions.validUnsent(),
                dispositions.invalid());
        this.result = result;
    }

    /**
     * The status of each recipient.
     *
     * @return delivered, deferred or failed
     */
    public SendResult result() {
        return result;
    }

    private static String sentence(SendResult result) {
        int unsent = result.deferred().size() + result.failed().size();
        return "not sent to %d of %d recipients: %s"
                .formatted(
                        unsent,
                        result.recipients().size(),
                        Stream.concat(result.failed().stream(), result.deferred().stream())
                                .limit(MAX_NAMED)
                                .map(SendResult.Recipient::toString)
                                .collect(Collectors.joining("; ")));
    }
}
