package io.github.mtasts.jakarta.mail;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.Opening;
import io.github.mtasts.Unsent;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.DeliveryKind;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try to deliver one message to one next hop.
 *
 * <p>Comes in: the message, its envelope, the next hop and some recipients of it. Goes out: a status for each of them. For one
 * thread.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** A reply code and what separates it from the text. */
    private static final int CODE = 4;

    private final MailSender sender;
    private final Envelope envelope;
    private final Content content;
    private final NextHop hop;
    private final @Nullable Session debugged;
    private final Statuses statuses;

    Delivery(
            MailSender sender,
            Envelope envelope,
            Content content,
            NextHop hop,
            List<Mailbox> recipients,
            @Nullable Session debugged) {
        this.sender = sender;
        this.envelope = envelope;
        this.content = content;
        this.hop = hop;
        this.debugged = debugged;
        this.statuses = new Statuses(recipients);
    }

    /** Makes the try; by address of the recipient. */
    Map<String, RecipientStatus> run(Deadline deadline) {
        String closed = sender.closedBecause();
        if (closed != null) {
            statuses.unsent(new Unsent.Defer("4.3.0", closed, envelope.isLastTry()), true);
            return statuses.byAddress();
        }
        DeliveryRequest request = request(deadline);
        MxLookupResult found = hop.hosts(sender.mxLookup());
        if (found instanceof MxLookupResult.Hosts hosts) {
            new Attempt(request, hosts, deadline).run();
        } else {
            unroutable(request, found);
        }
        return statuses.byAddress();
    }

    private DeliveryRequest request(Deadline deadline) {
        DeliveryRequest.Builder request =
                envelope.isLastTry() ? DeliveryRequest.lastTry(hop.name()) : DeliveryRequest.willRetry(hop.name());
        request.ehloName(sender.ehloName()).timeLimit(deadline.left());
        SmartHost smartHost = hop.smartHost();
        boolean validatedTls =
                envelope.requiresValidatedTls() || (smartHost != null && smartHost.requiresValidatedTls());
        if (validatedTls) {
            request.requireValidatedTls(); // also a message for which TLS is not required, so that no password goes in
            // the clear
        } else {
            request.kind(kind());
        }
        return (smartHost != null && smartHost.usesImplicitTls() ? request.implicitTls() : request).build();
    }

    private DeliveryKind kind() {
        return envelope.kind() == DeliveryKind.NORMAL && content.isTlsNotRequired()
                ? DeliveryKind.TLS_NOT_REQUIRED
                : envelope.kind();
    }

    private void unroutable(DeliveryRequest request, MxLookupResult found) {
        boolean own =
                found instanceof MxLookupResult.TemporaryFailure failed && failed.fault() == LookupFault.NOT_ASKED;
        statuses.unsent(sender.mtaSts().unroutable(request, found), own, Statuses.noHost(found));
    }

    /** How to go on after a connection. */
    private enum Then {
        /** The connection was of no use, and nothing was sent over it. */
        CONNECT_ANEW,
        NEXT_ADDRESS,
        STOP
    }

    /** The walk over hosts and addresses. */
    private final class Attempt {
        private final DeliveryRequest request;
        private final MxLookupResult.Hosts hosts;
        private final Deadline deadline;
        private boolean stopped;
        private boolean hasAddress;

        Attempt(DeliveryRequest request, MxLookupResult.Hosts hosts, Deadline deadline) {
            this.request = request;
            this.hosts = hosts;
            this.deadline = deadline;
        }

        void run() {
            try (DeliveryAttempt attempt = sender.mtaSts().begin(request)) {
                for (MxHost host : hosts.hosts()) {
                    if (statuses.isComplete() || stopped) {
                        break;
                    }
                    Candidate candidate = attempt.candidate(host);
                    LOG.debug("{}: {}", host, candidate);
                    if (candidate instanceof Candidate.Proceed proceed) {
                        tryHost(proceed);
                    } else {
                        hasAddress = true; // the policy rejects the host, whether it has an address or not
                    }
                }
                if (!statuses.isComplete() && (hasAddress || !hosts.implicit())) {
                    statuses.settle(attempt, envelope.isLastTry());
                }
            }
            if (!statuses.isComplete()) { // RFC 5321 section 5.1: neither an MX record nor an address
                unroutable(request, hosts);
            }
        }

        private void tryHost(Candidate.Proceed proceed) {
            Set<InetAddress> done = new HashSet<>();
            ConnectionPool.Key key = new ConnectionPool.Key(proceed.host(), hop.port(), hop.login());
            Optional<ConnectionPool.Open> pooled = sender.pool().take(key, proceed);
            while (pooled.isPresent()) {
                hasAddress = true;
                Then then = transact(key, pooled.get());
                if (then != Then.CONNECT_ANEW) {
                    Optional.ofNullable(pooled.get().socket().getInetAddress()).ifPresent(done::add);
                    pooled = Optional.empty();
                } else {
                    pooled = sender.pool().take(key, proceed);
                }
            }
            if (statuses.isComplete() || stopped) {
                return;
            }
            AddressAnswer answer = NextHop.addresses(proceed.host(), sender.mxLookup());
            if (answer instanceof AddressAnswer.Addresses found) {
                hasAddress = true;
                found.addresses().stream()
                        .filter(address -> !done.contains(address))
                        .forEach(address -> {
                            if (!statuses.isComplete() && !stopped) {
                                open(key, proceed, address);
                            }
                        });
            } else {
                hasAddress |= answer instanceof AddressAnswer.Failed;
                statuses.trouble(proceed.host() + ": " + answer);
            }
        }

        private void open(ConnectionPool.Key key, Candidate.Proceed proceed, InetAddress address) {
            AtomicReference<Socket> socket = new AtomicReference<>();
            Opening<Socket> opening = proceed.open(sender.dialer(address, hop.port(), socket::set));
            LOG.debug("{} [{}]: {}", proceed.host(), address.getHostAddress(), opening);
            if (opening instanceof Opening.Ready<Socket> ready) {
                Socket below = Objects.requireNonNull(socket.get(), "a connection that was not dialled");
                transact(key, new ConnectionPool.Open(ready, below, System.nanoTime()));
            }
        }

        private Then transact(ConnectionPool.Key key, ConnectionPool.Open open) {
            ScheduledFuture<?> end = deadline.closeAtEnd(open.socket(), sender.scheduler());
            try {
                return converse(key, open);
            } finally {
                if (end != null) {
                    end.cancel(false);
                }
            }
        }

        private Then converse(ConnectionPool.Key key, ConnectionPool.Open open) {
            Conversation smtp = new Conversation(
                    sender.session(debugged, needsUtf8() && offersUtf8(open.ready())),
                    open.ready().ehloReply(),
                    open.ready().reused() ? null : hop.login(),
                    envelope,
                    content,
                    statuses.waiting());
            InetAddress address = open.ready().connection().getInetAddress();
            String peer = key.host() + (address == null ? "" : " [" + address.getHostAddress() + "]");
            try {
                smtp.greet(open.ready().connection());
            } catch (MessagingException e) {
                Deadline.close(open.socket());
                LOG.debug("{} cannot be used", peer, e);
                statuses.trouble(peer + ": " + e.getMessage());
                stopped |= e instanceof AuthenticationFailedException; // a wrong password is not tried everywhere
                return stopped ? Then.STOP : Then.CONNECT_ANEW;
            }
            Transaction transaction = smtp.transact();
            if (open.ready().reused()
                    && transaction.isOfNoConsequence()) { // the host has closed it, or counts messages
                quit(smtp, open.socket());
                return Then.CONNECT_ANEW;
            }
            statuses.apply(
                    transaction,
                    peer,
                    reply -> new RecipientStatus.Delivered(
                            key.host(), address, open.ready().session(), reply));
            stopped |= transaction.isUncertain();
            if (!smtp.isReusable() || !sender.pool().put(key, open)) {
                quit(smtp, open.socket());
            }
            return stopped ? Then.STOP : Then.NEXT_ADDRESS;
        }

        private void quit(Conversation smtp, Socket socket) {
            try {
                smtp.close();
            } catch (MessagingException e) {
                LOG.debug("QUIT failed", e); // the message was taken or not before
            }
            Deadline.close(socket);
        }
    }

    private static boolean offersUtf8(Opening.Ready<Socket> ready) {
        return ready.ehloReply().stream()
                .anyMatch(line -> line.length() > CODE && line.substring(CODE).equalsIgnoreCase("SMTPUTF8"));
    }

    private boolean needsUtf8() {
        return content.needsUtf8()
                || envelope.reversePath().chars().anyMatch(c -> c > 0x7e)
                || statuses.waiting().stream().anyMatch(Mailbox::needsUtf8);
    }
}
