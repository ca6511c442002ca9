package io.github.mtasts.netty;

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
import io.github.mtasts.smtp.internal.MessageOctets;
import io.github.mtasts.smtp.internal.NextHop;
import io.github.mtasts.smtp.internal.Outgoing;
import io.github.mtasts.smtp.internal.Statuses;
import io.github.mtasts.smtp.internal.Transaction;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try to deliver one message to one next hop, without a thread of its own.
 *
 * <p>Comes in: the message, its envelope, the next hop and some recipients of it. Goes out: a status for each of them. One step
 * follows the other, on whatever thread completes it, so that nothing here is used by two threads at a time.
 */
final class NettyDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(NettyDelivery.class);
    private static final String TIME_IS_OVER = "the time for the message is over";

    private final NettyMailSender sender;
    private final Envelope envelope;
    private final MessageOctets octets;
    private final NextHop hop;
    private final Deadline deadline;
    private final Statuses statuses;
    private final DeliveryRequest request;
    private boolean stopped;
    private boolean hasAddress;

    NettyDelivery(NettyMailSender sender, Envelope envelope, MessageOctets octets, Batch batch, Deadline deadline) {
        this.sender = sender;
        this.envelope = envelope;
        this.octets = octets;
        this.hop = batch.hop();
        this.deadline = deadline;
        this.statuses = new Statuses(batch.recipients());
        this.request = hop.request(envelope, octets, sender.ehloName(), deadline.left());
    }

    /** Makes the try; by address of the recipient. */
    CompletableFuture<Map<String, RecipientStatus>> run() {
        String closed = sender.closedBecause();
        if (closed != null) {
            statuses.unsent(new Unsent.Defer("4.3.0", closed, envelope.isLastTry()), true);
            return CompletableFuture.completedFuture(statuses.byAddress());
        }
        return Steps.caught(this::hosts)
                .thenCompose(found -> found instanceof MxLookupResult.Hosts hosts ? attempt(hosts) : unroutable(found))
                .exceptionally(this::settleAfter)
                .thenApply(unused -> statuses.byAddress());
    }

    private CompletableFuture<MxLookupResult> hosts() {
        return hop.hostsAsync(sender.mxLookup(), sender.lookups())
                .completeOnTimeout(
                        new MxLookupResult.TemporaryFailure(TIME_IS_OVER, LookupFault.NOT_ASKED),
                        deadline.left().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    /** This server's own fault, such as an operator's rules that throw, must not hide what became of the other recipients. */
    private @Nullable Void settleAfter(Throwable thrown) {
        LOG.warn("The delivery to {} ended", hop.name(), thrown);
        statuses.unsent(
                new Unsent.Defer("4.3.0", "this server threw " + Steps.cause(thrown), envelope.isLastTry()), true);
        return null;
    }

    private CompletableFuture<Void> unroutable(MxLookupResult found) {
        boolean own =
                found instanceof MxLookupResult.TemporaryFailure failed && failed.fault() == LookupFault.NOT_ASKED;
        return sender.mtaSts()
                .unroutableAsync(request, found)
                .thenAccept(unsent -> statuses.unsent(unsent, own, Statuses.noHost(found)));
    }

    private CompletableFuture<Void> attempt(MxLookupResult.Hosts hosts) {
        return sender.mtaSts()
                .beginAsync(request)
                .thenCompose(attempt -> Steps.inOrder(hosts.hosts(), this::isOver, host -> tryHost(attempt, host))
                        .thenRun(() -> {
                            if (!statuses.isComplete() && (hasAddress || !hosts.implicit())) {
                                statuses.settle(attempt, envelope.isLastTry());
                            }
                        })
                        .whenComplete((unused, thrown) -> attempt.close()))
                .thenCompose(unused -> statuses.isComplete()
                        ? done()
                        : unroutable(hosts)); // RFC 5321 section 5.1: neither an MX record nor an address
    }

    private CompletableFuture<Void> tryHost(DeliveryAttempt attempt, MxHost host) {
        return attempt.candidateAsync(host).thenCompose(candidate -> {
            LOG.debug("{}: {}", host, candidate);
            if (candidate instanceof Candidate.Proceed proceed) {
                return new HostWalk(proceed).run();
            }
            hasAddress = true; // the policy rejects the host, whether it has an address or not
            return done();
        });
    }

    private boolean isOver() {
        return statuses.isComplete() || stopped;
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    /** The walk over the connections to one host: first one in the pool, then a new one to each address. */
    private final class HostWalk {
        private final Candidate.Proceed proceed;
        private final ConnectionPool.Key key;
        private final Set<InetAddress> tried = new HashSet<>();

        HostWalk(Candidate.Proceed proceed) {
            this.proceed = proceed;
            this.key = new ConnectionPool.Key(proceed.host(), hop.port(), hop.login());
        }

        CompletableFuture<Void> run() {
            return fromPool().thenCompose(unused -> isOver() ? done() : lookUp());
        }

        private CompletableFuture<Void> fromPool() {
            Optional<ConnectionPool.Open<NettyTransport, InetAddress>> pooled =
                    sender.pool().take(key, proceed);
            if (pooled.isEmpty()) {
                return done();
            }
            hasAddress = true;
            return converse(pooled.get()).thenAccept(ofUse -> {
                if (ofUse) { // otherwise a new one to the same address, because others in the pool may have ended, too
                    tried.add(pooled.get().state());
                }
            });
        }

        private CompletableFuture<Void> lookUp() {
            return NextHop.addressesAsync(proceed.host(), sender.mxLookup(), sender.lookups())
                    .completeOnTimeout(
                            new AddressAnswer.Failed(TIME_IS_OVER, LookupFault.NOT_ASKED),
                            deadline.left().toNanos(),
                            TimeUnit.NANOSECONDS)
                    .thenCompose(answer -> {
                        if (answer instanceof AddressAnswer.Addresses found) {
                            hasAddress = true;
                            return Steps.inOrder(
                                    found.addresses(),
                                    NettyDelivery.this::isOver,
                                    address -> tried.contains(address) ? done() : open(address));
                        }
                        hasAddress |= answer instanceof AddressAnswer.Failed;
                        statuses.trouble(proceed.host() + ": " + answer);
                        return done();
                    });
        }

        private CompletableFuture<Void> open(InetAddress address) {
            return proceed.openAsync(sender.dialer(address, hop.port())).thenCompose(opening -> {
                LOG.debug("{} [{}]: {}", proceed.host(), address.getHostAddress(), opening);
                return opening instanceof Opening.Ready<NettyTransport> ready
                        ? converse(ConnectionPool.Open.of(ready, address)).thenCompose(unused -> done())
                        : done();
            });
        }

        /** Completes with false when the connection was of no use: nothing was sent over it. */
        private CompletableFuture<Boolean> converse(ConnectionPool.Open<NettyTransport, InetAddress> open) {
            Outgoing outgoing = new Outgoing(
                    envelope, octets, statuses.waiting(), open.ready().requireTls());
            SmtpDialogue smtp = new SmtpDialogue(
                    open.ready(), open.ready().reused() ? null : hop.login(), outgoing, sender.replyLimit(), deadline);
            return smtp.run().thenApply(end -> isOfUse(open, outgoing.transaction(), smtp, end));
        }

        private boolean isOfUse(
                ConnectionPool.Open<NettyTransport, InetAddress> open,
                Transaction transaction,
                SmtpDialogue smtp,
                SmtpDialogue.End end) {
            String peer = proceed.host() + " [" + open.state().getHostAddress() + "]";
            if (end.unusable() != null) {
                open.ready().connection().close();
                LOG.debug("{} cannot be used: {}", peer, end.unusable());
                statuses.trouble(peer + ": " + end.unusable());
                stopped |= end.wrongLogin(); // a wrong password is not tried everywhere
                return stopped;
            }
            if (open.ready().reused()
                    && transaction.isOfNoConsequence()) { // the host has closed it, or counts messages
                leave(smtp, open, transaction);
                return false;
            }
            statuses.apply(
                    transaction,
                    peer,
                    reply -> new RecipientStatus.Delivered(
                            proceed.host(), open.state(), open.ready().session(), reply));
            stopped |= transaction.isUncertain();
            if (!end.reusable() || !sender.pool().put(key, open)) {
                leave(smtp, open, transaction);
            }
            return true;
        }

        private void leave(
                SmtpDialogue smtp, ConnectionPool.Open<NettyTransport, InetAddress> open, Transaction transaction) {
            if (transaction.isBroken()) {
                open.ready().connection().close();
            } else {
                smtp.quit();
            }
        }
    }
}
