package io.github.mtasts.benchmarks;

import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.MxAnswer;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.jakarta.mail.MailSender;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Load program: messages to many domains under an enforce policy, through {@link MailSender} with its pool. Baseline in the same
 * run: {@link BareAngus}, Angus' own transport with STARTTLS required, the host name checked, and a pool, to the same servers.
 *
 * <p>Each round begins with empty pools and without TLS sessions. MX records and addresses come from memory for both.
 */
final class MailRate {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String EHLO = "mail.sender.example";
    private static final String TEXT = "All work and no play makes a mail server fast.\r\n".repeat(40);

    /** One way to send. */
    interface Client extends AutoCloseable {
        void send(String domain, MimeMessage message) throws Exception;

        @Override
        void close();
    }

    private final TestNetwork network;
    private final List<String> domains = new ArrayList<>();
    private final Map<String, InetAddress> addresses = new HashMap<>();

    private MailRate(TestNetwork network, int domainCount) throws Exception {
        this.network = network;
        for (int i = 0; i < domainCount; i++) {
            String domain = "load-" + i + ".example";
            String host = "mx1." + domain;
            domains.add(domain);
            byte[] virtual = network.mxServer(host)
                    .certificate(network.ca().issue(host))
                    .address()
                    .getAddress()
                    .getAddress();
            addresses.put(host, InetAddress.getByAddress(host, virtual));
        }
    }

    /**
     * Runs all rounds and prints a line for each number of threads.
     *
     * @param domainCount the recipient domains, each with a host of its own
     * @param messages of each client in each round
     * @param rounds those that count
     */
    static void run(int domainCount, int messages, int rounds) throws Exception {
        try (TestNetwork network = TestNetwork.start()) {
            MailRate program = new MailRate(network, domainCount);
            System.out.printf(
                    "%s, %d messages to %d domains%n", System.getProperty("java.version"), messages, domainCount);
            for (int threads : new int[] {1, 8}) {
                program.measure(threads, messages, rounds);
            }
        }
    }

    private void measure(int threads, int messages, int rounds) throws Exception {
        double[] rates = new double[rounds];
        double[] cpus = new double[rounds];
        double ours = 0;
        double bare = 0;
        round(true, threads, messages);
        round(false, threads, messages);
        for (int i = 0; i < rounds; i++) {
            boolean first = i % 2 == 0;
            Cost one = round(first, threads, messages);
            Cost other = round(!first, threads, messages);
            Cost library = first ? one : other;
            Cost baseline = first ? other : one;
            rates[i] = (double) baseline.nanos() / library.nanos();
            cpus[i] = (double) library.cpuNanos() / baseline.cpuNanos();
            ours += messages * 1e9 / library.nanos() / rounds;
            bare += messages * 1e9 / baseline.nanos() / rounds;
        }
        Arrays.sort(rates);
        Arrays.sort(cpus);
        System.out.printf(
                Locale.ROOT,
                "%d threads: MailSender %.0f messages/s, bare Angus %.0f; rate %.2f (%.2f to %.2f), client CPU %.2f"
                        + " (%.2f to %.2f) of bare%n",
                threads,
                ours,
                bare,
                rates[rounds / 2],
                rates[0],
                rates[rounds - 1],
                cpus[rounds / 2],
                cpus[0],
                cpus[rounds - 1]);
    }

    /**
     * The time of a round, and the CPU time of the threads that send.
     *
     * @param nanos from the first message to the last
     * @param cpuNanos of all threads together
     */
    private record Cost(long nanos, long cpuNanos) {}

    private Cost round(boolean library, int threads, int messages) throws Exception {
        List<String> order = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            order.add(domains.get(i % domains.size()));
        }
        Collections.shuffle(order, new Random(4_711));
        try (Client client = library ? new Ours() : new BareAngus(network, EHLO, addresses)) {
            long start = System.nanoTime();
            long cpuNanos = sendAll(client, threads, order);
            return new Cost(System.nanoTime() - start, cpuNanos);
        } finally {
            addresses.keySet().forEach(host -> network.mxServer(host).clear());
            network.clearConnections();
        }
    }

    /** Returns the CPU time of the threads. */
    private static long sendAll(Client client, int threads, List<String> order) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Long>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int from = thread * order.size() / threads;
                List<String> part = order.subList(from, (thread + 1) * order.size() / threads);
                running.add(pool.submit(() -> {
                    Session session = Session.getInstance(new Properties());
                    long start = THREADS.getCurrentThreadCpuTime();
                    for (String domain : part) {
                        client.send(domain, message(session, domain));
                    }
                    return THREADS.getCurrentThreadCpuTime() - start;
                }));
            }
            long cpuNanos = 0;
            for (Future<Long> each : running) {
                cpuNanos += each.get();
            }
            return cpuNanos;
        } finally {
            pool.shutdownNow();
        }
    }

    private static MimeMessage message(Session session, String domain) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("a@sender.example"));
        message.setRecipient(RecipientType.TO, new InternetAddress("b@" + domain));
        message.setSubject("Load");
        message.setText(TEXT);
        message.saveChanges();
        return message;
    }

    /** The library with every policy from memory. */
    private final class Ours implements Client {
        private final MtaSts mtaSts;
        private final MailSender sender;

        Ours() throws Exception {
            TxtAnswer announced = new TxtAnswer.Records(List.of("v=STSv1; id=1;"), Duration.ofDays(1));
            mtaSts = MtaSts.builder()
                    .cache(MemoryPolicyCache.create())
                    .dns(name -> announced, host -> new AddressAnswer.Failed("no fetch leaves this process"))
                    .fetcher(domain -> new FetchResult.Fetched(Policies.policy("mx1." + domain.name()), List.of()))
                    .trustAnchors(TrustAnchors.of(network.ca().trustStore()))
                    .build();
            for (String domain : domains) {
                mtaSts.begin(DeliveryRequest.willRetry(domain).ehloName(EHLO).build())
                        .close();
            }
            MxLookup mx = new MxLookup(
                    domain -> new MxAnswer.Records(List.of(new MxAnswer.Mx(10, "mx1." + domain))),
                    host -> new AddressAnswer.Addresses(List.of(Objects.requireNonNull(addresses.get(host)))),
                    Set.of());
            sender = MailSender.builder(mtaSts, mx, EHLO)
                    .socketFactory(network.sockets())
                    .idleConnections(2 * domains.size())
                    .build();
        }

        @Override
        public void send(String domain, MimeMessage message) throws MessagingException {
            SendResult result = sender.send(
                    Envelope.from("a@sender.example").to("b@" + domain).build(), message);
            if (result.delivered().isEmpty()) {
                throw new IllegalStateException(result.toString());
            }
        }

        @Override
        public void close() {
            sender.close();
            mtaSts.close();
        }
    }
}
