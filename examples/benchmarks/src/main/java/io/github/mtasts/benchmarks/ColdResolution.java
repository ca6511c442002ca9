package io.github.mtasts.benchmarks;

import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Load program: domains with no cached policy, resolved over DNS and HTTPS on loopback; each Policy Host has its own
 * certificate. Baseline in the same run: a bare OkHttp client that fetches the same URLs with the same concurrency, trust root,
 * sockets and addresses, without DNS.
 *
 * <p>Both start each round cold: a library with an empty cache, a client without connections or TLS sessions. Servers
 * and clients share the machine. The two alternate in going first.
 */
final class ColdResolution {
    private static final String PATH = "/.well-known/mta-sts.txt";

    private final TestNetwork network;
    private final List<String> domains;
    private final Map<String, List<InetAddress>> addresses;
    private final int concurrency;

    private ColdResolution(TestNetwork network, List<String> domains, int concurrency) {
        this.network = network;
        this.domains = domains;
        this.addresses = new HashMap<>();
        this.concurrency = concurrency;
        for (String domain : domains) {
            network.publish(domain, "1", TestNetwork.policy("enforce", 604_800, "*." + domain));
            addresses.put(
                    "mta-sts." + domain,
                    List.of(network.policyHost(domain).address().getAddress()));
        }
    }

    /** Runs all rounds and prints a table. */
    static void run(int domainCount, int concurrency, int rounds) throws Exception {
        List<String> domains = new ArrayList<>();
        for (int i = 0; i < domainCount; i++) {
            domains.add("cold-" + i + ".example");
        }
        try (TestNetwork network = TestNetwork.start()) {
            new ColdResolution(network, domains, concurrency).rounds(rounds);
        }
    }

    private void rounds(int rounds) throws Exception {
        System.out.printf("%d domains, %d at a time; round 0 warms up%n", domains.size(), concurrency);
        System.out.printf("%5s %18s %18s %7s%n", "round", "library", "bare OkHttp", "ratio");
        double[] library = new double[rounds + 1];
        double[] bare = new double[rounds + 1];
        for (int round = 0; round <= rounds; round++) {
            Measured first = round % 2 == 0 ? measure(this::library) : measure(this::bare);
            Measured second = round % 2 == 0 ? measure(this::bare) : measure(this::library);
            Measured ours = round % 2 == 0 ? first : second;
            Measured theirs = round % 2 == 0 ? second : first;
            library[round] = ours.perSecond;
            bare[round] = theirs.perSecond;
            System.out.printf(
                    Locale.ROOT, "%5d %18s %18s %7.2f%n", round, ours, theirs, ours.perSecond / theirs.perSecond);
        }
        double ours = median(Arrays.copyOfRange(library, 1, rounds + 1));
        double theirs = median(Arrays.copyOfRange(bare, 1, rounds + 1));
        System.out.printf(
                Locale.ROOT,
                "median: library %.0f domains/s, bare OkHttp %.0f domains/s, ratio %.2f%n",
                ours,
                theirs,
                ours / theirs);
    }

    /** Takes every domain from nothing to a policy in force, with one thread for each concurrent {@code begin}. */
    private void library() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(concurrency);
        try (DnsResolver dns =
                        DnsResolver.builder().server(network.dns().address()).build();
                MtaSts mtaSts = MtaSts.builder()
                        .cache(MemoryPolicyCache.create())
                        .dns(dns)
                        .trustAnchors(TrustAnchors.of(network.ca().trustStore()))
                        .fetch(fetch -> fetch.socketFactory(network.sockets()))
                        .build()) {
            List<Future<PolicyResolution>> begun = new ArrayList<>();
            for (String domain : domains) {
                begun.add(threads.submit(() -> mtaSts.begin(DeliveryRequest.willRetry(domain)
                                .ehloName("mail.sender.example")
                                .build())
                        .resolution()));
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

    /** Fetches every URL to the end of its body. */
    private void bare() throws Exception {
        OkHttpClient client = bareClient();
        CountDownLatch open = new CountDownLatch(domains.size());
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        for (String domain : domains) {
            String url = "https://mta-sts." + domain + PATH;
            client.newCall(new Request.Builder().url(url).build()).enqueue(new Callback() {
                @Override
                public void onFailure(Call call, IOException e) {
                    failures.add(url + ": " + e);
                    open.countDown();
                }

                @Override
                public void onResponse(Call call, Response response) throws IOException {
                    try (response) {
                        if (response.code() != 200 || response.body().bytes().length == 0) {
                            failures.add(url + ": " + response);
                        }
                    } finally {
                        open.countDown();
                    }
                }
            });
        }
        open.await();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.size() + " fetches failed: " + failures.peek());
        }
    }

    private OkHttpClient bareClient() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(network.ca().trustStore());
        X509TrustManager trust = (X509TrustManager) factory.getTrustManagers()[0];
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trust}, null);
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(concurrency);
        return new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .dns(dns())
                .socketFactory(network.sockets())
                .sslSocketFactory(context.getSocketFactory(), trust)
                .build();
    }

    private Dns dns() {
        return host -> {
            List<InetAddress> found = addresses.get(host);
            if (found == null) {
                throw new UnknownHostException(host);
            }
            return found;
        };
    }

    private interface Work {
        void run() throws Exception;
    }

    private static final class Measured {
        private final double perSecond;
        private final int peakThreads;

        Measured(double perSecond, int peakThreads) {
            this.perSecond = perSecond;
            this.peakThreads = peakThreads;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f/s %d thr", perSecond, peakThreads);
        }
    }

    /** The thread counts are those of the whole process, servers included. */
    private Measured measure(Work work) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        threads.resetPeakThreadCount();
        long start = System.nanoTime();
        work.run();
        double seconds =
                (System.nanoTime() - start) / (double) Duration.ofSeconds(1).toNanos();
        network.dns().clearQueries();
        network.clearConnections();
        return new Measured(domains.size() / seconds, threads.getPeakThreadCount());
    }

    static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
