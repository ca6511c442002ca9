package io.github.mtasts.smtp.internal;

import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.address.Mailbox;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a host offers in its reply to EHLO, and the commands for a message that follow from it. Immutable. */
public final class HostOffer {
    /** A reply code and what separates it from the text. */
    private static final int CODE = 4;

    private final boolean greeted;
    private final Map<String, String> extensions = new HashMap<>();

    /**
     * Reads a reply.
     *
     * @param ehloReply its lines with their codes
     */
    public HostOffer(List<String> ehloReply) {
        greeted = ehloReply.get(0).startsWith("250");
        for (String line : ehloReply.subList(1, ehloReply.size())) {
            String text = line.length() > CODE ? line.substring(CODE) : "";
            int space = text.indexOf(' ');
            extensions.put(
                    (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT),
                    space < 0 ? "" : text.substring(space + 1));
        }
    }

    /** Whether the host takes mail now: it accepted EHLO. */
    public boolean isGreeted() {
        return greeted;
    }

    public boolean has(String keyword) {
        return extensions.containsKey(keyword.toUpperCase(Locale.ROOT));
    }

    /** What stands behind a keyword; null when the host does not offer it. */
    public @Nullable String parameter(String keyword) {
        return extensions.get(keyword.toUpperCase(Locale.ROOT));
    }

    /** Whether several commands may leave in one write (RFC 2920). */
    public boolean isPipelined() {
        return has("PIPELINING");
    }

    /**
     * Whether MAIL, every RCPT and DATA leave in one write. Where one refusal keeps the message back, DATA must not be on the wire
     * before the replies to RCPT.
     */
    public boolean isPipelined(Outgoing mail) {
        return isPipelined() && !mail.isAllOrNone();
    }

    /** The requirement of the message that the host does not meet; null when it meets all. */
    public Transaction.@Nullable Unsuitable unsuitable(Outgoing mail) {
        if (mail.needsUtf8() && !has("SMTPUTF8")) {
            return new Transaction.Unsuitable(
                    "5.6.7", "it does not offer SMTPUTF8, which this message needs (RFC 6531)");
        }
        if (mail.octets().needsEightBit() && !has("8BITMIME")) {
            return new Transaction.Unsuitable(
                    "5.6.3", "it does not offer 8BITMIME, which this message needs (RFC 6152)");
        }
        long limit = sizeLimit();
        return limit > 0 && mail.octets().size() > limit
                ? new Transaction.Unsuitable(
                        "5.3.4",
                        "it takes messages of at most " + limit + " octets; this one has "
                                + mail.octets().size())
                : null;
    }

    /** Zero where the host names none, or nonsense. */
    private long sizeLimit() {
        String limit = parameter("SIZE");
        try {
            return limit == null || limit.isEmpty() ? 0 : Long.parseLong(limit);
        } catch (NumberFormatException e) {
            return 0; // the host refuses the message itself, if it is too large
        }
    }

    public String mailCommand(Outgoing mail) {
        Envelope envelope = mail.envelope();
        StringBuilder command = new StringBuilder("MAIL FROM:")
                .append(
                        envelope.reversePath().isEmpty()
                                ? "<>"
                                : Mailbox.of(envelope.reversePath()).path());
        if (mail.requireTls()) {
            command.append(" REQUIRETLS"); // RFC 8689 section 2: without a value
        }
        if (has("SIZE")) {
            command.append(" SIZE=").append(mail.octets().size());
        }
        if (mail.octets().needsEightBit()) {
            command.append(" BODY=8BITMIME");
        }
        if (mail.needsUtf8()) {
            command.append(" SMTPUTF8");
        }
        if (has("DSN")) {
            envelope.returned().ifPresent(part -> command.append(" RET=").append(part));
            envelope.envelopeId().ifPresent(id -> command.append(" ENVID=").append(encoded(id)));
        }
        if (has("MT-PRIORITY")) {
            envelope.priority()
                    .ifPresent(priority -> command.append(" MT-PRIORITY=").append(priority));
        }
        return command.toString();
    }

    public String rcptCommand(Outgoing mail, Mailbox recipient) {
        StringBuilder command = new StringBuilder("RCPT TO:").append(recipient.path());
        if (has("DSN")) {
            Envelope envelope = mail.envelope();
            Set<Envelope.Notify> events = envelope.notifications(recipient.text());
            if (!events.isEmpty()) {
                command.append(" NOTIFY=")
                        .append(events.stream().map(Enum::name).collect(Collectors.joining(",")));
            }
            envelope.originalRecipient(recipient.text())
                    .ifPresent(address -> command.append(" ORCPT=rfc822;").append(encoded(address)));
        }
        return command.toString();
    }

    /** The text of an envelope parameter (RFC 3461 section 4). */
    private static String encoded(String text) {
        StringBuilder xtext = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.US_ASCII)) {
            if (octet <= ' ' || octet == '+' || octet == '=') {
                xtext.append('+').append(String.format(Locale.ROOT, "%02X", octet));
            } else {
                xtext.append((char) octet);
            }
        }
        return xtext.toString();
    }
}
