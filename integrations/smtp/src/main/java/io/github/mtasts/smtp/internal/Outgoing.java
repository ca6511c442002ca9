package io.github.mtasts.smtp.internal;

import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.address.Mailbox;
import java.util.ArrayList;
import java.util.List;

/**
 * A message on its way over one connection: its envelope, its octets, some of its recipients, and what the host said so far. Not
 * thread-safe.
 */
public final class Outgoing {
    private final Envelope envelope;
    private final MessageOctets octets;
    private final List<Mailbox> recipients;
    private final boolean requireTls;
    private final List<Mailbox> accepted = new ArrayList<>();
    private final Transaction transaction = new Transaction();

    /** @param requireTls whether MAIL carries REQUIRETLS */
    public Outgoing(Envelope envelope, MessageOctets octets, List<Mailbox> recipients, boolean requireTls) {
        this.requireTls = requireTls;
        this.envelope = envelope;
        this.octets = octets;
        this.recipients = List.copyOf(recipients);
    }

    public Envelope envelope() {
        return envelope;
    }

    public MessageOctets octets() {
        return octets;
    }

    public List<Mailbox> recipients() {
        return recipients;
    }

    /** Whether MAIL carries REQUIRETLS (RFC 8689). */
    public boolean requireTls() {
        return requireTls;
    }

    /** Notes a recipient that the host takes the message for. */
    public void accepted(Mailbox recipient) {
        accepted.add(recipient);
    }

    public List<Mailbox> accepted() {
        return List.copyOf(accepted);
    }

    /** Whether one refused recipient keeps the message from the others. */
    public boolean isAllOrNone() {
        return envelope.isAllOrNone() && recipients.size() > 1;
    }

    /** Whether the host gets no message, after its replies to every RCPT. */
    public boolean isRefused() {
        return accepted.isEmpty() || (isAllOrNone() && accepted.size() < recipients.size());
    }

    public Transaction transaction() {
        return transaction;
    }

    /** Whether only a host with SMTPUTF8 may get it (RFC 6531). */
    public boolean needsUtf8() {
        String from = envelope.reversePath();
        return octets.needsUtf8()
                || (!from.isEmpty() && Mailbox.of(from).needsUtf8())
                || recipients.stream().anyMatch(Mailbox::needsUtf8);
    }
}
