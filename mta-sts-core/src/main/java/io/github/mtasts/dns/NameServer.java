package io.github.mtasts.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.WireParseException;

/**
 * One recursive name server.
 *
 * <p>Comes in: a question. Goes out: its answer, not interpreted. A question has an OPT record (EDNS, RFC 6891). A server
 * without EDNS answers FORMERR or NOTIMP, often as a bare header; the question is then repeated without OPT within the same
 * time. If that gives an answer, the next questions of an hour have no OPT either. An answer that cannot be read for another
 * reason is asked for again without OPT, too, and says nothing about the server: the domain may have caused it. Thread-safe.
 */
final class NameServer {
    private static final Logger LOG = LoggerFactory.getLogger(NameServer.class);
    private static final long WITHOUT_EDNS_NANOS = Duration.ofHours(1).toNanos();
    private static final Duration SOCKET_GRACE = Duration.ofMillis(100);
    private static final int NO_EDNS = -1;
    private static final String BARE_HEADER = "invalid message: question section missing";
    /** Fits into one packet on every path (RFC 9715 section 3.2). */
    private static final int EDNS_PAYLOAD = 1232;

    private final InetSocketAddress address;
    private final QueryKind kind;
    private volatile boolean refusesEdns;
    private volatile long refusedNanos;

    NameServer(InetSocketAddress address, QueryKind kind) {
        this.address = address;
        this.kind = kind;
    }

    InetSocketAddress address() {
        return address;
    }

    Message ask(Record question, long waitNanos, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!kind.worksWithoutEdns()) {
            return exchange(question, true, waitNanos, deadline);
        }
        long start = System.nanoTime();
        if (refusesEdns && start - refusedNanos < WITHOUT_EDNS_NANOS) {
            return exchange(question, false, waitNanos, deadline);
        }
        boolean refused = true;
        try {
            Message answer = exchange(question, true, waitNanos, deadline);
            if (!isAboutEdns(answer)) {
                return answer;
            }
        } catch (ExecutionException e) {
            if (!isUnreadable(e.getCause())) {
                throw e;
            }
            refused = isBareHeader(e.getCause());
            LOG.debug("Malformed DNS response from server {}", this, e.getCause());
        }
        Message answer = exchange(question, false, Math.max(0, waitNanos - (System.nanoTime() - start)), deadline);
        if (refused && (answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN)) {
            refusedNanos = System.nanoTime();
            refusesEdns = true;
            LOG.info("DNS server {} refuses EDNS: asking without it for an hour", this);
        }
        return answer;
    }

    /** RFC 6891 section 7; a server that has EDNS puts OPT into every answer to it. */
    private static boolean isAboutEdns(Message answer) {
        int code = answer.getRcode();
        return (code == Rcode.FORMERR || code == Rcode.NOTIMP) && answer.getOPT() == null;
    }

    private static boolean isUnreadable(@Nullable Throwable cause) {
        return cause instanceof WireParseException || cause instanceof RuntimeException;
    }

    /**
     * Whether a server sent a header alone, as it does when it could not read the question. dnsjava reads no answer without a
     * question section, not even its code, and has this message for it.
     */
    private static boolean isBareHeader(@Nullable Throwable cause) {
        return cause instanceof WireParseException && BARE_HEADER.equals(cause.getMessage());
    }

    private Message exchange(Record question, boolean edns, long waitNanos, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        SimpleResolver resolver = new SimpleResolver(address);
        resolver.setEDNS(edns ? 0 : NO_EDNS, EDNS_PAYLOAD, kind.extendedFlags());
        // Only frees the socket: dnsjava checks its time-outs once a second. The wait below is the limit.
        resolver.setTimeout(Duration.ofNanos(waitNanos).plus(SOCKET_GRACE));
        // A new message for each attempt: an id that has been on the wire is no secret (RFC 5452 section 9.2).
        Message query = Message.newQuery(question);
        kind.mark(query);
        Mailbox mailbox = new Mailbox();
        return mailbox.await(sent(resolver, query, mailbox), waitNanos, deadline);
    }

    /** Sends a query. dnsjava throws at once where this Java cannot use the address, such as IPv6 without an IPv6 stack. */
    private static CompletableFuture<Message> sent(SimpleResolver resolver, Message query, Mailbox mailbox)
            throws ExecutionException {
        try {
            return resolver.sendAsync(query, mailbox).toCompletableFuture();
        } catch (RuntimeException e) {
            throw new ExecutionException(new IOException("the query was not sent", e));
        }
    }

    @Override
    public String toString() {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
