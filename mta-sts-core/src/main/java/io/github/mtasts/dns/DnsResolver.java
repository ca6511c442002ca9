package io.github.mtasts.dns;

import io.github.mtasts.work.Listeners;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Looks up TXT, MX and address records at recursive name servers, over UDP and, for answers that do not fit, TCP. Create one
 * per server and close it after everything that uses it.
 *
 * <p>It has no cache: every call asks. It follows up to 16 CNAMEs. NXDOMAIN and an empty answer are "absent". SERVFAIL,
 * REFUSED and every other code, a time-out, a referral, a malformed answer, a CNAME loop and more than 100 TXT records are
 * "failed", because they leave open whether there is a record (RFC 8461 section 3.1). It uses the first 16 addresses of each
 * family, alternating, IPv6 first; the failure of one family is ignored when the other has addresses. It returns all MX records, because a
 * mail server must look for its own name in the complete list (RFC 5321 section 5.1).
 *
 * <p>A TTL is the smallest of the records and the CNAMEs before them. The TTL of an absence comes from the SOA (RFC 2308
 * section 5), and is 60 seconds where a server sends none. A name of more than 253 characters cannot exist in the DNS: it is
 * absent, without a question. A text that is not a name in A-labels is "failed".
 *
 * <p>Each server is asked up to twice within the time-out, the one that answered last first. DNSSEC is not checked: MTA-STS
 * does not depend on it (RFC 8461 section 2).
 *
 * <p>Thread-safe. Calls block, at most for the time-out; a failure of the network is never an exception. A thread that is
 * interrupted keeps its interrupt flag and gets "failed" with the reason {@code interrupted}.
 */
public final class DnsResolver implements TxtResolver, AddressResolver, MxResolver, AutoCloseable {
    private final Upstream upstream;
    private final LookupSlots slots;
    private final QueryLog queries;

    private DnsResolver(Upstream upstream, LookupSlots slots, QueryLog queries) {
        this.upstream = upstream;
        this.slots = slots;
        this.queries = queries;
    }

    /**
     * Starts the settings of a resolver.
     *
     * @return a builder with the system's name servers, 5 seconds per lookup and 100 queries at a time
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public TxtAnswer txt(String name) {
        return DnsAnswers.txt(ask(name, Type.TXT));
    }

    @Override
    public MxAnswer mx(String name) {
        return DnsAnswers.mx(ask(name, Type.MX));
    }

    /** {@inheritDoc} Both families are asked at the same time. */
    @Override
    public AddressAnswer addresses(String name) {
        Deadline deadline = slots.deadline();
        Name start = LookupArguments.parse(name);
        if (start == null) {
            DnsReply reply = withoutQuestion(name);
            return DnsAnswers.addresses(reply, reply);
        }
        long startNanos = queries.startNanos();
        LookupSlots.Pending ipv6 = slots.start(running -> walk(start, Type.AAAA, running), deadline);
        DnsReply ipv4 = told(start, Type.A, slots.ask(running -> walk(start, Type.A, running), deadline), startNanos);
        return DnsAnswers.addresses(told(start, Type.AAAA, ipv6.await(), startNanos), ipv4);
    }

    private DnsReply ask(String name, int type) {
        Name start = LookupArguments.parse(name);
        if (start == null) {
            return withoutQuestion(name);
        }
        long startNanos = queries.startNanos();
        return told(start, type, slots.ask(running -> walk(start, type, running), slots.deadline()), startNanos);
    }

    /** The same reply. No server was asked where a question found no slot: the listener hears of it here. */
    private DnsReply told(Name name, int type, DnsReply reply, long startNanos) {
        if (slots.isNoRoom(reply)) {
            queries.notAsked(name, type, startNanos);
        }
        return reply;
    }

    /** The reply about what {@link LookupArguments#parse} refuses. */
    private static DnsReply withoutQuestion(String name) {
        return LookupArguments.isTooLong(name)
                ? new DnsReply.NoSuchName(AliasWalk.NEGATIVE_TTL_WITHOUT_SOA)
                : new DnsReply.Failure(
                        new LookupFailedException("\"" + name + "\" is not a domain name").reason(),
                        LookupFault.DOMAIN);
    }

    private DnsReply walk(Name start, int type, Deadline deadline) throws LookupFailedException, InterruptedException {
        AliasWalk walk = new AliasWalk(start, type);
        DnsReply reply = walk.read(upstream.ask(walk.at(), type, deadline));
        while (reply == null) {
            try {
                reply = walk.read(upstream.ask(walk.at(), type, deadline));
            } catch (LookupFailedException e) {
                // The question was asked, and its aliases used up the time.
                throw e.fault() == LookupFault.NOT_ASKED
                        ? new LookupFailedException(e.reason(), LookupFault.RESOLVERS)
                        : e;
            }
        }
        return reply;
    }

    /**
     * The lookups that wait for others to end, because {@link Builder#maxConcurrentQueries} queries are in flight.
     *
     * @return about how many now
     */
    public int waiting() {
        return slots.waiting();
    }

    /**
     * Ends running lookups and this resolver's threads. These lookups and all later ones are "failed" with the reason
     * {@code closed}. Closing twice does nothing more. The selector thread of dnsjava, which all its users in this JVM share,
     * goes on.
     */
    @Override
    public void close() {
        slots.close();
        queries.close();
    }

    /** The settings of a {@link DnsResolver}. Not thread-safe. */
    public static final class Builder {
        private static final int MAX_SERVERS = 3;
        private static final int MAX_CONCURRENT_QUERIES = 10_000;

        private List<InetSocketAddress> servers = List.of();
        private Duration timeout = Duration.ofSeconds(5);
        private int maxConcurrentQueries = 100;
        private final List<DnsListener> listeners = new ArrayList<>();

        private Builder() {}

        /**
         * Sets the recursive name servers to ask instead of the system's, best first.
         *
         * @param servers one to three addresses with their ports, usually 53
         * @return this builder
         * @throws IllegalArgumentException when there is none or more than three, or one is an unresolved name
         */
        public Builder server(InetSocketAddress... servers) {
            this.servers = LookupArguments.servers("DnsResolver", MAX_SERVERS, servers);
            return this;
        }

        /**
         * Limits the whole lookup: the wait for a slot, every attempt, every CNAME, and TCP.
         *
         * @param timeout more than zero and at most an hour; 5 seconds unless set
         * @return this builder
         * @throws IllegalArgumentException when it is outside that range
         */
        public Builder timeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException(
                        "DnsResolver.timeout is " + timeout + ": expected more than zero and at most an hour");
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * Limits the queries in flight. A lookup of addresses makes two. Lookups beyond the limit wait within their time-out.
         * A busy name server loses packets above about 128 queries at a time from one client.
         *
         * @param queries from 1 to 10,000; 100 unless set
         * @return this builder
         * @throws IllegalArgumentException when it is outside that range
         */
        public Builder maxConcurrentQueries(int queries) {
            if (queries < 1 || queries > MAX_CONCURRENT_QUERIES) {
                throw new IllegalArgumentException(
                        "DnsResolver.maxConcurrentQueries is " + queries + ": expected 1 to " + MAX_CONCURRENT_QUERIES);
            }
            this.maxConcurrentQueries = queries;
            return this;
        }

        /**
         * Adds a listener for queries.
         *
         * @param listener such as the metrics of mta-sts-micrometer
         * @return this builder
         */
        public Builder listener(DnsListener listener) {
            listeners.add(listener);
            return this;
        }

        /**
         * Makes the resolver. Without {@link #server} it reads three of the system's servers now, of both families where both exist; a later change of the
         * system's settings takes effect in a new JVM only.
         *
         * @return a resolver, to be closed by the caller
         * @throws IllegalStateException when no server was set and the system has none; the message says what to do
         */
        public DnsResolver build() {
            List<InetSocketAddress> chosen = servers.isEmpty() ? SystemServers.read(MAX_SERVERS) : servers;
            QueryLog queries = new QueryLog(Listeners.of(listeners));
            return new DnsResolver(
                    new Upstream(chosen, QueryKind.PLAIN, queries),
                    new LookupSlots(maxConcurrentQueries, timeout),
                    queries);
        }
    }
}
