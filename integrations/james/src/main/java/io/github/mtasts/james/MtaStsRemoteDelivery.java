package io.github.mtasts.james;

import io.github.mtasts.jakarta.mail.MailSender;
import io.github.mtasts.jakarta.mail.MailSenderBuilder;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.apache.james.core.MailAddress;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.queue.api.MailPrioritySupport;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.Converter7Bit;
import org.apache.mailet.base.GenericMailet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers mail to other servers under MTA-STS (RFC 8461), in place of James' RemoteDelivery and with its options. Mail goes into the
 * queue {@code outgoing}, once for each recipient domain, and from there to the MX hosts, or to a gateway. A policy that no host
 * satisfies defers the mail; before the attempt that may end in a bounce the DNS is asked for a newer policy.
 *
 * <p>The README of {@code mta-sts-james} has the options. Thread-safe.
 */
public final class MtaStsRemoteDelivery extends GenericMailet {
    private static final Logger LOG = LoggerFactory.getLogger(MtaStsRemoteDelivery.class);
    private static final String OUTGOING_MAILS = "outgoingMails";
    private static final String NO_DOMAIN = "localhost";

    private final MailQueueFactory<?> queues;
    private final DomainList domains;
    private final MetricFactory metrics;
    private final Services services;
    private @Nullable DeliveryOptions options;
    private @Nullable MailQueue queue;
    private @Nullable DeliveryLoop loop;

    /**
     * Called by James.
     *
     * @param queues James' queues
     * @param domains the domains of this server
     * @param metrics James' metrics
     * @param services the parts that all mailets share
     */
    @Inject
    MtaStsRemoteDelivery(MailQueueFactory<?> queues, DomainList domains, MetricFactory metrics, Services services) {
        this.queues = queues;
        this.domains = domains;
        this.metrics = metrics;
        this.services = services;
    }

    @Override
    public void init() throws MessagingException {
        DeliveryOptions read = OptionReader.read(getMailetConfig());
        MailQueue outgoing = queues.createQueue(MailQueueName.of(read.outgoing()));
        boolean keepsDelays = !Retries.ignoresDelays(outgoing);
        if (!keepsDelays && read.delays().maxRetries() > 0) {
            throw new OptionException(
                    "The queue of James ignores delays, so that all retries would follow at once: set"
                            + " maxRetries to 0 and bounceProcessor to a processor that keeps mail with the matcher"
                            + " IsRemoteDeliveryTemporaryError in a repository, which is reprocessed. The README of mta-sts-james has it.");
        }
        String heloName = read.heloName() == null ? defaultDomain() : read.heloName();
        TrackedSockets sockets = new TrackedSockets(services.ports().sockets().orElseGet(SocketFactory::getDefault));
        MailSender sender = sender(read, heloName, sockets);
        Retries retries = new Retries(
                outgoing, keepsDelays, read.usePriority(), services.ports().clock());
        Outbound outbound = new Outbound(
                new Courier(sender, read, new Converter7Bit(getMailetContext())),
                read,
                new Bounces(
                        getMailetContext(),
                        read.bounceProcessor(),
                        heloName,
                        services.ports().clock()),
                retries,
                getMailetContext(),
                metrics.generate(OUTGOING_MAILS),
                services.ports().clock());
        DeliveryLoop started =
                new DeliveryLoop(outgoing, outbound, retries, sender, sockets, metrics, read.deliveryThreads());
        services.closeFirst(started);
        this.options = read;
        this.queue = outgoing;
        this.loop = started;
        started.start();
    }

    private MailSender sender(DeliveryOptions read, String heloName, TrackedSockets sockets) throws OptionException {
        try {
            MailSenderBuilder builder = MailSender.builder(services.mtaSts(), services.mx(), heloName)
                    .socketFactory(sockets)
                    .connectLimit(read.connectLimit())
                    .replyLimit(read.replyLimit());
            if (read.bind() != null) {
                builder.sourceAddress(read.bind());
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new OptionException("An option cannot be used: " + e.getMessage(), e);
        }
    }

    private String defaultDomain() {
        try {
            return domains.getDefaultDomain().asString();
        } catch (DomainListException e) {
            LOG.warn("James has no default domain: EHLO says {}. Set heloName", NO_DOMAIN, e);
            return NO_DOMAIN;
        }
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        DeliveryOptions read = options;
        if (read == null) {
            throw new IllegalStateException("the mailet was not initialized");
        }
        MailAttributes.keepPriority(mail);
        MailAttributes.notMissed(mail); // of an earlier journey, when it was reprocessed
        if (!read.usePriority()) {
            mail.removeAttribute(MailPrioritySupport.MAIL_PRIORITY);
        }
        if (!mail.getRecipients().isEmpty()) {
            if (read.gateways().isEmpty()) {
                byDomain(mail);
            } else {
                LOG.debug("{} goes to the gateway", mail.getName());
                enQueue(mail);
            }
        }
        mail.setState(Mail.GHOST);
    }

    /** One entry in the queue for each domain, so that a slow one keeps no other waiting. */
    private void byDomain(Mail mail) throws MessagingException {
        Map<String, List<MailAddress>> recipients = new LinkedHashMap<>();
        for (MailAddress recipient : mail.getRecipients()) {
            recipients
                    .computeIfAbsent(
                            recipient.getDomain().asString().toLowerCase(Locale.ROOT), domain -> new ArrayList<>())
                    .add(recipient);
        }
        for (Map.Entry<String, List<MailAddress>> domain : recipients.entrySet()) {
            Mail copy = mail.duplicate();
            try {
                copy.setName(mail.getName() + "-to-" + domain.getKey());
                copy.setRecipients(domain.getValue());
                enQueue(copy);
            } finally {
                LifecycleUtil.dispose(copy);
            }
        }
    }

    private void enQueue(Mail mail) throws MessagingException {
        MailQueue outgoing = queue;
        if (outgoing == null) {
            throw new IllegalStateException("the mailet was not initialized");
        }
        outgoing.enQueue(mail);
    }

    @Override
    public Collection<ProcessingState> requiredProcessingState() {
        DeliveryOptions read = options;
        return read == null
                ? List.of()
                : Stream.of(read.bounceProcessor(), read.onSuccess())
                        .flatMap(java.util.Optional::stream)
                        .map(ProcessingState::new)
                        .toList();
    }

    @Override
    public String getMailetInfo() {
        return "Delivers mail to other servers under MTA-STS";
    }

    @Override
    public void destroy() {
        DeliveryLoop running = loop;
        if (running != null) {
            running.close();
        }
    }
}
