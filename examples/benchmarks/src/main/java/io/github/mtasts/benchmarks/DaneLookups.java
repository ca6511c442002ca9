package io.github.mtasts.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Load program: signed domains with TLSA records (P-256, a zone for each), looked up over DNS on loopback, from the next hop to
 * the decision about the MX host. Baseline in the same run: as many unsigned domains, through the same resolver. Counts queries for
 * each domain from nothing (cold) and after the records have expired while the keys are known (warm), the CPU of the process, the
 * time and the heap of a decision without I/O, and the queries of 32 threads with one cold domain.
 *
 * <p>The TXT query of MTA-STS is not among the queries, of which there is one for each domain with and without DANE. The server
 * shares the process: its CPU is counted, too; it makes each signature once, in the round that warms up.
 */
final class DaneLookups {
    private static final int SHARERS = 32;
    private static final int DECISIONS = 200_000;
    private static final double NANOS_PER_MILLI = 1_000_000;
    private static final int PASSES = 9;
    /** Longer than a delivery, shorter than the TTL of the keys. */
    private static final Duration TTL_OF_RECORDS = Duration.ofSeconds(5);

    private final TestNetwork network;
    private final int domains;
    private final int concurrency;

    private DaneLookups(TestNetwork network, int domains, int concurrency) {
        this.network = network;
        this.domains = domains;
        this.concurrency = concurrency;
        for (int i = 0; i < domains; i++) {
            network.dns().dnssec().sign(signed(i));
            publish(signed(i), i);
            network.dns().tlsa("_25._tcp.mx." + signed(i), 3, 1, 1, new byte[32]);
            publish(plain(i), i);
        }
        network.dns().dnssec().sign(shared());
        publish(shared(), 0);
        network.dns().tlsa("_25._tcp.mx." + shared(), 3, 1, 1, new byte[32]);
    }

    private void publish(String domain, int i) {
        network.dns()
                .mx(domain, 10, "mx." + domain)
                .a("mx." + domain, "198.51." + (100 + i / 250) + "." + (1 + i % 250))
                .aaaa("mx." + domain, "2001:db8::" + Integer.toHexString(1 + i));
    }

    private static String signed(int i) {
        return "signed-" + i + ".example";
    }

    private static String plain(int i) {
        return "plain-" + i + ".test";
    }

    private static String shared() {
        return "shared.example";
    }

    /** Runs all rounds and prints a table. */
    static void run(int domainCount, int concurrency, int rounds) throws Exception {
        try (TestNetwork network = TestNetwork.start()) {
            new DaneLookups(network, domainCount, concurrency).rounds(rounds);
        }
    }

    /** The objects of one round, all of them cold. */
    private final class Parts implements AutoCloseable {
        private final DnssecResolver resolver = DnssecResolver.builder()
                .server(network.dns().address())
                .trustAnchors(network.dns().dnssec().trustAnchors())
                .clock(network.clock())
                .build();
        private final MxLookup lookup = new MxLookup(resolver, resolver, Set.of());
        private final DnsResolver dns =
                DnsResolver.builder().server(network.dns().address()).build();
        private final MtaSts mtaSts = MtaSts.builder()
                .cache(MemoryPolicyCache.create())
                .dns(dns)
                .dane(resolver)
                .clock(network.clock())
                .trustAnchors(TrustAnchors.of(network.ca().trustStore()))
                .build();

        /** From the next hop to the decision, as a mail server asks. */
        void deliver(String domain, boolean expectsDane) {
            if (!(lookup.lookup(PolicyDomain.of(domain)) instanceof MxLookupResult.Hosts hosts)) {
                throw new IllegalStateException(domain + " has no MX host");
            }
            MxHost host = hosts.hosts().get(0);
            try (DeliveryAttempt attempt = mtaSts.begin(request(domain))) {
                if (!(attempt.candidate(host) instanceof Candidate.Proceed proceed)
                        || expectsDane != (proceed.decision() instanceof MxDecision.RequireDane)
                        || !(lookup.addresses(host) instanceof AddressAnswer.Addresses)) {
                    throw new IllegalStateException(domain + ": " + attempt.candidate(host));
                }
            }
        }

        @Override
        public void close() {
            mtaSts.close();
            resolver.close();
            dns.close();
        }
    }

    private static DeliveryRequest request(String domain) {
        return DeliveryRequest.willRetry(domain).ehloName("mail.sender.example").build();
    }

    private void rounds(int rounds) throws Exception {
        System.out.printf(
                "%d signed and %d unsigned domains, %d at a time; round 0 warms up%n", domains, domains, concurrency);
        System.out.printf("%5s %34s %34s%n", "round", "signed", "unsigned");
        List<Measured> signed = new ArrayList<>();
        List<Measured> plain = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            try (Parts parts = new Parts()) {
                Measured first = measure(parts, true);
                Measured second = measure(parts, false);
                System.out.printf("%5d %34s %34s%n", round, first, second);
                if (round > 0) {
                    signed.add(first);
                    plain.add(second);
                }
            }
        }
        System.out.printf("median: signed %s; unsigned %s%n", median(signed), median(plain));
        try (Parts parts = new Parts()) {
            System.out.printf(
                    "decision without I/O: signed %s; unsigned %s%n", decision(parts, true), decision(parts, false));
        }
        try (Parts parts = new Parts()) {
            System.out.printf("%d threads with one cold domain: %d queries%n", SHARERS, shared(parts));
        }
        try (Parts parts = new Parts()) {
            System.out.printf(
                    "expired records, known keys: %.2f queries for each signed domain, %.2f for each unsigned one%n",
                    warmQueries(parts, true), warmQueries(parts, false));
        }
    }

    private void all(Parts parts, boolean areSigned) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(concurrency);
        try {
            List<Future<?>> begun = new ArrayList<>();
            for (int i = 0; i < domains; i++) {
                String domain = areSigned ? signed(i) : plain(i);
                begun.add(threads.submit(() -> parts.deliver(domain, areSigned)));
            }
            for (Future<?> delivery : begun) {
                delivery.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * One round.
     *
     * @param perSecond domains in a second
     * @param queries for each domain
     * @param cpuMillis of the whole process, for each domain
     */
    private record Measured(double perSecond, double queries, double cpuMillis) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f/s, %.2f queries, %.2f ms CPU", perSecond, queries, cpuMillis);
        }
    }

    private Measured measure(Parts parts, boolean areSigned) throws Exception {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        network.dns().clearQueries();
        long cpu = process.getProcessCpuTime();
        long start = System.nanoTime();
        all(parts, areSigned);
        double seconds =
                (System.nanoTime() - start) / (double) Duration.ofSeconds(1).toNanos();
        double cpuMillis = (process.getProcessCpuTime() - cpu) / NANOS_PER_MILLI;
        return new Measured(domains / seconds, queriesPerDomain(), cpuMillis / domains);
    }

    private long asked() {
        return network.dns().queries().stream()
                .filter(query -> !query.type().equals("TXT"))
                .count();
    }

    private double queriesPerDomain() {
        return asked() / (double) domains;
    }

    private double warmQueries(Parts parts, boolean areSigned) throws Exception {
        for (int i = 0; i < domains; i++) {
            String domain = areSigned ? signed(i) : plain(i);
            for (String name : List.of(domain, "mx." + domain, "_25._tcp.mx." + domain)) {
                network.dns().ttl(name, TTL_OF_RECORDS.toSeconds());
            }
        }
        all(parts, areSigned);
        Thread.sleep(TTL_OF_RECORDS.toMillis()); // what is kept ends by the time of the system
        network.dns().clearQueries();
        all(parts, areSigned);
        return queriesPerDomain();
    }

    /** The time and the allocated octets of {@code candidate} where the records are known. */
    private String decision(Parts parts, boolean areSigned) {
        List<DeliveryAttempt> attempts = new ArrayList<>();
        List<MxHost> hosts = new ArrayList<>();
        for (int i = 0; i < domains; i++) {
            String domain = areSigned ? signed(i) : plain(i);
            parts.deliver(domain, areSigned);
            attempts.add(parts.mtaSts.begin(request(domain)));
            hosts.add(MxHost.of("mx." + domain));
        }
        network.dns().clearQueries();
        decide(attempts, hosts);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long octets = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        double[] nanos = new double[PASSES];
        for (int pass = 0; pass < PASSES; pass++) {
            long start = System.nanoTime();
            decide(attempts, hosts);
            nanos[pass] = (System.nanoTime() - start) / (double) DECISIONS;
        }
        octets = (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - octets) / PASSES;
        if (!network.dns().queries().isEmpty()) {
            throw new IllegalStateException(
                    "a decision asked the DNS: " + network.dns().queries().get(0));
        }
        attempts.forEach(DeliveryAttempt::close);
        return String.format(Locale.ROOT, "%.0f ns, %.0f octets", median(nanos), octets / (double) DECISIONS);
    }

    private static void decide(List<DeliveryAttempt> attempts, List<MxHost> hosts) {
        for (int i = 0; i < DECISIONS; i++) {
            int next = i % attempts.size();
            if (!(attempts.get(next).candidate(hosts.get(next)) instanceof Candidate.Proceed)) {
                throw new IllegalStateException(hosts.get(next) + " was rejected");
            }
        }
    }

    private long shared(Parts parts) throws Exception {
        network.dns().clearQueries();
        ExecutorService threads = Executors.newFixedThreadPool(SHARERS);
        CountDownLatch together = new CountDownLatch(SHARERS);
        try {
            List<Future<?>> begun = new ArrayList<>();
            for (int i = 0; i < SHARERS; i++) {
                begun.add(threads.submit(() -> {
                    together.countDown();
                    together.await();
                    parts.deliver(shared(), true);
                    return null;
                }));
            }
            for (Future<?> delivery : begun) {
                delivery.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return asked();
    }

    private static Measured median(List<Measured> rounds) {
        return new Measured(
                median(rounds.stream().mapToDouble(Measured::perSecond).toArray()),
                median(rounds.stream().mapToDouble(Measured::queries).toArray()),
                median(rounds.stream().mapToDouble(Measured::cpuMillis).toArray()));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
