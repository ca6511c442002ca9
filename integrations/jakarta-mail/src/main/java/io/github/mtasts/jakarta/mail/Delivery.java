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
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.internal.Batch;
import io.github.mtasts.smtp.internal.ConnectionPool;
import io.github.mtasts.smtp.internal.Deadline;
import io.github.mtasts.smtp.internal.HostOffer;
import io.github.mtasts.smtp.internal.NextHop;
import io.github.mtasts.smtp.internal.Outgoing;
import io.github.mtasts.smtp.internal.Statuses;
import io.github.mtasts.smtp.internal.Transaction;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashSet;
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

    private final MailSender sender;
    private final Envelope envelope;
    private final Content content;
    private final NextHop hop;
    private final @Nullable Session debugged;
    private final Statuses statuses;

    Delivery(MailSender sender, Envelope envelope, Content content, Batch batch, @Nullable Session debugged) {
        this.sender = sender;
        this.envelope = envelope;
        this.content = content;
        this.hop = batch.hop();
        this.debugged = debugged;
        this.statuses = new Statuses(batch.recipients());
    }

    /** Makes the try; by address of the recipient. */
    Map<String, RecipientStatus> run(Deadline deadline) {
        String closed = sender.closedBecause();
        if (closed != null) {
            statuses.unsent(new Unsent.Defer("4.3.0", closed, envelope.isLastTry()), true);
            return statuses.byAddress();
        }
        try {
            deliver(deadline);
        } catch (Throwable e) {
            // This server's own fault, such as a resolver that throws, must not hide what became of the other
            // recipients.
            LOG.warn("The delivery to {} ended", hop.name(), e);
            statuses.unsent(new Unsent.Defer("4.3.0", "this server threw " + e, envelope.isLastTry()), true);
        }
        return statuses.byAddress();
    }

    private void deliver(Deadline deadline) {
        DeliveryRequest request = hop.request(envelope, content.octets(), sender.ehloName(), deadline.left());
        MxLookupResult found = hop.hosts(sender.mxLookup());
        if (found instanceof MxLookupResult.Hosts hosts) {
            new Attempt(request, hosts, deadline).run();
        } else {
            unroutable(request, found);
        }
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
            Optional<ConnectionPool.Open<Socket, Kept>> pooled = sender.pool().take(key, proceed);
            if (pooled.isPresent()) {
                hasAddress = true;
                if (transact(key, pooled.get()) != Then.CONNECT_ANEW) { // others may have ended, too
                    Optional.ofNullable(pooled.get().state().socket().getInetAddress())
                            .ifPresent(done::add);
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
                transact(key, ConnectionPool.Open.of(ready, new Kept(below, null)));
            }
        }

        private Then transact(ConnectionPool.Key key, ConnectionPool.Open<Socket, Kept> open) {
            ScheduledFuture<?> end = Sockets.closeAt(deadline, open.state().socket(), sender.scheduler());
            try {
                return converse(key, open);
            } catch (Throwable e) {
                Sockets.close(open.state().socket());
                throw e;
            } finally {
                if (end != null) {
                    end.cancel(false);
                }
            }
        }

        private Then converse(ConnectionPool.Key key, ConnectionPool.Open<Socket, Kept> open) {
            Outgoing outgoing = new Outgoing(
                    envelope, content.octets(), statuses.waiting(), open.ready().requireTls());
            InetAddress address = open.ready().connection().getInetAddress();
            String peer = key.host() + (address == null ? "" : " [" + address.getHostAddress() + "]");
            Conversation smtp;
            try {
                smtp = conversation(open);
            } catch (MessagingException e) {
                Sockets.close(open.state().socket());
                LOG.debug("{} cannot be used", peer, e);
                statuses.trouble(peer + ": " + e.getMessage());
                stopped |= e instanceof AuthenticationFailedException; // a wrong password is not tried everywhere
                return stopped ? Then.STOP : Then.CONNECT_ANEW;
            }
            Transaction transaction = smtp.transact(outgoing, content);
            if (open.ready().reused()
                    && transaction.isOfNoConsequence()) { // the host has closed it, or counts messages
                quit(smtp, open.state().socket());
                return Then.CONNECT_ANEW;
            }
            statuses.apply(
                    transaction,
                    peer,
                    reply -> new RecipientStatus.Delivered(
                            key.host(), address, open.ready().session(), reply));
            stopped |= transaction.isUncertain();
            if (!smtp.isReusable()
                    || !sender.pool().put(key, open.with(new Kept(open.state().socket(), isTraced() ? null : smtp)))) {
                quit(smtp, open.state().socket());
            }
            return stopped ? Then.STOP : Then.NEXT_ADDRESS;
        }

        /** The transport that came with a connection from the pool, or a new one. */
        private Conversation conversation(ConnectionPool.Open<Socket, Kept> open) throws MessagingException {
            Socket connection = open.ready().connection();
            Conversation kept = open.state().smtp();
            if (kept != null && !isTraced()) {
                kept.resume(connection);
                return kept;
            }
            HostOffer offer = new HostOffer(open.ready().ehloReply());
            Conversation made = new Conversation(
                    sender.session(debugged, offer.has("SMTPUTF8")),
                    offer,
                    open.ready().reused() ? null : hop.login());
            made.greet(connection);
            return made;
        }

        private void quit(Conversation smtp, Socket socket) {
            try {
                smtp.close();
            } catch (MessagingException e) {
                LOG.debug("QUIT failed", e); // the message was taken or not before
            }
            Sockets.close(socket);
        }
    }

    /** Whether the dialogue is written to the debug stream of this message's session. */
    private boolean isTraced() {
        return debugged != null && debugged.getDebug();
    }
}
