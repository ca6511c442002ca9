package io.github.mtasts.dns;

import io.github.mtasts.dns.DnsQuery.Result;
import io.github.mtasts.work.Listeners;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Tells the listeners of a resolver about its queries. Does nothing without listeners. Thread-safe. */
final class QueryLog implements AutoCloseable {
    private final Listeners<DnsListener> listeners;

    QueryLog(Listeners<DnsListener> listeners) {
        this.listeners = listeners;
    }

    /** The time at which a query begins; 0 when nobody listens. */
    long startNanos() {
        return listeners.isEmpty() ? 0 : System.nanoTime();
    }

    /** @param refusal why the answer cannot be used, or null */
    void answered(
            NameServer server,
            Record question,
            Message answer,
            @Nullable LookupFailedException refusal,
            long startNanos) {
        if (listeners.isEmpty()) {
            return;
        }
        Result result;
        if (refusal != null) {
            result = refusal.fault() == LookupFault.RESOLVERS ? Result.REFUSED : Result.FAILED;
        } else {
            boolean absent = answer.getRcode() == Rcode.NXDOMAIN
                    || answer.getSection(Section.ANSWER).isEmpty();
            result = absent ? Result.ABSENT : Result.FOUND;
        }
        tell(question.getName(), question.getType(), result, server.address(), startNanos);
    }

    void failed(NameServer server, Record question, Result result, long startNanos) {
        if (!listeners.isEmpty()) {
            tell(question.getName(), question.getType(), result, server.address(), startNanos);
        }
    }

    /** A question that found no slot. */
    void notAsked(Name name, int type, long startNanos) {
        if (!listeners.isEmpty()) {
            tell(name, type, Result.NOT_ASKED, null, startNanos);
        }
    }

    private void tell(Name name, int type, Result result, @Nullable InetSocketAddress server, long startNanos) {
        Duration duration = Duration.ofNanos(System.nanoTime() - startNanos);
        DnsQuery query = new DnsQuery(name.toString(), Type.string(type), result, server, duration);
        listeners.tell(listener -> listener.queried(query));
    }

    @Override
    public void close() {
        listeners.close();
    }
}
