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
import org.jspecify.annotations.Nullable;
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
 * Mailet: delivers as a server without MTA-STS does, with STARTTLS where the host offers it and any certificate, and in the
 * clear where that fails. That is what two of James' own RemoteDelivery do, the second without STARTTLS for what the first could
 * not send: an administrator who wants no mail held up by a broken host configures James so. It believes a host that refuses,
 * and a DNS that knows no host. It is the control of the tests: what the plugin refuses, this must send. James' own
 * RemoteDelivery is not among the artifacts on Maven Central.
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
    private @Nullable String deliver(Mail mail) throws MessagingException, IOException {
        String domain =
                ImmutableList.copyOf(mail.getRecipients()).get(0).getDomain().asString();
        Message mx = ask(domain, Type.MX);
        if (mx.getRcode() == Rcode.NXDOMAIN) {
            return "5.1.2 no such domain";
        }
        List<MXRecord> records = new ArrayList<>();
        records(mx, Type.MX).forEach(one -> records.add((MXRecord) one));
        if (records.stream().anyMatch(one -> one.getTarget().equals(Name.root))) {
            return "5.1.10 the domain takes no mail"; // RFC 7505 section 3
        }
        String failure = "4.4.4 no host";
        for (String host : addresses(domain, records)) {
            failure = attempt(host, mail, true);
            if (failure != null && !failure.startsWith("5")) {
                failure = attempt(host, mail, false);
            }
            if (failure == null || failure.startsWith("5")) {
                return failure;
            }
        }
        return failure;
    }

    private @Nullable String attempt(String host, Mail mail, boolean startTls) throws MessagingException {
        Properties settings = new Properties();
        settings.setProperty("mail.smtp.starttls.enable", String.valueOf(startTls));
        settings.setProperty("mail.smtp.ssl.trust", "*");
        settings.setProperty("mail.smtp.ssl.checkserveridentity", "false");
        settings.setProperty("mail.smtp.connectiontimeout", getInitParameter("connectiontimeout", "60000"));
        settings.setProperty("mail.smtp.timeout", getInitParameter("timeout", "180000"));
        settings.setProperty("mail.smtp.quitwait", "false");
        settings.setProperty("mail.smtp.from", mail.getMaybeSender().asString("<>"));
        SMTPTransport transport = (SMTPTransport) Session.getInstance(settings).getTransport("smtp");
        try (transport) {
            transport.connect(host, Integer.getInteger("testkit.smtp.port"), null, null);
            Collection<MailAddress> recipients = mail.getRecipients();
            InternetAddress[] addresses = new InternetAddress[recipients.size()];
            int index = 0;
            for (MailAddress one : recipients) {
                addresses[index++] = one.toInternetAddress().orElseThrow();
            }
            transport.sendMessage(mail.getMessage(), addresses);
            return null;
        } catch (SMTPSendFailedException e) {
            return e.getReturnCode() + " " + e.getMessage();
        } catch (MessagingException e) {
            if (e.getNextException() instanceof SMTPAddressFailedException refused) {
                return refused.getReturnCode() + " " + refused.getMessage();
            }
            int code = transport.getLastReturnCode();
            return (startTls || code < 500 ? "4.4.1" : String.valueOf(code)) + " " + e.getMessage();
        }
    }

    private static List<String> addresses(String domain, List<MXRecord> records) throws IOException {
        List<String> addresses = new ArrayList<>();
        records.sort(Comparator.comparingInt(MXRecord::getPriority));
        List<String> names = records.isEmpty()
                ? List.of(domain)
                : records.stream().map(one -> one.getTarget().toString(true)).toList();
        for (String name : names) {
            for (Record one : records(ask(name, Type.A), Type.A)) {
                addresses.add(((org.xbill.DNS.ARecord) one).getAddress().getHostAddress());
            }
        }
        return addresses;
    }

    private static Message ask(String name, int type) throws IOException {
        String[] server = System.getProperty("testkit.dns").split(":", -1);
        SimpleResolver resolver = new SimpleResolver(new InetSocketAddress(server[0], Integer.parseInt(server[1])));
        return resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN)));
    }

    private static List<Record> records(Message answer, int type) {
        return answer.getRcode() != Rcode.NOERROR
                ? List.of()
                : answer.getSection(Section.ANSWER).stream()
                        .filter(one -> one.getType() == type)
                        .toList();
    }
}
