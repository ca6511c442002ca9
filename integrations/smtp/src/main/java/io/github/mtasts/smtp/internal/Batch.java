package io.github.mtasts.smtp.internal;

import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.smtp.SmartHost;
import io.github.mtasts.smtp.address.Mailbox;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The recipients of one delivery: those with one next hop, and not more than each host takes. Immutable.
 *
 * @param hop where their mail goes
 * @param recipients in the order of the envelope
 */
public record Batch(NextHop hop, List<Mailbox> recipients) {
    private static final int MAX_RECIPIENTS = 100; // RFC 5321 section 4.5.3.1.8: each host takes as many

    /** What the recipients of a batch have in common; not every host takes an address beyond ASCII (RFC 6531). */
    private record Kind(NextHop hop, boolean isUtf8) {}

    /**
     * Divides the recipients of an envelope.
     *
     * @param ofTheSender the smart host of a message that names none; null for MX hosts
     * @param statuses gets the status of each address that is none
     */
    public static List<Batch> of(
            Envelope envelope, @Nullable SmartHost ofTheSender, Map<String, RecipientStatus> statuses) {
        SmartHost relay = envelope.smartHost().orElse(ofTheSender);
        Map<Kind, List<Mailbox>> byKind = new LinkedHashMap<>();
        for (String recipient : envelope.recipients()) {
            String fault = Mailbox.fault(recipient);
            if (fault != null) {
                statuses.put(recipient, new RecipientStatus.Failed("5.1.3", fault, null));
            } else {
                Mailbox mailbox = Mailbox.of(recipient);
                NextHop hop = relay == null ? NextHop.of(mailbox.nextHop()) : NextHop.of(relay);
                Kind kind = new Kind(hop, mailbox.needsUtf8() && !envelope.isAllOrNone());
                byKind.computeIfAbsent(kind, unused -> new ArrayList<>()).add(mailbox);
            }
        }
        List<Batch> batches = new ArrayList<>();
        byKind.forEach((kind, mailboxes) -> {
            for (int from = 0; from < mailboxes.size(); from += MAX_RECIPIENTS) {
                batches.add(new Batch(
                        kind.hop(),
                        List.copyOf(mailboxes.subList(from, Math.min(from + MAX_RECIPIENTS, mailboxes.size())))));
            }
        });
        return batches;
    }

    /** The result for an envelope each of whose recipients has a status. */
    public static SendResult result(Envelope envelope, Map<String, RecipientStatus> statuses) {
        return new SendResult(envelope.recipients().stream()
                .map(recipient ->
                        new SendResult.Recipient(recipient, Objects.requireNonNull(statuses.get(recipient), recipient)))
                .toList());
    }

    @Override
    public String toString() {
        return recipients.size() + " recipients at " + hop.name();
    }
}
