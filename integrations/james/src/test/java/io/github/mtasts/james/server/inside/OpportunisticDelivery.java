package io.github.mtasts.james.server.inside;

import com.google.common.collect.ImmutableList;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueName;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Mailet: delivers as a server without MTA-STS does, with STARTTLS where the host offers it, any certificate, and in the
 * clear otherwise. It is the control of the tests: what the plugin refuses, this must send. James' own RemoteDelivery is not
 * among the artifacts on Maven Central.
 */
public final class OpportunisticDelivery extends GenericMailet {
    private final FileMailQueueFactory queues;
    private MailQueue queue;
    private Disposable work;

    /**
     * Makes the mailet.
     *
     * @param queues James' mail queues
     */
    @Inject
    @SuppressWarnings("NullAway.Init") // James calls init before anything else.
    public OpportunisticDelivery(FileMailQueueFactory queues) {
        this.queues = queues;
    }

    @Override
    public void init() {
        queue = queues.createQueue(MailQueueName.of("outgoing"));
        work = Flux.from(queue.deQueue())
                .flatMap(item -> Mono.fromRunnable(() -> attempt(item)).subscribeOn(Schedulers.boundedElastic()), 8, 1)
                .subscribe();
    }

    @Override
    public void destroy() {
        work.dispose();
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        Map<Domain, List<MailAddress>> domains = new HashMap<>();
        mail.getRecipients()
                .forEach(one -> domains.computeIfAbsent(one.getDomain(), key -> new ArrayList<>())
                        .add(one));
        String name = mail.getName();
        for (Map.Entry<Domain, List<MailAddress>> one : domains.entrySet()) {
            mail.setRecipients(one.getValue());
            mail.setName(name + "-to-" + one.getKey().asString());
            queue.enQueue(mail);
        }
        mail.setState(Mail.GHOST);
    }

    private void attempt(MailQueue.MailQueueItem item) {
        Mail mail = item.getMail();
        try {
            String failure = deliver(mail);
            if (failure != null && failure.startsWith("5")) {
                getMailetContext().bounce(mail, failure);
            } else if (failure != null) {
                mail.setState(Mail.ERROR);
                mail.setErrorMessage(failure);
                queue.enQueue(mail, Duration.ofHours(1));
            }
            item.done(MailQueue.MailQueueItem.CompletionStatus.SUCCESS);
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(e);
        } finally {
            LifecycleUtil.dispose(mail);
        }
    }

    /** Returns what the last host said, or null when one has taken the mail. */
    private static @org.jspecify.annotations.Nullable String deliver(Mail mail) throws MessagingException, IOException {
        String failure = "4.4.4 no host";
        String domain =
                ImmutableList.copyOf(mail.getRecipients()).get(0).getDomain().asString();
        for (String host : hosts(domain)) {
            try {
                send(host, mail);
                return null;
            } catch (SMTPSendFailedException e) {
                return e.getReturnCode() + " " + e.getMessage();
            } catch (MessagingException e) {
                failure = e.getNextException() instanceof SMTPAddressFailedException refused
                        ? refused.getReturnCode() + " " + refused.getMessage()
                        : "4.4.1 " + e.getMessage();
            }
        }
        return failure;
    }

    private static void send(String host, Mail mail) throws MessagingException {
        Properties settings = new Properties();
        settings.setProperty("mail.smtp.starttls.enable", "true");
        settings.setProperty("mail.smtp.ssl.trust", "*");
        settings.setProperty("mail.smtp.ssl.checkserveridentity", "false");
        settings.setProperty("mail.smtp.connectiontimeout", "60000");
        settings.setProperty("mail.smtp.timeout", "180000");
        settings.setProperty("mail.smtp.from", mail.getMaybeSender().asString("<>"));
        Session session = Session.getInstance(settings);
        try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
            transport.connect(host, Integer.getInteger("testkit.smtp.port"), null, null);
            Collection<MailAddress> recipients = mail.getRecipients();
            InternetAddress[] addresses = new InternetAddress[recipients.size()];
            int index = 0;
            for (MailAddress one : recipients) {
                addresses[index++] = one.toInternetAddress().orElseThrow();
            }
            transport.sendMessage(mail.getMessage(), addresses);
        }
    }

    private static List<String> hosts(String domain) throws IOException {
        List<String> addresses = new ArrayList<>();
        List<MXRecord> records = new ArrayList<>();
        ask(domain, Type.MX).forEach(one -> records.add((MXRecord) one));
        records.sort(Comparator.comparingInt(MXRecord::getPriority));
        List<String> names = records.isEmpty()
                ? List.of(domain)
                : records.stream().map(one -> one.getTarget().toString(true)).toList();
        for (String name : names) {
            for (Record one : ask(name, Type.A)) {
                addresses.add(((org.xbill.DNS.ARecord) one).getAddress().getHostAddress());
            }
        }
        return addresses;
    }

    private static List<Record> ask(String name, int type) throws IOException {
        String[] server = System.getProperty("testkit.dns").split(":", -1);
        SimpleResolver resolver = new SimpleResolver(new InetSocketAddress(server[0], Integer.parseInt(server[1])));
        Message answer =
                resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN)));
        if (answer.getRcode() != Rcode.NOERROR && answer.getRcode() != Rcode.NXDOMAIN) {
            return List.of();
        }
        return answer.getSection(Section.ANSWER).stream()
                .filter(one -> one.getType() == type)
                .toList();
    }
}
