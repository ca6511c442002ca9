package io.github.mtasts.dns;

import io.github.mtasts.work.Listeners;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * Looks up DNS records and validates them with DNSSEC, from the trust anchors of the root (RFC 4035 section 5). Create one
 * per server and close it after everything that uses it.
 *
 * <p>The recursive servers must pass signatures through; they need not validate. Servers that drop signatures are noticed and
 * logged once; {@link StrippedSignatures} says what a look-up answers then. {@link Builder#trustAdBit()} is the lighter choice
 * for a validating server on the same machine.
 *
 * <p>It keeps 10,000 answers for their TTLs, at most an hour, and asks equal questions at the same time once. A look-up
 * follows up to 16 aliases; more than 100 records of one name are "failed". Signatures are judged at the time of the clock.
 * NSEC3 records with more than 150 iterations prove nothing: a name that does not exist is then insecure, and a type that a
 * name does not have is "failed" (RFC 9276 section 3.2 allows both).
 *
 * <p>Thread-safe. Calls block, at most for the time-out; a failure of the network is never an exception. A thread that is
 * interrupted keeps its interrupt flag and gets "failed" with the reason {@code interrupted}.
 */
public final class DnssecResolver implements SecureResolver, MxResolver, AddressResolver, AutoCloseable {
    /** What a look-up answers while the servers drop signatures. */
    public enum StrippedSignatures {
        /** Insecure answers: no DANE until the servers pass signatures through. */
        ANSWER_INSECURE,
        /** Failures: mail to each domain waits until the servers pass signatures through. */
        FAIL
    }

    private static final Duration LONGEST_KEPT = Duration.ofHours(1);
    private static final Duration FAILURE_KEPT = Duration.ofSeconds(5);

    private final Duration timeout;
    private final DnssecThreads threads;
    private final QueryLog queries;
    private final Judge judge;
    private final TtlCache<SecureAnswer> cache;
    private final Map<Question, CompletableFuture<SecureAnswer>> underWay = new ConcurrentHashMap<>();

    private DnssecResolver(
            Duration timeout, DnssecThreads threads, QueryLog queries, Judge judge, TtlCache<SecureAnswer> cache) {
        this.timeout = timeout;
        this.threads = threads;
        this.queries = queries;
        this.judge = judge;
        this.cache = cache;
    }

    /**
     * Starts the settings of a resolver.
     *
     * @return a builder with the system's name servers, the root's trust anchors and 5 seconds per look-up
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public SecureAnswer lookup(String name, RecordType type) {
        if (LookupArguments.isTooLong(name)) {
            return new SecureAnswer.Nothing(name, false, true, AliasWalk.NEGATIVE_TTL_WITHOUT_SOA);
        }
        Name parsed = LookupArguments.parse(name);
        if (parsed == null) {
            return failed(new LookupFailedException("\"" + name + "\" is not a domain name"));
        }
        return await(asked(new Question(parsed, type.number())), System.nanoTime());
    }

    /**
     * Looks up MX records, for {@link MxLookup}. An answer that proves to be forged is a failure; whether a good one is secure
     * says {@link #lookup}.
     *
     * @param domain a domain in A-labels
     * @return the answer; a failure is an answer, never an exception
     */
    @Override
    public MxAnswer mx(String domain) {
        return MailAnswers.mx(lookup(domain, RecordType.MX));
    }

    /**
     * Looks up the addresses of both families, at the same time, for {@link MxLookup}.
     *
     * @param host a host in A-labels
     * @return the answer; a failure is an answer, never an exception
     */
    @Override
    public AddressAnswer addresses(String host) {
        Name parsed = LookupArguments.isTooLong(host) ? null : LookupArguments.parse(host);
        if (parsed == null) {
            return MailAnswers.addresses(lookup(host, RecordType.AAAA), lookup(host, RecordType.A));
        }
        long began = System.nanoTime();
        CompletableFuture<SecureAnswer> ipv6 = asked(new Question(parsed, RecordType.AAAA.number()));
        SecureAnswer ipv4 = await(asked(new Question(parsed, RecordType.A.number())), began);
        return MailAnswers.addresses(await(ipv6, began), ipv4);
    }

    private CompletableFuture<SecureAnswer> asked(Question question) {
        TtlCache.Hit<SecureAnswer> kept = cache.hit(question);
        return kept != null
                ? CompletableFuture.completedFuture(SecureReplies.withTtl(kept.answer(), kept.left()))
                : start(question);
    }

    private SecureAnswer await(CompletableFuture<SecureAnswer> answer, long began) {
        try {
            long left = timeout.toNanos() - (System.nanoTime() - began);
            return answer.get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new SecureAnswer.Failed(
                    "no answer within " + timeout.toMillis() + " ms", false, LookupFault.RESOLVERS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SecureAnswer.Failed("interrupted", false, LookupFault.NOT_ASKED);
        } catch (ExecutionException e) {
            return failed(e.getCause());
        }
    }

    /** Equal questions at the same time share one walk. */
    private CompletableFuture<SecureAnswer> start(Question question) {
        CompletableFuture<SecureAnswer> mine = new PoolFuture<>(threads.validation());
        CompletableFuture<SecureAnswer> first = underWay.putIfAbsent(question, mine);
        if (first != null) {
            return first;
        }
        AliasWalk walk = new AliasWalk(question.name(), question.type());
        CompletableFuture<SecureAnswer> unused = walk(question, walk, true, LONGEST_KEPT)
                .whenComplete((answer, failure) -> {
                    SecureAnswer result = failure == null ? answer : failed(failure);
                    keep(question, result);
                    underWay.remove(question, mine);
                    mine.complete(result);
                });
        return mine;
    }

    private void keep(Question question, SecureAnswer answer) {
        if (answer instanceof SecureAnswer.Found found) {
            cache.put(question, answer, found.ttl());
        } else if (answer instanceof SecureAnswer.Nothing nothing) {
            cache.put(question, answer, nothing.ttl());
        } else if (((SecureAnswer.Failed) answer).bogus()) {
            cache.put(question, answer, FAILURE_KEPT);
        }
    }

    private CompletableFuture<SecureAnswer> walk(
            Question question, AliasWalk walk, boolean secureSoFar, Duration longestSoFar) {
        return judge.ask(new Question(walk.at(), question.type())).thenCompose(judged -> {
            boolean secure = secureSoFar && judged.secure();
            Duration longest = judged.longest().compareTo(longestSoFar) < 0 ? judged.longest() : longestSoFar;
            try {
                DnsReply reply = walk.read(judged.answer());
                return reply == null
                        ? walk(question, walk, secure, longest)
                        : CompletableFuture.completedFuture(SecureReplies.answer(reply, walk.at(), secure, longest));
            } catch (LookupFailedException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    private static SecureAnswer failed(@Nullable Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (cause instanceof LookupFailedException failure) {
            return new SecureAnswer.Failed(failure.reason(), failure.isBogus(), failure.fault());
        }
        if (cause instanceof Error error && !(cause instanceof StackOverflowError)) {
            throw error;
        }
        // An answer that dnsjava cannot handle fails its own look-up and nothing else.
        String reason = new LookupFailedException("malformed answer: the look-up ended with " + cause).reason();
        return new SecureAnswer.Failed(reason, true, LookupFault.DOMAIN);
    }

    /**
     * Ends running look-ups and this resolver's threads. These look-ups and all later ones are "failed" with the reason
     * {@code closed}. Closing twice does nothing more.
     */
    @Override
    public void close() {
        threads.close();
        queries.close();
        underWay.values().forEach(one -> one.complete(new SecureAnswer.Failed("closed", false, LookupFault.NOT_ASKED)));
        underWay.clear();
    }

    /** The settings of a {@link DnssecResolver}. Not thread-safe. */
    public static final class Builder {
        private static final int MAX_SERVERS = 3;
        private static final int MAX_KEPT = 10_000;
        private static final int MAX_CONCURRENT_QUERIES = 10_000;

        private List<InetSocketAddress> servers = List.of();
        private List<String> trustAnchors = TrustAnchorFile.read();
        private Duration timeout = Duration.ofSeconds(5);
        private int maxConcurrentQueries = 100;
        private StrippedSignatures whenStripped = StrippedSignatures.ANSWER_INSECURE;
        private boolean trustsAdBit;
        private boolean trustsDistantServers;
        private final List<DnsListener> listeners = new ArrayList<>();
        private Clock clock = Clock.systemUTC();
        private LongSupplier nanoTime = System::nanoTime;

        private Builder() {}

        /**
         * Sets the recursive name servers to ask instead of the system's, best first.
         *
         * @param servers one to three addresses with their ports, usually 53
         * @return this builder
         * @throws IllegalArgumentException when there is none or more than three, or one is an unresolved name
         */
        public Builder server(InetSocketAddress... servers) {
            this.servers = LookupArguments.servers("DnssecResolver", MAX_SERVERS, servers);
            return this;
        }

        /**
         * Sets the trust anchors instead of those of the public root, for a name space of one's own.
         *
         * @param records DS or DNSKEY records in presentation format, such as {@code . IN DS 20326 8 2 E06D...}
         * @return this builder
         * @throws IllegalArgumentException when there is none: without an anchor no answer would be secure
         */
        public Builder trustAnchors(List<String> records) {
            if (records.isEmpty()) {
                throw new IllegalArgumentException("DnssecResolver.trustAnchors got no record: expected at least one DS"
                        + " or DNSKEY record, because without an anchor no answer is secure");
            }
            this.trustAnchors = List.copyOf(records);
            return this;
        }

        /**
         * Trusts the AD bit of the servers in place of validating here. The servers must validate, and be on this machine: who
         * can change packets between it and a server could set the bit (RFC 7672 section 2.1.1).
         *
         * @return this builder
         */
        public Builder trustAdBit() {
            this.trustsAdBit = true;
            return this;
        }

        /**
         * Trusts the AD bit of servers that are not on this machine, too, because the way to them cannot be tampered with.
         *
         * @return this builder
         */
        public Builder trustAdBitOfDistantServers() {
            this.trustsAdBit = true;
            this.trustsDistantServers = true;
            return this;
        }

        /**
         * Says what a look-up answers while the servers drop signatures.
         *
         * @param answer {@link StrippedSignatures#ANSWER_INSECURE} unless set
         * @return this builder
         */
        public Builder whenSignaturesAreStripped(StrippedSignatures answer) {
            this.whenStripped = answer;
            return this;
        }

        /**
         * Limits the whole look-up: each question that it leads to, and the checks of signatures.
         *
         * @param timeout more than zero and at most an hour; 5 seconds unless set
         * @return this builder
         * @throws IllegalArgumentException when it is outside that range
         */
        public Builder timeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException(
                        "DnssecResolver.timeout is " + timeout + ": expected more than zero and at most an hour");
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * Limits the queries in flight. A look-up of a name in a zone not seen before makes up to ten.
         *
         * @param queries from 1 to 10,000; 100 unless set
         * @return this builder
         * @throws IllegalArgumentException when it is outside that range
         */
        public Builder maxConcurrentQueries(int queries) {
            if (queries < 1 || queries > MAX_CONCURRENT_QUERIES) {
                throw new IllegalArgumentException("DnssecResolver.maxConcurrentQueries is " + queries
                        + ": expected 1 to " + MAX_CONCURRENT_QUERIES);
            }
            this.maxConcurrentQueries = queries;
            return this;
        }

        /**
         * Sets the clock that signatures are judged by.
         *
         * @param clock the system's clock unless set
         * @return this builder
         */
        public Builder clock(Clock clock) {
            this.clock = clock;
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

        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        /**
         * Makes the resolver. Without {@link #server} it reads three of the system's servers now.
         *
         * @return a resolver, to be closed by the caller
         * @throws IllegalStateException when no server was set and the system has none, or when the AD bit is trusted and a
         *     server is not on this machine
         * @throws IllegalArgumentException when a trust anchor is no DS or DNSKEY record
         */
        public DnssecResolver build() {
            List<InetSocketAddress> chosen = servers.isEmpty() ? SystemServers.read(MAX_SERVERS) : servers;
            TtlCache<SecureAnswer> cache = new TtlCache<>(MAX_KEPT, nanoTime);
            QueryLog queries = new QueryLog(Listeners.of(listeners));
            if (trustsAdBit) {
                requireLocal(chosen);
                DnssecThreads threads = new DnssecThreads(maxConcurrentQueries);
                Upstream upstream = new Upstream(chosen, QueryKind.AUTHENTIC_DATA, queries);
                return new DnssecResolver(timeout, threads, queries, new AdBitJudge(upstream, threads, timeout), cache);
            }
            return validating(chosen, queries, cache);
        }

        private void requireLocal(List<InetSocketAddress> chosen) {
            for (InetSocketAddress server : chosen) {
                if (!trustsDistantServers && !server.getAddress().isLoopbackAddress()) {
                    throw new IllegalStateException("DnssecResolver.trustAdBit: the DNS server "
                            + server.getAddress().getHostAddress()
                            + " is not on this machine: use a validating server at a loopback address, leave trustAdBit"
                            + " out, or call trustAdBitOfDistantServers where the way to the server is safe");
                }
            }
        }

        private DnssecResolver validating(
                List<InetSocketAddress> chosen, QueryLog queries, TtlCache<SecureAnswer> cache) {
            DnssecThreads threads = new DnssecThreads(maxConcurrentQueries);
            boolean built = false;
            try {
                Upstream upstream = new Upstream(chosen, QueryKind.SIGNATURES, queries);
                ValidationHead head = new ValidationHead(upstream, threads, timeout, nanoTime);
                Judge judge = new ValidatingJudge(head, trustAnchors, threads.validation(), clock);
                SignatureProbe probe = new SignatureProbe(upstream, timeout, nanoTime, () -> {
                    head.forget();
                    cache.clear();
                });
                DnssecResolver resolver = new DnssecResolver(
                        timeout,
                        threads,
                        queries,
                        new ProbingJudge(judge, upstream, probe, whenStripped, threads, timeout),
                        cache);
                built = true;
                return resolver;
            } finally {
                if (!built) {
                    threads.close();
                }
            }
        }
    }
}
