package io.github.mtasts.dns;

import io.github.mtasts.dns.DnsQuery.Result;
import io.github.mtasts.text.OsMessages;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
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
import org.xbill.DNS.WireParseException;

/**
 * Asks the recursive name servers one question until one of them gives a usable answer.
 *
 * <p>Comes in: a name and a type. Goes out: a complete message whose code is NOERROR or NXDOMAIN, not interpreted. Each server
 * is asked twice, because a packet may be lost, but only once if it refuses. Truncated answers are asked for again over TCP.
 * The remaining time is divided evenly among the remaining attempts, so that a silent server leaves time for the next one.
 *
 * <p>A server that cannot be reached (a closed port, no route) fails within a millisecond. That uses up no attempt: the server
 * is asked again after a pause until the time is up, so that the restart of a name server delays a lookup and does not fail it.
 */
final class Upstream {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
    /** The pause is this part of the time that is left at the start. */
    private static final int PAUSES = 10;

    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final List<NameServer> servers;
    private final QueryLog queries;
    /** The server that answered last is asked first, so that a dead one delays one lookup and not each. */
    private volatile int preferred;

    Upstream(List<InetSocketAddress> servers, QueryKind kind, QueryLog queries) {
        this.queries = queries;
        this.servers =
                servers.stream().map(server -> new NameServer(server, kind)).toList();
    }

    Message ask(Name name, int type, Deadline deadline) throws LookupFailedException, InterruptedException {
        Record question = Record.newRecord(name, type, DClass.IN);
        long pauseNanos = Math.min(LONGEST_PAUSE_NANOS, deadline.remainingNanos() / PAUSES);
        Rota rota = new Rota(servers.size(), preferred, pauseNanos);
        LookupFailedException failure = new LookupFailedException("no time was left to ask", LookupFault.NOT_ASKED);
        while (!rota.isEmpty()) {
            int next = rota.next();
            long pause = rota.pauseNanos(next);
            if (pause >= deadline.remainingNanos()) {
                break;
            }
            deadline.sleep(pause);
            NameServer server = servers.get(next);
            long start = queries.startNanos();
            try {
                Message answer = server.ask(question, deadline.remainingNanos() / (1 + rota.reachable()), deadline);
                LookupFailedException refusal = refusal(answer);
                queries.answered(server, question, answer, refusal, start);
                if (refusal == null) {
                    preferred = next;
                    return answer;
                }
                failure = worse(failure, refusal);
                rota.refused(next);
            } catch (TimeoutException e) {
                queries.failed(server, question, Result.TIMEOUT, start);
                failure = worse(failure, new LookupFailedException("no answer", LookupFault.RESOLVERS));
            } catch (ExecutionException e) {
                boolean unreachable = isUnreachable(e.getCause());
                queries.failed(server, question, unreachable ? Result.UNREACHABLE : Result.FAILED, start);
                failure = worse(failure, brokenExchange(e.getCause()));
                if (unreachable) {
                    rota.unreachable(next);
                }
            }
            LOG.debug("Name server {} did not answer about {}: {}", server, name, failure.reason());
        }
        throw failure;
    }

    /**
     * The last failure, but one of the domain's side rather than one of ours, because another server did answer; and one of a
     * server that was asked rather than one before the question got out.
     */
    private static LookupFailedException worse(LookupFailedException before, LookupFailedException now) {
        return now.fault().compareTo(before.fault()) > 0 ? before : now;
    }

    private static boolean isUnreachable(@Nullable Throwable cause) {
        return cause instanceof IOException && !(cause instanceof WireParseException);
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

    /** Whether this system had no descriptor or memory for a socket, as its message says: Java has no type for that. */
    private static LookupFailedException brokenExchange(@Nullable Throwable cause) {
        if (cause instanceof WireParseException) {
            return new LookupFailedException("malformed answer: " + cause.getMessage());
        }
        if (cause instanceof RuntimeException) {
            // dnsjava could not handle it: a missing question section, for one
            return new LookupFailedException("malformed answer");
        }
        if (OsMessages.isShortage(cause)) {
            return new LookupFailedException("this system has no room for a query", LookupFault.NOT_ASKED);
        }
        return new LookupFailedException(
                "the exchange with the name server failed" + (cause instanceof IOException ? "" : ": " + cause),
                LookupFault.RESOLVERS);
    }

    @Override
    public String toString() {
        return servers.toString();
    }
}
