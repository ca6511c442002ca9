package io.github.mtasts.quickstart;

import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.jakarta.mail.MailSender;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import javax.net.SocketFactory;

/** Sends messages with {@link MailSender}, and notes for the table what happened. A mail server would log the status. */
final class Sender implements AutoCloseable {
    private static final String EHLO_NAME = "mail.sender.example";
    private static final String REVERSE_PATH = "alice@sender.example";

    private final MtaSts mtaSts;
    private final MxLookup mxLookup;
    private final MailSender mail;
    private final LastFailures failures;

    /**
     * A sender.
     *
     * @param mtaSts decides on MX hosts and opens connections
     * @param mxLookup finds MX hosts and their addresses
     * @param sockets creates sockets
     * @param failures hears the outcomes of {@code mtaSts}
     */
    Sender(MtaSts mtaSts, MxLookup mxLookup, SocketFactory sockets, LastFailures failures) {
        this.mtaSts = mtaSts;
        this.mxLookup = mxLookup;
        this.failures = failures;
        this.mail = MailSender.builder(mtaSts, mxLookup, EHLO_NAME)
                .socketFactory(sockets)
                .idleConnections(0) // each message has a session of its own in the table
                .build();
    }

    /** Sends a message to one recipient and notes the steps. */
    RecipientStatus send(String recipient, PolicyDomain domain, MimeMessage message, Trace trace) {
        failures.clear();
        RecipientStatus status = send(Envelope.from(REVERSE_PATH).to(recipient).build(), message);
        note(status, domain, trace);
        return status;
    }

    private RecipientStatus send(Envelope envelope, MimeMessage message) {
        try {
            return mail.send(envelope, message).recipients().get(0).status();
        } catch (MessagingException e) {
            throw new IllegalStateException("a message of constants", e);
        }
    }

    private void note(RecipientStatus status, PolicyDomain domain, Trace trace) {
        DeliveryRequest request =
                DeliveryRequest.willRetry(domain.name()).ehloName(EHLO_NAME).build();
        try (DeliveryAttempt attempt = mtaSts.begin(request)) { // the policy is in memory now
            trace.policy(attempt.resolution());
            if (status instanceof RecipientStatus.Delivered delivered) {
                trace.sent(delivered.host(), attempt.resolution(), delivered.session());
            } else if (mxLookup.lookup(domain) instanceof MxLookupResult.Hosts found) {
                List<MxHost> hosts = found.hosts();
                trace.notSent(hosts.get(hosts.size() - 1), attempt.resolution(), failures.get());
            }
        }
    }

    @Override
    public void close() {
        mail.close();
    }
}
