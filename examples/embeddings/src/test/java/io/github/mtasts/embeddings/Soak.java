package io.github.mtasts.embeddings;

import io.github.mtasts.MtaSts;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.embeddings.SoakDomain.Mode;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Soak: four threads send to domains of every mode, each with one faulty MX host before one that works, over sockets and over
 * Netty, with a pool and resumed TLS sessions, while the hosts are killed and restarted one after the other.
 *
 * <p>Every message carries a text that names it and the try. In the end each must have been received, and once only, except where
 * the connection broke between the end of the message and its reply. Nothing under enforce may have been in the clear or at a host
 * that cannot be proved; each connection must have the outcomes that D25 and D33 give it; and the process must have the threads
 * and descriptors that it had at the start.
 */
final class Soak {
    private static final int SENDERS = 4;
    private static final Duration RESTART_EVERY = Duration.ofSeconds(30);
    private static final Duration DOWN = Duration.ofMillis(100);

    private Soak() {}

    /**
     * Runs the soak and prints its table. The exit code is 1 when there is a violation.
     *
     * @param args the number of seconds, 600 unless given
     * @throws Exception when it cannot go on
     */
    public static void main(String[] args) throws Exception {
        Duration length = Duration.ofSeconds(args.length == 0 ? 600 : Long.parseLong(args[0]));
        boolean sound = run(length, RESTART_EVERY).isEmpty();
        System.exit(sound ? 0 : 1);
    }

    /**
     * Runs the soak and prints its table.
     *
     * @param length for how long; each sender sends to each of its domains at least once
     * @param restartEvery how often each host is restarted
     * @return the violations
     */
    static List<String> run(Duration length, Duration restartEvery) throws Exception {
        List<String> violations =
                new ArrayList<>(round(Duration.ZERO, restartEvery)); // loads classes, starts what stays
        var unused =
                Soak.class.getClassLoader().getResource("is/in/no/archive"); // opens each archive of the class path
        ProcessState before = ProcessState.now();
        violations.addAll(round(length, restartEvery));
        ProcessState after = before.comparable();
        System.out.println("start: " + before + "; end: " + after);
        before.violations(after).forEach(System.out::println);
        violations.addAll(before.violations(after));
        return violations;
    }

    private static List<String> round(Duration length, Duration restartEvery) throws Exception {
        SoakLedger ledger = new SoakLedger();
        List<SoakDomain> domains = domains();
        Map<String, SoakDomain> byName =
                domains.stream().collect(Collectors.toMap(SoakDomain::name, Function.identity()));
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Bootstrap bootstrap = new Bootstrap().group(loops).channel(NioSocketChannel.class);
        try (TestNetwork net = TestNetwork.start();
                DnsResolver dns = DnsResolver.builder()
                        .server(net.dns().address())
                        .timeout(Duration.ofMinutes(2))
                        .build();
                MtaSts mtaSts = MtaSts.builder()
                        .cache(new Rig.MapCache())
                        .dns(dns)
                        .trustAnchors(TrustAnchors.of(List.of(net.ca().root())))
                        .socketFactory(net.sockets())
                        .outcomes(outcome -> Objects.requireNonNull(
                                        byName.get(outcome.domain().name()))
                                .told())
                        .build();
                SoakConnections.Sockets sockets = new SoakConnections.Sockets(net);
                SoakConnections.Channels channels = new SoakConnections.Channels(net, bootstrap)) {
            domains.forEach(domain -> domain.publish(net));
            SoakServers servers = new SoakServers(net, ledger);
            send(mtaSts, ledger, domains, List.of(sockets, channels), servers, length, restartEvery);
            servers.stop();
            if (mtaSts.ownFailures() > 0) {
                ledger.violation(mtaSts.ownFailures() + " failures of the sender's own");
            }
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
        ledger.close(domains);
        System.out.printf(Locale.ROOT, "%d seconds%n%s", length.toSeconds(), ledger.table(domains));
        return ledger.violations();
    }

    private static List<SoakDomain> domains() {
        List<SoakDomain> domains = new ArrayList<>();
        for (SoakHost host : SoakHost.values()) {
            for (Mode mode : Mode.values()) {
                domains.add(new SoakDomain(mode, host, domains.size() % 8 < 4 ? SoakHost.GOOD : SoakHost.GOOD_TLS12));
            }
        }
        return domains;
    }

    private static void send(
            MtaSts mtaSts,
            SoakLedger ledger,
            List<SoakDomain> domains,
            List<SoakConnections<?>> kinds,
            SoakServers servers,
            Duration length,
            Duration restartEvery)
            throws Exception {
        long start = System.nanoTime();
        CountDownLatch sending = new CountDownLatch(SENDERS);
        CountDownLatch over = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS + 1);
        try {
            Future<?> restarter = threads.submit(() -> {
                servers.restart(restartEvery.dividedBy(SoakHost.values().length), DOWN, over);
                return null;
            });
            List<Future<?>> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                List<SoakDomain> own = new ArrayList<>();
                for (int j = 0; j < domains.size(); j++) {
                    if ((j + j / Mode.values().length) % SENDERS == i) {
                        own.add(domains.get(j));
                    }
                }
                SoakSender sender = new SoakSender(mtaSts, ledger, own, kinds, 4_711 + i);
                senders.add(threads.submit(() -> {
                    try {
                        sender.run(() -> System.nanoTime() - start >= length.toNanos(), () -> {
                            sending.countDown();
                            await(over);
                        });
                    } finally {
                        sending.countDown();
                    }
                    return null;
                }));
            }
            sending.await();
            over.countDown();
            restarter.get();
            for (Future<?> sender : senders) {
                sender.get();
            }
        } finally {
            over.countDown();
            threads.shutdown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The MX hosts. For one thread. */
    private static final class SoakServers {
        private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

        private final TestNetwork net;
        private final SoakLedger ledger;

        SoakServers(TestNetwork net, SoakLedger ledger) {
            this.net = net;
            this.ledger = ledger;
            for (SoakHost host : SoakHost.values()) {
                var unused = host.start(net);
            }
        }

        /** Restarts one host after the other; each second time a host comes back with a new certificate and ticket keys. */
        void restart(Duration pause, Duration down, CountDownLatch over) throws InterruptedException {
            SoakHost[] hosts = SoakHost.values();
            for (int i = 0; !over.await(pause.toMillis(), TimeUnit.MILLISECONDS); i++) {
                SoakHost host = hosts[i % hosts.length];
                MxServer mx = net.mxServer(host.hostName()).unreachable();
                end(host, mx);
                if (i / hosts.length % 2 == 0) {
                    mx.certificate(host.newCertificate(net));
                }
                var unused = over.await(down.toMillis(), TimeUnit.MILLISECONDS);
                mx.reachable();
                net.clearConnections();
                ledger.restarted();
            }
        }

        void stop() throws InterruptedException {
            for (SoakHost host : SoakHost.values()) {
                end(host, net.mxServer(host.hostName()));
            }
        }

        /** Kills the host's connections and enters what it received. */
        private void end(SoakHost host, MxServer mx) throws InterruptedException {
            do {
                mx.dropConnections();
            } while (!mx.awaitIdle(LOOK_AGAIN));
            if (mx.sawInClear(SoakLedger.marker(Mode.ENFORCE))) {
                ledger.violation("in the clear under enforce at " + host);
            }
            mx.takeMessages().forEach(message -> ledger.received(host, message));
        }
    }
}
