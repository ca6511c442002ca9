package io.github.mtasts.james;

import io.github.mtasts.smtp.RecipientStatus;
import jakarta.mail.MessagingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.metrics.api.Metric;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.util.AuditTrail;
import org.apache.james.util.MDCBuilder;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one attempt for a mail of the queue and settles it: what was delivered goes on to {@code onSuccess}, what failed is returned,
 * and the rest goes back into the queue. The item is acknowledged last, so that the queue keeps the mail when the process ends in
 * between. Thread-safe.
 */
final class Outbound {
    private static final Logger LOG = LoggerFactory.getLogger(Outbound.class);

    /** How long attempts that this server could not make are made again without being counted. */
    private static final Duration MISSED_LIMIT = Duration.ofDays(2);

    private static final Duration SOON = Duration.ofMinutes(1);

    private final Courier courier;
    private final DeliveryOptions options;
    private final Bounces bounces;
    private final Retries retries;
    private final MailetContext context;
    private final Metric outgoingMails;
    private final Clock clock;
    private volatile boolean stopping;

    Outbound(
            Courier courier,
            DeliveryOptions options,
            Bounces bounces,
            Retries retries,
            MailetContext context,
            Metric outgoingMails,
            Clock clock) {
        this.courier = courier;
        this.options = options;
        this.bounces = bounces;
        this.retries = retries;
        this.context = context;
        this.outgoingMails = outgoingMails;
        this.clock = clock;
    }

    /** From now on no attempt counts, and none begins. */
    void stop() {
        stopping = true;
    }

    /** Handles one item, whatever happens. */
    void process(MailQueueItem item) {
        Mail mail = item.getMail();
        boolean disposable = MDCBuilder.create()
                .addToContext("mail", mail.getName())
                .addToContext("recipients", List.copyOf(mail.getRecipients()).toString())
                .addToContext("sender", mail.getMaybeSender().asString())
                .execute(() -> handle(item, mail));
        if (disposable) {
            LifecycleUtil.dispose(mail);
        }
    }

    private boolean handle(MailQueueItem item, Mail mail) {
        if (stopping) {
            retries.giveBack(item, mail);
            return true;
        }
        try {
            return settle(item, mail);
        } catch (RuntimeException e) {
            LOG.error("{} stays in the queue: it cannot be settled", mail.getName(), e);
            return retries.later(item, mail, SOON);
        }
    }

    private boolean settle(MailQueueItem item, Mail mail) {
        int tries = MailAttributes.retries(mail);
        boolean lastTry = tries >= options.delays().maxRetries();
        Fates fates = attempt(mail, tries, lastTry);
        if (Thread.interrupted()) {
            LOG.debug("{} was interrupted", mail.getName()); // James' queues do not work on an interrupted thread
        }
        if (stopping) {
            fates.keep(fates.expired()); // the stop may have ended the attempt, by closing its connection
        }
        tell(mail, fates);
        delivered(mail, fates);
        // Where James takes no bounce, the mail stays for those recipients alone: the others must not get it again.
        if (!bounced(mail, fates.permanent(), true)) {
            fates.keep(fates.permanent());
        }
        if (!bounced(mail, fates.expired(), false)) {
            fates.keep(fates.expired());
        }
        if (fates.deferred().isEmpty()) {
            retries.done(item, mail);
            return true;
        }
        return deferred(item, mail, fates, tries, lastTry);
    }

    private boolean bounced(Mail mail, Map<MailAddress, Fates.Reason> failed, boolean permanent) {
        try {
            if (!failed.isEmpty()) {
                bounces.bounce(mail, failed, permanent);
            }
            return true;
        } catch (MessagingException | RuntimeException e) {
            LOG.error("{} cannot be returned, and is kept: {}", mail.getName(), Fates.text(failed), e);
            return false;
        }
    }

    private Fates attempt(Mail mail, int tries, boolean lastTry) {
        List<MailAddress> recipients = List.copyOf(mail.getRecipients());
        try {
            Map<MailAddress, RecipientStatus> statuses = courier.send(mail, lastTry);
            return Fates.of(statuses, lastTry, tries < options.maxDnsProblemRetries() && !lastTry);
        } catch (IllegalArgumentException e) { // of the envelope: no attempt can have another result
            return Fates.failed(recipients, Fates.Reason.of("5.1.7", String.valueOf(e.getMessage()), null), true);
        } catch (MessagingException | RuntimeException e) {
            LOG.warn("{} cannot be sent", mail.getName(), e);
            Fates.Reason reason = Fates.Reason.of("4.3.0", "this server cannot read or send the message: " + e, null);
            return lastTry && !stopping
                    ? Fates.failed(recipients, reason, false)
                    : Fates.deferred(recipients, reason, true);
        }
    }

    private void delivered(Mail mail, Fates fates) {
        if (fates.delivered().isEmpty()) {
            return;
        }
        outgoingMails.increment();
        if (options.onSuccess().isEmpty()) {
            return;
        }
        try {
            Mail copy = mail.duplicate();
            try {
                copy.setRecipients(fates.delivered().keySet());
                context.sendMail(copy, options.onSuccess().get());
            } finally {
                LifecycleUtil.dispose(copy);
            }
        } catch (MessagingException | RuntimeException e) { // it was delivered: it must not be sent again for that
            LOG.error(
                    "{} cannot be handed to the processor {}",
                    mail.getName(),
                    options.onSuccess().get(),
                    e);
        }
    }

    private boolean deferred(MailQueueItem item, Mail mail, Fates fates, int tries, boolean lastTry) {
        mail.setRecipients(fates.deferred().keySet());
        Fates.Reason reason = fates.deferred().values().iterator().next();
        MailAttributes.error(mail, false, reason.text(), reason.code());
        if (stopping) {
            return retries.later(item, mail, SOON);
        }
        if (!fates.isCounted() && !isMissedForLong(mail)) {
            return retries.later(item, mail, fates.shortestWait());
        }
        if (lastTry) { // an attempt that counts leaves nobody waiting then
            if (bounced(mail, fates.deferred(), false)) {
                retries.done(item, mail);
                return true;
            }
            return retries.later(item, mail, fates.shortestWait());
        }
        if (fates.isCounted()) {
            MailAttributes.notMissed(mail);
        }
        MailAttributes.countRetry(mail);
        return retries.later(item, mail, options.delays().before(tries + 1));
    }

    /** Whether this server has made no attempt that counts for so long that the mail must not wait for one without end. */
    private boolean isMissedForLong(Mail mail) {
        Instant now = clock.instant();
        return MailAttributes.missedSince(mail, now).plus(MISSED_LIMIT).isBefore(now);
    }

    private void tell(Mail mail, Fates fates) {
        fates.delivered().forEach((recipient, status) -> {
            LOG.info("{} for {} was {}", mail.getName(), recipient.asString(), status);
            AuditTrail.entry()
                    .protocol("mailetcontainer")
                    .action("RemoteDelivery")
                    .parameters(() -> Map.of(
                            "mailId", mail.getName(),
                            "sender", mail.getMaybeSender().asString(),
                            "recipient", recipient.asString(),
                            "host", status.host().name(),
                            "tls", status.session().toString()))
                    .log("Mail delivered to another server.");
        });
        if (!fates.permanent().isEmpty() || !fates.expired().isEmpty()) {
            LOG.info(
                    "{} failed: {}",
                    mail.getName(),
                    List.of(fates.permanent(), fates.expired()).stream()
                            .filter(each -> !each.isEmpty())
                            .map(Fates::text)
                            .collect(Collectors.joining("; ")));
        }
        if (!fates.deferred().isEmpty()) {
            LOG.info("{} is deferred: {}", mail.getName(), Fates.text(fates.deferred()));
        }
    }
}
