package io.github.mtasts.james;

import io.github.mtasts.jakarta.mail.MailSender;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.smtp.SmartHost;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.james.core.MailAddress;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.Mail;
import org.apache.mailet.base.Converter7Bit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one attempt for a mail of James: to the MX hosts of its recipients, or to the gateways in turn.
 *
 * <p>Comes in: a mail, and whether this is its last try. Goes out: a status for each recipient. It knows nothing of the queue.
 * Thread-safe.
 */
final class Courier {
    /** The library's status for a host without 8BITMIME (RFC 6152). */
    private static final String NEEDS_SEVEN_BIT = "5.6.3";

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private final MailSender sender;
    private final DeliveryOptions options;
    private final Converter7Bit converter;

    Courier(MailSender sender, DeliveryOptions options, Converter7Bit converter) {
        this.sender = sender;
        this.options = options;
        this.converter = converter;
    }

    /**
     * Makes an attempt.
     *
     * @return a status for each recipient
     * @throws MessagingException when the message cannot be read or written
     * @throws IllegalArgumentException when the sender of the mail is no address
     */
    Map<MailAddress, RecipientStatus> send(Mail mail, boolean lastTry) throws MessagingException {
        Map<String, MailAddress> byText = new LinkedHashMap<>();
        mail.getRecipients().forEach(recipient -> byText.put(text(recipient), recipient));
        MimeMessage message = mail.getMessage();
        Map<String, RecipientStatus> statuses = new LinkedHashMap<>(attempt(mail, byText.keySet(), message, lastTry));
        List<String> eightBit = statuses.entrySet().stream()
                .filter(entry -> needsSevenBit(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (!eightBit.isEmpty()) {
            statuses.putAll(attempt(mail, eightBit, sevenBit(message), lastTry));
        }
        Map<MailAddress, RecipientStatus> result = new LinkedHashMap<>();
        statuses.forEach((text, status) -> result.put(byText.get(text), status));
        return result;
    }

    private static boolean needsSevenBit(RecipientStatus status) {
        return status instanceof RecipientStatus.Failed failed
                && failed.reply() == null
                && failed.enhancedStatus().equals(NEEDS_SEVEN_BIT);
    }

    /** A copy for hosts without 8BITMIME; the mail in the queue stays as it is. */
    private MimeMessage sevenBit(MimeMessage message) throws MessagingException {
        try {
            MimeMessage copy = new Copy(message);
            converter.convertTo7Bit(copy);
            return copy;
        } catch (IOException e) {
            throw new MessagingException("the message cannot be converted to 7 bit", e);
        }
    }

    /** A message that keeps its Message-ID when its body changes. */
    private static final class Copy extends MimeMessage {
        Copy(MimeMessage message) throws MessagingException {
            super(message);
        }

        @Override
        protected void updateMessageID() {
            // it is the same message
        }
    }

    private Map<String, RecipientStatus> attempt(
            Mail mail, Collection<String> recipients, MimeMessage message, boolean lastTry) throws MessagingException {
        return options.gateways().isEmpty()
                ? statuses(sender.send(envelope(mail, recipients, lastTry, null), message))
                : throughGateways(mail, recipients, message, lastTry);
    }

    /** A refusal for good ends the walk; what one gateway defers, or fails without a reply, is tried at the next. */
    private Map<String, RecipientStatus> throughGateways(
            Mail mail, Collection<String> recipients, MimeMessage message, boolean lastTry) throws MessagingException {
        List<SmartHost> gateways = new ArrayList<>(options.gateways());
        if (options.loadBalancing()) {
            Collections.shuffle(gateways);
        }
        Map<String, RecipientStatus> statuses = new LinkedHashMap<>();
        List<String> waiting = List.copyOf(recipients);
        for (SmartHost gateway : gateways) {
            if (waiting.isEmpty()) {
                break;
            }
            statuses(sender.send(envelope(mail, waiting, lastTry, gateway), message))
                    .forEach((recipient, status) -> statuses.merge(recipient, status, Courier::gentler));
            waiting = statuses.entrySet().stream()
                    .filter(entry -> !isSettled(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
        }
        return statuses;
    }

    private static boolean isSettled(RecipientStatus status) {
        return status instanceof RecipientStatus.Delivered
                || (status instanceof RecipientStatus.Failed failed
                        && (failed.reply() != null || needsSevenBit(failed)));
    }

    /** A mail fails for want of a gateway only when all have failed it. */
    private static RecipientStatus gentler(RecipientStatus earlier, RecipientStatus later) {
        return earlier instanceof RecipientStatus.Deferred
                        && !isSettled(later)
                        && later instanceof RecipientStatus.Failed
                ? earlier
                : later;
    }

    private static Map<String, RecipientStatus> statuses(SendResult result) {
        Map<String, RecipientStatus> statuses = new LinkedHashMap<>();
        result.recipients().forEach(recipient -> statuses.put(recipient.address(), recipient.status()));
        return statuses;
    }

    private Envelope envelope(Mail mail, Collection<String> recipients, boolean lastTry, @Nullable SmartHost gateway) {
        String reversePath =
                mail.getMaybeSender().asOptional().map(Courier::text).orElse("");
        Envelope.Builder envelope = Envelope.from(reversePath).to(recipients);
        DeliveryKind kind = MailAttributes.kind(mail);
        envelope.kind(kind);
        if (kind == DeliveryKind.NORMAL && MailAttributes.requiresTls(mail)) {
            envelope.requireTls(); // RFC 8689 section 4.2.1: it goes on with the tag, or back
        }
        if (lastTry) {
            envelope.lastTry();
        }
        if (!options.sendPartial()) {
            envelope.allOrNone();
        }
        if (gateway != null) {
            envelope.smartHost(gateway);
        }
        MailAttributes.priority(mail).ifPresent(envelope::priority);
        mail.dsnParameters().ifPresent(parameters -> notifications(envelope, parameters));
        return envelope.build();
    }

    private static void notifications(Envelope.Builder envelope, DsnParameters parameters) {
        parameters.getEnvIdParameter().ifPresent(id -> notifiedBy(envelope, id));
        parameters
                .getRetParameter()
                .ifPresent(part -> envelope.returned(
                        part == DsnParameters.Ret.FULL ? Envelope.Return.FULL : Envelope.Return.HDRS));
        parameters.getRcptParameters().forEach((recipient, parameter) -> {
            parameter.getNotifyParameter().ifPresent(events -> envelope.notify(text(recipient), events(events)));
            parameter.getOrcptParameter().ifPresent(original -> originally(envelope, recipient, original));
        });
    }

    /** James keeps ENVID as it came over the wire (RFC 3461 section 4.4). A peer's faulty one must not fail the mail. */
    private static void notifiedBy(Envelope.Builder envelope, DsnParameters.EnvId id) {
        try {
            envelope.envelopeId(DsnParameters.XText.decode(id.asString()));
        } catch (IllegalArgumentException e) {
            LOG.info("ENVID {} is not passed on", id.asString(), e);
        }
    }

    /** James keeps ORCPT as it came over the wire, too (RFC 3461 section 4.2). */
    private static void originally(Envelope.Builder envelope, MailAddress recipient, MailAddress original) {
        try {
            envelope.originalRecipient(text(recipient), DsnParameters.XText.decode(original.asString()));
        } catch (IllegalArgumentException e) {
            LOG.info("ORCPT {} is not passed on", original.asString(), e);
        }
    }

    /** James takes an address literal out of its brackets, without which it is no address (RFC 5321 section 4.1.3). */
    private static String text(MailAddress address) {
        String domain = address.getDomain().asString();
        return IPV4.matcher(domain).matches() ? address.getLocalPart() + "@[" + domain + "]" : address.asString();
    }

    private static Set<Envelope.Notify> events(EnumSet<DsnParameters.Notify> events) {
        return events.stream()
                .map(event -> switch (event) {
                    case NEVER -> Envelope.Notify.NEVER;
                    case SUCCESS -> Envelope.Notify.SUCCESS;
                    case FAILURE -> Envelope.Notify.FAILURE;
                    case DELAY -> Envelope.Notify.DELAY;
                })
                .collect(Collectors.toSet());
    }
}
