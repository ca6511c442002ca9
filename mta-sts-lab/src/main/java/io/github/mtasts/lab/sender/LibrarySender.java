package io.github.mtasts.lab.sender;

import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.ProactiveRefresh;
import io.github.mtasts.cache.RefreshSettings;
import io.github.mtasts.cache.store.SqlitePolicyStore;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.TxtResolver;
import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Mail;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.quickstart.Disposition;
import io.github.mtasts.quickstart.Sender;
import io.github.mtasts.quickstart.Trace;
import io.github.mtasts.resolution.RefreshResult;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestScheduler;
import io.github.mtasts.tlsrpt.TlsReporting;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The library, through the sender of the quickstart, with its policies and its reports in SQLite. Everything is as a server
 * would have it, but for time limits, which are seconds here and not minutes, and the memory, which is small.
 */
public final class LibrarySender implements io.github.mtasts.lab.Sender {
    private static final String EHLO_NAME = "mail.author.test";
    private static final int REMEMBERED_DOMAINS = 10;
    private static final long OCTETS_PER_DOMAIN = 350;
    private static final int ROUNDS_TO_PLAN_AND_SEND = 3;
    private static final Duration COMPARED_EVERY = Duration.ofMinutes(5);
    private static final Duration TO_BEGIN = Duration.ofSeconds(1);

    private final TestNetwork net;
    private final Path folder;
    private final MailQueue queue;
    private final Map<PolicyDomain, Instant> comparedAt = new HashMap<>();
    private Parts parts;

    /** What a restart makes anew. */
    private record Parts(
            DnsResolver dns,
            Questions questions,
            TestScheduler scheduler,
            DurablePolicyCache cache,
            TlsReporting reporting,
            MtaSts mtaSts,
            ProactiveRefresh refresh,
            Queue<CompletableFuture<RefreshResult>> refreshes,
            Sender sender) {
        void close() {
            refresh.close();
            mtaSts.close();
            reporting.close();
            cache.close();
            dns.close();
        }
    }

    private LibrarySender(TestNetwork net, Path folder) {
        this.net = net;
        this.folder = folder;
        this.queue = new MailQueue(net.clock());
        this.parts = start();
    }

    /**
     * The library as a kind of sender.
     *
     * @return the kind
     */
    public static SenderKind kind() {
        return new SenderKind() {
            @Override
            public String name() {
                return "library";
            }

            @Override
            public Set<Ability> abilities() {
                return EnumSet.allOf(Ability.class);
            }

            @Override
            public io.github.mtasts.lab.Sender start(TestNetwork net, Path folder) {
                return new LibrarySender(net, folder);
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
                .timeout(Duration.ofSeconds(2))
                .build();
        Questions questions = new Questions();
        TxtResolver noting = name -> {
            questions.note(name);
            return dns.txt(name);
        };
        TestScheduler scheduler = new TestScheduler(net.clock());
        DurablePolicyCache cache = DurablePolicyCache.over(SqlitePolicyStore.builder(folder.resolve("policies.db"))
                        .clock(net.clock())
                        .open())
                .clock(net.clock())
                .scheduler(scheduler)
                .maxWeightOctets(REMEMBERED_DOMAINS * OCTETS_PER_DOMAIN)
                .build();
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
        MtaSts mtaSts = MtaSts.builder()
                .cache(cache)
                .dns(noting, dns)
                .clock(net.clock())
                .trustAnchors(anchors)
                .socketFactory(net.sockets())
                .revocation(Revocation.SOFT_FAIL)
                .fetch(fetch -> fetch.timeout(Duration.ofSeconds(4)))
                .openingLimit(Duration.ofSeconds(5))
                .outcomes(reporting)
                .build();
        Queue<CompletableFuture<RefreshResult>> refreshes = new ConcurrentLinkedQueue<>();
        ProactiveRefresh refresh = ProactiveRefresh.start(
                cache, domain -> begun(mtaSts.refresh(domain), refreshes), RefreshSettings.DEFAULT, scheduler);
        Sender sender = new Sender(mtaSts, new MxLookup(dns, dns, Set.of()), net.sockets(), EHLO_NAME, new Trace());
        return new Parts(dns, questions, scheduler, cache, reporting, mtaSts, refresh, refreshes, sender);
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
        PolicyDomain domain = PolicyDomain.of(mail.domain());
        Disposition disposition = lastTry
                ? parts.sender().sendForTheLastTime(domain, message(mail))
                : parts.sender().send(domain, message(mail));
        if (disposition instanceof Disposition.Bounced bounced) {
            Returned.send(net, mail, bounced.sentence());
        }
        boolean deferred = disposition instanceof Disposition.Deferred;
        awaitComparison(domain, deferred);
        doWhatIsDue(); // the cache writes what is new at once
        parts.reporting().flush(); // the lab's day may end within the half second after which this happens by itself
        return !deferred;
    }

    /**
     * A comparison that was begun in the background has ended when a check of the same domain, which joins it, has. One is
     * begun when the last is five minutes old, and when a message was deferred.
     */
    private void awaitComparison(PolicyDomain domain, boolean deferred) throws InterruptedException {
        String record = "_mta-sts." + domain.name();
        Instant now = net.clock().instant();
        Instant last = comparedAt.get(domain);
        boolean due = deferred || last == null || !now.isBefore(last.plus(COMPARED_EVERY));
        if (parts.questions().await(record, due ? TO_BEGIN : Duration.ZERO)) {
            parts.mtaSts().check(domain).join();
            parts.questions().forget(record); // the check itself asked, which begins nothing
            comparedAt.put(domain, now);
        }
    }

    private static MimeMessage message(Mail mail) throws MessagingException {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(mail.text().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void timePasses(Duration time) {
        doWhatIsDue();
    }

    /** A refresh that ends makes room for the next, which is due at once. */
    private void doWhatIsDue() {
        do {
            parts.scheduler().runDue();
            parts.refreshes().removeIf(refresh -> refresh.join() != null);
        } while (parts.scheduler().hasDue());
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

    /** Which TXT records the library has asked for, by which it shows what it has begun. Thread-safe. */
    private static final class Questions {
        private final Set<String> asked = new HashSet<>();

        synchronized void note(String name) {
            asked.add(name);
            notifyAll();
        }

        synchronized void forget(String name) {
            asked.remove(name);
        }

        synchronized boolean await(String name, Duration patience) throws InterruptedException {
            long deadline = System.nanoTime() + patience.toNanos();
            while (!asked.contains(name)) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        }
    }
}
