package io.github.mtasts.tlsrpt;

import static io.github.mtasts.tlsrpt.Outcomes.EXPIRED;
import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static io.github.mtasts.tlsrpt.Outcomes.sts;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.store.PostgresReportStore;
import io.github.mtasts.tlsrpt.store.ReportStore;
import io.github.mtasts.tlsrpt.store.ReportingListener;
import io.github.mtasts.tlsrpt.store.SqliteReportStore;
import io.github.mtasts.tlsrpt.store.internal.CountBatch;
import io.github.mtasts.tlsrpt.store.internal.ReportCounts;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.submit.SmtpReportMailer;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;

/**
 * A reporting node in a separate process, which counts outcomes and sends due reports until it reads input or is killed.
 * Prints {@code counted <outcomes> said} before and after each group of outcomes, {@code stored <outcomes>} once the store has
 * taken so many, and, when it does not count, {@code quiet} once no report is left to be sent.
 */
final class Node {
    static final int DOMAINS = 25;
    static final int GROUP = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Node() {}

    static String domain(int i) {
        return "d" + i + ".example";
    }

    public static void main(String[] args) throws IOException {
        String storeSpec = args[0];
        Clock clock = Clock.offset(
                Clock.systemUTC(), Duration.between(Clock.systemUTC().instant(), Instant.parse(args[1])));
        int dnsPort = Integer.parseInt(args[2]);
        int smtpPort = Integer.parseInt(args[3]);
        boolean counts = Boolean.parseBoolean(args[5]);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        Duration countedFor = Duration.ofMinutes(10);
        Duration spread = Duration.ofMinutes(15);
        ReportStore store = storeSpec.startsWith("jdbc:")
                ? PostgresReportStore.builder(storeSpec)
                        .credentials("postgres", "postgres")
                        .timeout(PATIENCE)
                        .clock(clock)
                        .times(countedFor, spread)
                        .open()
                : SqliteReportStore.builder(Path.of(storeSpec))
                        .clock(clock)
                        .times(countedFor, spread)
                        .open();
        DnsResolver dns = DnsResolver.builder()
                .server(new InetSocketAddress(loopback, dnsPort))
                .timeout(PATIENCE)
                .build();
        AtomicLong ended = new AtomicLong();
        TlsReporting reporting = new TlsReportingBuilder(telling((ReportRepository) store), Rig.reporter())
                .dns(dns)
                .clock(clock)
                .socketFactory(new Mapped(args[4]))
                .reportsPerMinute(1_000_000)
                .postDeadline(PATIENCE)
                .newHostDeadline(PATIENCE)
                .listener(new Ended(ended))
                .listenerThread(Runnable::run)
                .signingMailer(SmtpReportMailer.to(loopback.getHostAddress(), smtpPort)
                        .withoutTls()
                        .build())
                .build();
        System.out.println("ready");
        System.in.read(); // waits for the start
        if (!counts) {
            reporting.flush(); // a node closes no day before its first flush
        }
        long counted = 0;
        int quiet = 0;
        while (System.in.available() == 0) {
            if (counts) {
                System.out.println("counted " + counted + " said");
                for (int i = 0; i < GROUP; i++) {
                    String domain = domain((int) (counted++ % DOMAINS));
                    reporting.onOutcome(
                            outcome(domain, clock.instant(), i % 10 == 0 ? sts(domain, EXPIRED) : sts(domain)));
                }
                System.out.println("counted " + counted + " said");
            }
            long before = ended.get();
            reporting.submitDue();
            pause();
            while (!counts && !reporting.isIdle()) {
                pause();
            }
            quiet = ended.get() > before ? 0 : quiet + 1;
            if (!counts && quiet == 3) { // a plan ends nothing, and is followed by what does
                System.out.println("quiet");
            }
        }
        reporting.close();
        dns.close();
        System.out.println("closed");
    }

    /** Counts what has come to an end, or to a pause. */
    private record Ended(AtomicLong number) implements ReportingListener {
        @Override
        public void delivered(PolicyDomain domain, LocalDate day, String destination) {
            number.incrementAndGet();
        }

        @Override
        public void failed(PolicyDomain domain, LocalDate day, String destination, String reason) {
            number.incrementAndGet();
        }

        @Override
        public void refused(PolicyDomain domain, LocalDate day, String destination, String reason) {
            number.incrementAndGet();
        }

        @Override
        public void dropped(PolicyDomain domain, LocalDate day, String destination, Ending ending, String reason) {
            number.incrementAndGet();
        }
    }

    /** A store that says how much it has taken. */
    private static ReportRepository telling(ReportRepository store) {
        AtomicLong stored = new AtomicLong();
        return (ReportRepository) Proxy.newProxyInstance(
                ReportRepository.class.getClassLoader(),
                new Class<?>[] {ReportRepository.class},
                (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(store, arguments);
                        if (method.getName().equals("add")) {
                            System.out.println("stored " + stored.addAndGet(outcomes((CountBatch) arguments[0])));
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static long outcomes(CountBatch batch) {
        return batch.counts().values().stream()
                .mapToLong(ReportCounts::sessions)
                .sum();
    }

    private static synchronized void pause() {
        try {
            Node.class.wait(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Maps the addresses of another process's test network to its ports: {@code ip=port,ip=port}. */
    private static final class Mapped extends SocketFactory {
        private final Map<String, Integer> ports = new HashMap<>();

        Mapped(String routes) {
            for (String route : routes.split(",", -1)) {
                String[] parts = route.split("=", -1);
                ports.put(parts[0], Integer.parseInt(parts[1]));
            }
        }

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(SocketAddress address, int timeout) throws IOException {
                    InetSocketAddress virtual = (InetSocketAddress) address;
                    Integer port = ports.get(virtual.getAddress().getHostAddress());
                    if (port == null) {
                        throw new IOException("no route to " + virtual);
                    }
                    super.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeout);
                }
            };
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
