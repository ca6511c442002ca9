package io.github.mtasts.benchmarks;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.Opening;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Load program: connections to MX hosts under an enforce policy, opened with TLS and closed again. Baseline in the same run: a
 * {@link BareClient}, with one TLS context for all connections.
 *
 * <p>A session is the same dialogue for both: connect, greeting, EHLO, STARTTLS, handshake, EHLO over TLS with its reply, and
 * close without QUIT. The library also looks the policy up in memory, decides, judges the certificate of each session, records the
 * outcome and makes the socket that it hands over. Time and CPU are those of the thread that opens the session; the servers share
 * the machine. The library's timer thread and its garbage are in the time, and not in the CPU.
 *
 * <p>Each session is the library's or the baseline's at random, one after the other, so that neither has the warmer machine.
 * {@code resumed}: the same hosts again and again, in random order, with the same number of sessions for each client. {@code full}:
 * each client sees each host once in a round. {@code one host}: two threads open connections to the same host.
 */
final class Sessions {
    private static final String EHLO = "mail.sender.example";

    private final TestNetwork network;
    private final List<String> hosts = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    private Sessions(TestNetwork network, int hostCount) {
        this.network = network;
        for (int i = 0; i < hostCount; i++) {
            String host = "mx1.load-" + i + ".example";
            hosts.add(host);
            addresses.add(network.route(
                    network.mxServer(host).certificate(network.ca().issue(host)).address()));
        }
    }

    /**
     * Runs all rounds and prints a table.
     *
     * @param hostCount the MX hosts
     * @param sessions of each client in each round with resumption
     * @param rounds those that count
     */
    static void run(int hostCount, int sessions, int rounds) throws Exception {
        try (TestNetwork network = TestNetwork.start()) {
            Sessions program = new Sessions(network, hostCount);
            System.out.printf("%s, %d hosts%n", System.getProperty("java.version"), hostCount);
            for (int threads = 1; threads <= 2; threads++) {
                program.resumed("resumed", threads, hostCount, sessions, rounds);
                program.full(threads, rounds);
            }
            program.resumed("one host", 2, 1, sessions, rounds);
        }
    }

    private void resumed(String what, int threads, int range, int sessions, int rounds) throws Exception {
        try (MtaSts mtaSts = library()) {
            BareClient bare = new BareClient(network.ca().trustStore(), EHLO);
            measure(mtaSts, bare, threads, range, sessions, false); // warms up, and gets the sessions to resume
            print(what, threads, rounds, () -> measure(mtaSts, bare, threads, range, sessions, false));
        }
    }

    private void full(int threads, int rounds) throws Exception {
        Callable<Cost[]> round = () -> {
            try (MtaSts mtaSts = library()) {
                BareClient bare = new BareClient(network.ca().trustStore(), EHLO);
                int each = hosts.size() / threads;
                return measure(mtaSts, bare, threads, each, each, true);
            }
        };
        round.call();
        print("full", threads, rounds, round);
    }

    private static void print(String what, int threads, int rounds, Callable<Cost[]> round) throws Exception {
        double[] speeds = new double[rounds];
        double[] cpus = new double[rounds];
        Cost ours = new Cost();
        Cost theirs = new Cost();
        for (int i = 0; i < rounds; i++) {
            Cost[] costs = round.call();
            speeds[i] = costs[1].nanosEach() / costs[0].nanosEach();
            cpus[i] = costs[0].cpuNanosEach() / costs[1].cpuNanosEach();
            ours.add(costs[0]);
            theirs.add(costs[1]);
        }
        Arrays.sort(speeds);
        Arrays.sort(cpus);
        System.out.printf(
                Locale.ROOT,
                "%-8s %d threads: library %.2f ms (client CPU %.2f), bare JSSE %.2f ms (%.2f); rate %.2f (%.2f to"
                        + " %.2f), CPU %.2f (%.2f to %.2f) of bare%n",
                what,
                threads,
                ours.nanosEach() / 1e6,
                ours.cpuNanosEach() / 1e6,
                theirs.nanosEach() / 1e6,
                theirs.cpuNanosEach() / 1e6,
                speeds[rounds / 2],
                speeds[0],
                speeds[rounds - 1],
                cpus[rounds / 2],
                cpus[0],
                cpus[rounds - 1]);
    }

    /** Opens connections with both clients; returns the costs of the library and of the baseline. */
    private Cost[] measure(MtaSts mtaSts, BareClient bare, int threads, int range, int sessions, boolean eachHostOnce)
            throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Cost[]>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int offset = eachHostOnce ? thread * sessions : 0;
                long seed = 31L * thread + sessions;
                running.add(pool.submit(() -> work(mtaSts, bare, offset, range, sessions, seed)));
            }
            Cost[] sum = {new Cost(), new Cost()};
            for (Future<Cost[]> each : running) {
                sum[0].add(each.get()[0]);
                sum[1].add(each.get()[1]);
            }
            network.clearConnections();
            hosts.forEach(host -> network.mxServer(host).clear());
            return sum;
        } finally {
            pool.shutdownNow();
        }
    }

    private Cost[] work(MtaSts mtaSts, BareClient bare, int offset, int range, int sessions, long seed)
            throws Exception {
        Cost[] costs = {new Cost(), new Cost()};
        Random random = new Random(seed);
        int[][] orders = {order(sessions, range, random), order(sessions, range, random)};
        int[] done = new int[2];
        while (done[0] + done[1] < 2 * sessions) {
            int client = random.nextInt(2);
            if (done[client] == sessions) {
                client = 1 - client;
            }
            int host = offset + orders[client][done[client]++];
            costs[client].start();
            if (client == 0) {
                open(mtaSts, host);
            } else {
                bare.open(addresses.get(host), hosts.get(host)).close();
            }
            costs[client].stop();
        }
        return costs;
    }

    private void open(MtaSts mtaSts, int host) throws IOException {
        String name = hosts.get(host);
        try (DeliveryAttempt attempt = mtaSts.begin(
                DeliveryRequest.willRetry(name.substring(4)).ehloName(EHLO).build())) {
            if (attempt.candidate(name) instanceof Candidate.Proceed proceed
                    && proceed.open(() -> BareClient.dial(addresses.get(host)))
                            instanceof Opening.Ready<Socket> ready) {
                ready.connection().close();
                return;
            }
        }
        throw new IllegalStateException(name + " was not ready");
    }

    /** Each host equally often, in random order. */
    private static int[] order(int sessions, int range, Random random) {
        int[] order = new int[sessions];
        for (int i = 0; i < sessions; i++) {
            order[i] = i % range;
            int other = random.nextInt(i + 1);
            int swapped = order[other];
            order[other] = order[i];
            order[i] = swapped;
        }
        return order;
    }

    /** A library that has every policy from memory. */
    private MtaSts library() throws Exception {
        TxtAnswer announced = new TxtAnswer.Records(List.of("v=STSv1; id=1;"), Duration.ofDays(1));
        MtaSts mtaSts = MtaSts.builder()
                .cache(MemoryPolicyCache.create())
                .dns(name -> announced, host -> new AddressAnswer.Failed("no fetch leaves this process"))
                .fetcher(domain -> new FetchResult.Fetched(Policies.policy("mx1." + domain.name()), List.of()))
                .trustAnchors(TrustAnchors.of(network.ca().trustStore()))
                .build();
        for (String host : hosts) {
            mtaSts.begin(DeliveryRequest.willRetry(host.substring(4))
                            .ehloName(EHLO)
                            .build())
                    .close();
        }
        return mtaSts;
    }

    /** The time and the CPU time of the thread that opens sessions. Not thread-safe. */
    private static final class Cost {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private long sessions;
        private long nanos;
        private long cpuNanos;

        void start() {
            nanos -= System.nanoTime();
            cpuNanos -= THREADS.getCurrentThreadCpuTime();
        }

        void stop() {
            nanos += System.nanoTime();
            cpuNanos += THREADS.getCurrentThreadCpuTime();
            sessions++;
        }

        void add(Cost other) {
            sessions += other.sessions;
            nanos += other.nanos;
            cpuNanos += other.cpuNanos;
        }

        double nanosEach() {
            return (double) nanos / sessions;
        }

        double cpuNanosEach() {
            return (double) cpuNanos / sessions;
        }
    }
}
