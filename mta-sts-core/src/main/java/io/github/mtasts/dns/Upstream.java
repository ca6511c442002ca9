package io.github.mtasts.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.WireParseException;

/**
 * Asks the recursive name servers one question until one of them gives a usable answer.
 *
 * <p>Comes in: a name and a type. Goes out: a complete message whose code is NOERROR or NXDOMAIN, not interpreted. Each server
 * is asked twice, because a packet may be lost, but only once if it refuses. Truncated answers are asked for again over TCP.
 * The remaining time is divided evenly among the remaining attempts, so that a silent server leaves time for the next one.
 */
final class Upstream {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
    private static final int ROUNDS = 2;

    private static final Duration SOCKET_GRACE = Duration.ofMillis(100);

    private final List<InetSocketAddress> servers;
    /** The server that answered last is asked first, so that a dead one delays one lookup and not each. */
    private volatile int preferred;

    Upstream(List<InetSocketAddress> servers) {
        this.servers = List.copyOf(servers);
    }

    Message ask(Name name, int type, Deadline deadline) throws LookupFailedException, InterruptedException {
        Record question = Record.newRecord(name, type, DClass.IN);
        Deque<Integer> attempts = rota();
        LookupFailedException failure = new LookupFailedException("no time was left to ask", LookupFault.RESOLVERS);
        while (!attempts.isEmpty()) {
            long waitNanos = deadline.remainingNanos() / attempts.size();
            if (waitNanos == 0) {
                break;
            }
            int server = attempts.remove();
            try {
                Message answer = exchange(servers.get(server), question, waitNanos);
                LookupFailedException refusal = refusal(answer);
                if (refusal == null) {
                    preferred = server;
                    return answer;
                }
                failure = worse(failure, refusal);
                attempts.removeIf(other -> other == server);
            } catch (TimeoutException e) {
                failure = worse(failure, new LookupFailedException("no answer", LookupFault.RESOLVERS));
            } catch (ExecutionException e) {
                failure = worse(failure, brokenExchange(e.getCause()));
            }
            LOG.debug("Name server {} did not answer about {}: {}", servers.get(server), name, failure.reason());
        }
        throw failure;
    }

    /** The last failure, but one of the domain's side rather than one of ours: another server did answer. */
    private static LookupFailedException worse(LookupFailedException before, LookupFailedException now) {
        return before.fault() == LookupFault.DOMAIN && now.fault() != LookupFault.DOMAIN ? before : now;
    }

    private Deque<Integer> rota() {
        Deque<Integer> rota = new ArrayDeque<>();
        int first = preferred;
        for (int i = 0; i < servers.size() * ROUNDS; i++) {
            rota.add((first + i) % servers.size());
        }
        return rota;
    }

    private static Message exchange(InetSocketAddress server, Record question, long waitNanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        SimpleResolver resolver = new SimpleResolver(server);
        // Only frees the socket: dnsjava checks its time-outs once a second. The wait below is the limit.
        resolver.setTimeout(Duration.ofNanos(waitNanos).plus(SOCKET_GRACE));
        // A new message for each attempt: an id that has been on the wire is no secret (RFC 5452 section 9.2).
        Message query = Message.newQuery(question);
        Mailbox mailbox = new Mailbox();
        return mailbox.await(resolver.sendAsync(query, mailbox).toCompletableFuture(), waitNanos);
    }

    /** Why this answer cannot be used, or null. */
    private static @Nullable LookupFailedException refusal(Message answer) {
        if (!answer.getHeader().getFlag(Flags.QR)) {
            return new LookupFailedException("malformed answer: it is marked as a question");
        }
        int code = answer.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            boolean ours = code == Rcode.REFUSED || code == Rcode.FORMERR || code == Rcode.NOTIMP;
            return new LookupFailedException(Rcode.string(code), ours ? LookupFault.RESOLVERS : LookupFault.DOMAIN);
        }
        if (answer.getHeader().getFlag(Flags.TC)) {
            return new LookupFailedException("truncated answer, over TCP too");
        }
        return null;
    }

    private static LookupFailedException brokenExchange(@Nullable Throwable cause) {
        if (cause instanceof WireParseException) {
            return new LookupFailedException("malformed answer: " + cause.getMessage());
        }
        if (cause instanceof RuntimeException) {
            // dnsjava could not handle it: a missing question section, for one
            return new LookupFailedException("malformed answer");
        }
        return new LookupFailedException(
                "the exchange with the name server failed" + (cause instanceof IOException ? "" : ": " + cause),
                LookupFault.RESOLVERS);
    }
}
