package io.github.mtasts.smtp;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The result of a delivery: one status for each recipient of the envelope, in its order. Immutable.
 *
 * @param recipients a list without repetitions
 */
public record SendResult(List<Recipient> recipients) {
    /**
     * A recipient and what became of the message for it.
     *
     * @param address the address as the envelope has it
     * @param status delivered, deferred or failed
     */
    public record Recipient(String address, RecipientStatus status) {
        @Override
        public String toString() {
            return "<" + address + ">: " + status;
        }
    }

    /**
     * Keeps an unchangeable copy.
     *
     * @param recipients a list without repetitions
     */
    public SendResult {
        recipients = List.copyOf(recipients);
    }

    /**
     * The recipients whose hosts accepted the message.
     *
     * @return in the order of the envelope
     */
    public List<Recipient> delivered() {
        return filtered(RecipientStatus.Delivered.class::isInstance);
    }

    /**
     * The recipients for whom the message stays in the queue.
     *
     * @return in the order of the envelope
     */
    public List<Recipient> deferred() {
        return filtered(RecipientStatus.Deferred.class::isInstance);
    }

    /**
     * The recipients for whom the message may be returned to its sender.
     *
     * @return in the order of the envelope
     */
    public List<Recipient> failed() {
        return filtered(RecipientStatus.Failed.class::isInstance);
    }

    private List<Recipient> filtered(Predicate<RecipientStatus> accepts) {
        return recipients.stream()
                .filter(recipient -> accepts.test(recipient.status()))
                .toList();
    }

    @Override
    public String toString() {
        return recipients.stream().map(Recipient::toString).collect(Collectors.joining("; "));
    }
}
