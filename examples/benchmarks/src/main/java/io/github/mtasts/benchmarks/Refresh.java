package io.github.mtasts.benchmarks;

import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.ProactiveRefresh;
import io.github.mtasts.cache.RefreshSettings;
import io.github.mtasts.cache.store.SqlitePolicyStore;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.RefreshResult;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Load program: domains whose policies are due for refresh, on loopback, with a SQLite file behind the cache. Baseline in
 * the same run: the cold resolution of the same domains with the same concurrency. The servers share the machine.
 */
final class Refresh {
    private static final Duration A_DAY = Duration.ofHours(24);

    private final TestNetwork network;
    private final int domains;
    private final int concurrency;

    private Refresh(TestNetwork network, int domains, int concurrency) {
        this.network = network;
        this.domains = domains;
        this.concurrency = concurrency;
        for (int i = 0; i < domains; i++) {
            network.publish(domain(i), "1", TestNetwork.policy("enforce", 604_800, "*." + domain(i)));
        }
    }

    private static String domain(int i) {
        return "refresh-" + i + ".example";
    }

    static void run(int domains, int concurrency) throws Exception {
        Path folder = Files.createTempDirectory("mta-sts-bench");
        try (TestNetwork network = TestNetwork.start()) {
            new Refresh(network, domains, concurrency).run(folder.resolve("policies.db"));
        } finally {
            FirstLookup.delete(folder);
        }
    }

    /** The system's clock, which can be set forward. */
    private static final class LaterClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.systemUTC().withZone(zone);
        }
    }

    private void run(Path file) throws Exception {
        LaterClock clock = new LaterClock();
        AtomicInteger failed = new AtomicInteger();
        CountDownLatch renewed = new CountDownLatch(domains);
        try (DurablePolicyCache cache = DurablePolicyCache.over(
                                SqlitePolicyStore.builder(file).clock(clock).open())
                        .clock(clock)
                        .build();
                DnsResolver dns =
                        DnsResolver.builder().server(network.dns().address()).build();
                MtaSts mtaSts = MtaSts.builder()
                        .cache(cache)
                        .clock(clock)
                        .dns(dns)
                        .trustAnchors(TrustAnchors.of(network.ca().trustStore()))
                        .socketFactory(network.sockets())
                        .build()) {
            Timed cold = new Timed();
            cold(mtaSts);
            String coldFigure = cold.figure(domains);
            cache.flush();

            clock.ahead = A_DAY;
            Timed refreshing = new Timed();
            ProactiveRefresh refresh = ProactiveRefresh.start(
                    cache,
                    domain -> mtaSts.refresh(domain).thenApply(result -> {
                        if (!(result instanceof RefreshResult.Renewed)) {
                            failed.incrementAndGet();
                        }
                        renewed.countDown();
                        return result;
                    }),
                    new RefreshSettings(Duration.ofDays(30), concurrency));
            renewed.await();
            refresh.close();
            System.out.printf(
                    Locale.ROOT,
                    "%d domains, %d at a time: refreshed %s, %d failed; cold resolution %s%n",
                    domains,
                    concurrency,
                    refreshing.figure(domains),
                    failed.get(),
                    coldFigure);
        }
    }

    private void cold(MtaSts mtaSts) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(concurrency);
        try {
            List<Future<PolicyResolution>> begun = new ArrayList<>();
            for (int i = 0; i < domains; i++) {
                DeliveryRequest request = DeliveryRequest.willRetry(domain(i))
                        .ehloName("mail.sender.example")
                        .build();
                begun.add(threads.submit(() -> mtaSts.begin(request).resolution()));
            }
            for (Future<PolicyResolution> resolution : begun) {
                if (!(resolution.get() instanceof PolicyResolution.InForce)) {
                    throw new IllegalStateException("no policy in force: " + resolution.get());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Time and peak threads since its creation; the threads are those of the whole process, servers included. */
    private static final class Timed {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final long start = System.nanoTime();

        Timed() {
            threads.resetPeakThreadCount();
        }

        String figure(int count) {
            return String.format(
                    Locale.ROOT,
                    "%.0f/s, %d threads at most",
                    count / ((System.nanoTime() - start) / 1e9),
                    threads.getPeakThreadCount());
        }
    }
}
