package io.github.mtasts.lab.sender.library;

import io.github.mtasts.MtaSts;
import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.Unsent;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.ProactiveRefresh;
import io.github.mtasts.cache.store.SqlitePolicyStore;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Mail;
import io.github.mtasts.lab.OwnFault;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.sender.Bounce;
import io.github.mtasts.lab.sender.MailQueue;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.RefreshResult;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestScheduler;
import io.github.mtasts.tlsrpt.TlsReporting;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The library under test, with policies and reports in SQLite, refresh before expiry and TLS reports. It is set up as in a
 * mail server, except that time limits are seconds in place of minutes and the memory cache is small.
 */
public final class LibrarySender implements Sender {
    private static final String EHLO_NAME = "mail.author.test";
    private static final int REMEMBERED_DOMAINS = 10;
    private static final long OCTETS_PER_DOMAIN = 350;
    private static final int ROUNDS_TO_PLAN_AND_SEND = 3;
    private static final Duration COMPARED_EVERY = Duration.ofMinutes(5);
    private static final Duration TO_BEGIN = Duration.ofSeconds(3);

    private final TestNetwork net;
    private final Path folder;
    private final Courier.Maker couriers;
    private final MailQueue queue;
    private final Map<PolicyDomain, Instant> comparedAt = new HashMap<>();
    private final Map<PolicyDomain, LocalRule> rules = new ConcurrentHashMap<>();
    private Parts parts;

    /** The objects that a restart replaces. */
    private record Parts(
            DnsResolver dns,
            @Nullable SignedDns signed,
            TxtQueries queries,
            TestScheduler scheduler,
            DurablePolicyCache cache,
            FailingCache failing,
            TlsReporting reporting,
            MtaSts mtaSts,
            ProactiveRefresh refresh,
            Queue<CompletableFuture<RefreshResult>> refreshes,
            Courier courier) {
        void close() {
            courier.close();
            refresh.close();
            mtaSts.close();
            reporting.close();
            cache.close();
            if (signed != null) {
                signed.close();
            }
            dns.close();
        }
    }

    private LibrarySender(TestNetwork net, Path folder, Courier.Maker couriers) {
        this.net = net;
        this.folder = folder;
        this.couriers = couriers;
        this.queue = new MailQueue(net.clock());
        this.parts = start();
    }

    /**
     * The library as a kind of sender, with every ability.
     *
     * @return the kind
     */
    public static SenderKind kind() {
        return kind(
                "library",
                EnumSet.allOf(Ability.class),
                (mtaSts, mx, network, ehloName) -> new Delivery(mtaSts, mx, network.sockets(), ehloName));
    }

    /**
     * The library as a kind of sender, and another way to use it: with every ability but {@link Ability#REQUIRE_TLS}.
     *
     * @param name a short name for tables
     * @param couriers makes what delivers the messages
     * @return the kind
     */
    public static SenderKind kind(String name, Courier.Maker couriers) {
        return kind(name, EnumSet.complementOf(EnumSet.of(Ability.REQUIRE_TLS)), couriers);
    }

    /**
     * The library as a kind of sender, and another way to use it.
     *
     * @param name a short name for tables
     * @param abilities those that this way leaves it
     * @param couriers makes what delivers the messages; for {@link Ability#REQUIRE_TLS} it reads
     *     {@link Courier.Message#requireTls}
     * @return the kind
     */
    public static SenderKind kind(String name, Set<Ability> abilities, Courier.Maker couriers) {
        Set<Ability> unchanging = Set.copyOf(abilities);
        return new SenderKind() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Set<Ability> abilities() {
                return unchanging;
            }

            @Override
            public Sender start(TestNetwork net, Path folder) {
                return new LibrarySender(net, folder, couriers);
            }

            @Override
            public int rememberedDomains() {
                return REMEMBERED_DOMAINS;
            }
        };
    }

    private Parts start() {
        DnsResolver dns = DnsResolver.builder()
                .server(net.dns().address())
                .timeout(Duration.ofSeconds(4))
                .build();
        TxtQueries queries = new TxtQueries(dns);
        TestScheduler scheduler = new TestScheduler(net.clock());
        DurablePolicyCache cache = DurablePolicyCache.over(SqlitePolicyStore.builder(folder.resolve("policies.db"))
                        .clock(net.clock())
                        .open())
                .clock(net.clock())
                .scheduler(scheduler)
                .maxWeightOctets(REMEMBERED_DOMAINS * OCTETS_PER_DOMAIN)
                .build();
        FailingCache failing = new FailingCache(cache);
        TrustAnchors anchors = TrustAnchors.of(List.of(net.ca().root()));
        TlsReporting reporting = TlsReporting.builder(
                        SqliteReportStore.builder(folder.resolve("reports.db"))
                                .clock(net.clock())
                                .open(),
                        Reporter.of("Author Ltd", "tls-reports@author.test"))
                .dns(dns)
                .clock(net.clock())
                .trustAnchors(anchors)
                .socketFactory(net.sockets())
                .build();
        SignedDns signed = signed();
        MtaSts mtaSts = withDane(MtaSts.builder(), signed)
                .cache(failing)
                .localPolicy(domain -> rules.getOrDefault(domain, LocalRule.FOLLOW))
                .dns(queries, dns)
                .clock(net.clock())
                .trustAnchors(anchors)
                .socketFactory(net.sockets())
                .revocation(Revocation.SOFT_FAIL)
                .fetch(fetch -> fetch.timeout(Duration.ofSeconds(8)))
                .openingLimit(Duration.ofSeconds(8))
                .outcomes(reporting)
                .build();
        Queue<CompletableFuture<RefreshResult>> refreshes = new ConcurrentLinkedQueue<>();
        ProactiveRefresh refresh = ProactiveRefresh.builder(cache, domain -> begun(mtaSts.refresh(domain), refreshes))
                .scheduler(scheduler)
                .build();
        MxLookup lookup = signed == null ? new MxLookup(dns, dns, Set.of()) : new MxLookup(signed, signed, Set.of());
        Courier courier = couriers.make(mtaSts, lookup, net, EHLO_NAME);
        return new Parts(
                dns, signed, queries, scheduler, cache, failing, reporting, mtaSts, refresh, refreshes, courier);
    }

    /** The resolver for DANE; null where the root of the lab's DNS is not signed, so that there is no trust anchor. */
    private @Nullable SignedDns signed() {
        List<String> anchors = net.dns().dnssec().trustAnchors();
        return anchors.isEmpty()
                ? null
                : new SignedDns(() -> DnssecResolver.builder()
                        .server(net.dns().address())
                        .trustAnchors(anchors)
                        .clock(net.clock())
                        .timeout(Duration.ofSeconds(4))
                        .build());
    }

    private static MtaStsBuilder withDane(MtaStsBuilder builder, @Nullable SignedDns signed) {
        return signed == null ? builder : builder.dane(signed);
    }

    private static CompletableFuture<RefreshResult> begun(
            CompletableFuture<RefreshResult> refresh, Queue<CompletableFuture<RefreshResult>> refreshes) {
        refreshes.add(refresh);
        return refresh;
    }

    @Override
    public void submit(Mail mail) throws Exception {
        queue.add(mail, this::isDone);
    }

    @Override
    public void retry() throws Exception {
        queue.runAll(this::isDone);
    }

    private boolean isDone(MailQueue.Entry entry, boolean lastTry) throws Exception {
        Mail mail = entry.mail();
        Optional<Unsent> unsent = parts.courier()
                .send(
                        new Courier.Message(
                                mail.from(), mail.to(), mail.text(), mail.requireTls(), mail.tlsNotRequired()),
                        lastTry);
        if (unsent.orElse(null) instanceof Unsent.MayFail failed) {
            Bounce.send(net, mail, failed.sentence());
        } else if (unsent.orElse(null) instanceof Unsent.MustFail failed) {
            Bounce.send(net, mail, failed.enhancedStatus() + " " + failed.sentence());
        }
        boolean deferred = unsent.orElse(null) instanceof Unsent.Defer;
        awaitComparison(PolicyDomain.of(mail.domain()), deferred);
        doWhatIsDue(); // the cache writes new policies at once
        parts.reporting().flush(); // the lab's day may end within the half second after which this happens by itself
        return !deferred;
    }

    /**
     * Waits for a comparison of the TXT id in the background. One begins when the last is five minutes old, and after a
     * deferral; a check of the same domain joins it and ends with it.
     */
    private void awaitComparison(PolicyDomain domain, boolean deferred) throws InterruptedException {
        String record = "_mta-sts." + domain.name();
        Instant now = net.clock().instant();
        Instant last = comparedAt.get(domain);
        boolean due = deferred || last == null || !now.isBefore(last.plus(COMPARED_EVERY));
        if (parts.queries().await(record, due ? TO_BEGIN : Duration.ZERO)) {
            parts.mtaSts().check(domain).join();
            parts.queries().forget(record); // the query of the check itself begins no comparison
            comparedAt.put(domain, now);
        }
    }

    @Override
    public void timePasses(Duration time) {
        doWhatIsDue();
        SignedDns signed = parts.signed();
        if (signed != null) {
            signed.forget();
        }
    }

    /** Runs due tasks until none is left: a refresh that ends makes room for the next one. */
    private void doWhatIsDue() {
        do {
            parts.scheduler().runDue();
            parts.refreshes().removeIf(refresh -> refresh.join() != null);
        } while (parts.scheduler().hasDue());
    }

    @Override
    public void requireValidatedTls(String domain, List<String> hosts) {
        List<MxPattern> patterns =
                hosts.stream().map(host -> MxPattern.parse(host).orElseThrow()).toList();
        rules.put(PolicyDomain.of(domain), new LocalRule.RequireEnforce(patterns));
    }

    @Override
    public void suffer(OwnFault fault) {
        parts.failing().setUnreadable(fault == OwnFault.CACHE_UNREADABLE);
        parts.queries().setFull(fault == OwnFault.DNS_QUEUE_FULL);
    }

    @Override
    public void recover() {
        parts.failing().setUnreadable(false);
        parts.queries().setFull(false);
    }

    @Override
    public void restart() {
        parts.close();
        parts = start();
    }

    @Override
    public void submitReports() {
        for (int round = 0; round < ROUNDS_TO_PLAN_AND_SEND; round++) {
            parts.reporting().submitDue();
            long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!parts.reporting().isIdle() && System.nanoTime() < patience) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    @Override
    public void close() {
        parts.close();
    }
}
