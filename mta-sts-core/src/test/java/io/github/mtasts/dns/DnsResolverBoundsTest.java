package io.github.mtasts.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.xbill.DNS.Name;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Type;
import org.xbill.DNS.config.ResolverConfigProvider;

/** The limits of a lookup: time, slots, threads and settings. */
class DnsResolverBoundsTest {
    private static final String NAME = "_mta-sts.example.com";
    /** Far above the measured time, and far below "for ever". */
    private static final Duration GENEROUS = Duration.ofMinutes(2);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private LoopbackDns silentServer() {
        return opened(new LoopbackDns((query, tcp) -> LoopbackDns.SILENCE));
    }

    private DnsResolver resolver(LoopbackDns server, Duration timeout, int queries) {
        return opened(DnsResolver.builder()
                .server(server.address())
                .timeout(timeout)
                .maxConcurrentQueries(queries)
                .build());
    }

    private ExecutorService callers(int number) {
        ExecutorService callers = Executors.newFixedThreadPool(number);
        open.add(callers::shutdownNow);
        return callers;
    }

    private static void assertFailed(ThrowingSupplier<TxtAnswer> lookup, String... reasons) {
        TxtAnswer answer = assertTimeoutPreemptively(GENEROUS, lookup);
        assertThat(answer).isInstanceOf(TxtAnswer.Failed.class);
        assertThat(((TxtAnswer.Failed) answer).reason()).containsAnyOf(reasons);
    }

    private static void awaitQuestion(LoopbackDns server, String name) {
        assertTimeoutPreemptively(GENEROUS, () -> {
            while (!server.questions().contains(name + " TXT")) {
                Thread.sleep(5);
            }
        });
    }

    /** A time-out must not count as absence. */
    @Test
    @Tag("STS-3.1-22")
    void aSilentServerIsAFailureWhenTheTimeIsUp() {
        LoopbackDns server = silentServer();
        assertFailed(() -> resolver(server, Duration.ofSeconds(2), 10).txt(NAME), "no answer");
        assertThat(server.questions()).hasSizeBetween(1, 2);
    }

    /** The port is closed while a name server restarts: the operating system says so within a millisecond. */
    @Test
    void aServerThatComesBackWithinTheTimeIsAskedAgain() throws Exception {
        LoopbackDns before = silentServer();
        before.close();
        DnsResolver resolver = resolver(before, GENEROUS, 10);
        FutureTask<TxtAnswer> lookup = new FutureTask<>(() -> resolver.txt(NAME));
        callers(1).execute(lookup);
        assertThatThrownBy(() -> lookup.get(1500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        opened(new LoopbackDns(
                before.address(),
                (query, tcp) -> Answers.to(query).has(NAME, Type.TXT, "x").wire()));

        assertThat(lookup.get()).isInstanceOf(TxtAnswer.Records.class);
    }

    @Test
    void aServerThatCannotBeReachedDoesNotDelayTheNext() throws Exception {
        LoopbackDns slow = opened(new LoopbackDns((query, tcp) -> {
            Thread.sleep(3_000);
            return Answers.to(query).has(NAME, Type.TXT, "x").wire();
        }));
        DnsResolver resolver = opened(DnsResolver.builder()
                .server(LoopbackDns.CLOSED, slow.address())
                .timeout(Duration.ofSeconds(10))
                .build());
        assertThat(resolver.txt(NAME)).isInstanceOf(TxtAnswer.Records.class);
        assertThat(slow.questions()).hasSize(1);
    }

    @Test
    void aServerThatCannotBeReachedIsAskedALimitedNumberOfTimes() throws Exception {
        int attempts = 0;
        Rota rota = new Rota(1, 0, Duration.ofMillis(50).toNanos());
        Deadline deadline = Deadline.in(Duration.ofSeconds(2));
        while (rota.pauseNanos(0) < deadline.remainingNanos()) {
            TimeUnit.NANOSECONDS.sleep(rota.pauseNanos(rota.next()));
            rota.unreachable(0);
            attempts++;
        }
        assertThat(attempts).isBetween(2, 41);
    }

    @Test
    void aServerThatIsSilentOverTcpIsAFailureWhenTheTimeIsUp() {
        LoopbackDns server = opened(new LoopbackDns((query, tcp) -> {
            if (tcp) {
                Thread.sleep(60_000);
            }
            return Answers.to(query).flag(org.xbill.DNS.Flags.TC).wire();
        }));
        assertFailed(() -> resolver(server, Duration.ofMillis(300), 10).txt(NAME), "no answer");
    }

    @Test
    void aDripFedChainOfAliasesEndsWithTheTimeOfTheWholeLookup() {
        LoopbackDns server = opened(new LoopbackDns((query, tcp) -> {
            Thread.sleep(100);
            String at = query.getQuestion().getName().toString(true);
            return Answers.to(query).alias(at, "a" + at, 60).wire();
        }));
        assertFailed(() -> resolver(server, Duration.ofMillis(400), 10).txt("x.example"), "no answer", "no time");
        assertThat(server.questions()).hasSizeLessThan(8);
    }

    @Test
    void threeHundredLookupsNeverExceedTheSlots() throws Exception {
        int slots = 20;
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        LoopbackDns server = opened(new LoopbackDns((query, tcp) -> {
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            Thread.sleep(10);
            inFlight.decrementAndGet();
            return Answers.to(query)
                    .has(query.getQuestion().getName().toString(true), Type.TXT, "x")
                    .wire();
        }));
        DnsResolver resolver = resolver(server, GENEROUS, slots);
        ExecutorService callers = callers(300);
        List<Future<TxtAnswer>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String name = "n" + i + ".example";
            answers.add(callers.submit(() -> resolver.txt(name)));
        }
        for (Future<TxtAnswer> answer : answers) {
            assertThat(answer.get()).isInstanceOf(TxtAnswer.Records.class);
        }
        assertThat(most.get()).isBetween(2, slots);
    }

    @Test
    void waitingForASlotCountsIntoTheTime() throws Exception {
        LoopbackDns server = silentServer();
        DnsResolver resolver = resolver(server, Duration.ofSeconds(3), 1);
        Future<TxtAnswer> first = callers(1).submit(() -> resolver.txt("first.example"));
        awaitQuestion(server, "first.example");
        assertFailed(() -> resolver.txt("second.example"), "no answer");
        assertThat(first.get()).isInstanceOf(TxtAnswer.Failed.class);
    }

    @Test
    void aSlotComesBackAfterEachKindOfEnd() throws Exception {
        LoopbackDns server = opened(new LoopbackDns(
                (query, tcp) -> query.getQuestion().getName().toString().startsWith("silent")
                        ? LoopbackDns.SILENCE
                        : Answers.to(query).has(NAME, Type.TXT, "x").wire()));
        DnsResolver resolver = resolver(server, Duration.ofSeconds(3), 1);
        assertFailed(() -> resolver.txt("silent.example"), "no answer");
        assertThat(resolver.txt(NAME)).isInstanceOf(TxtAnswer.Records.class);
        Thread caller = new Thread(() -> resolver.txt("silent2.example"));
        caller.start();
        awaitQuestion(server, "silent2.example");
        caller.interrupt();
        caller.join();
        assertThat(resolver.txt(NAME)).isInstanceOf(TxtAnswer.Records.class);
        assertThat(resolver.addresses("silent.example")).isInstanceOf(AddressAnswer.Failed.class);
        assertThat(resolver.txt(NAME)).isInstanceOf(TxtAnswer.Records.class);
    }

    @Test
    void anInterruptBeforeTheWaitIsAFailureAndTheFlagStays() {
        DnsResolver resolver = resolver(silentServer(), GENEROUS, 10);
        assertFailed(
                () -> {
                    Thread.currentThread().interrupt();
                    TxtAnswer answer = resolver.txt(NAME);
                    assertThat(Thread.interrupted()).isTrue();
                    return answer;
                },
                "interrupted");
    }

    @Test
    void anInterruptInTheWaitIsAFailureAndTheFlagStays() throws Exception {
        LoopbackDns server = silentServer();
        DnsResolver resolver = resolver(server, Duration.ofMinutes(10), 10);
        FutureTask<TxtAnswer> lookup = new FutureTask<>(() -> {
            TxtAnswer answer = resolver.txt(NAME);
            assertThat(Thread.interrupted()).isTrue();
            return answer;
        });
        Thread caller = new Thread(lookup);
        caller.start();
        awaitQuestion(server, NAME);
        caller.interrupt();
        assertFailed(lookup::get, "interrupted");
    }

    @Test
    void closeEndsLookupsThoseThatWaitForASlotAndLaterOnes() throws Exception {
        LoopbackDns server = silentServer();
        DnsResolver resolver = resolver(server, Duration.ofMinutes(10), 1);
        ExecutorService callers = callers(2);
        Future<TxtAnswer> first = callers.submit(() -> resolver.txt("first.example"));
        awaitQuestion(server, "first.example");
        Future<TxtAnswer> second = callers.submit(() -> resolver.txt("second.example"));
        resolver.close();
        resolver.close();
        assertFailed(first::get, "closed");
        assertFailed(second::get, "closed");
        assertFailed(() -> resolver.txt("third.example"), "closed");
        assertThat(resolver.addresses("third.example"))
                .isEqualTo(new AddressAnswer.Failed("AAAA: closed", LookupFault.NOT_ASKED));
        assertThat(resolver.mx("third.example")).isEqualTo(new MxAnswer.Failed("closed", LookupFault.NOT_ASKED));
    }

    @Test
    void closeEndsTheThreads() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        LoopbackDns server = opened(new LoopbackDns((query, tcp) -> {
            asked.countDown();
            return LoopbackDns.SILENCE;
        }));
        DnsResolver resolver = resolver(server, GENEROUS, 5);
        Thread caller = new Thread(() -> resolver.addresses(NAME));
        caller.start();
        asked.await();
        assertThat(lookupThreads()).isNotEmpty().allMatch(Thread::isDaemon);
        resolver.close();
        caller.join();
        assertTimeoutPreemptively(GENEROUS, () -> {
            while (!lookupThreads().isEmpty()) {
                Thread.sleep(5);
            }
        });
    }

    private static List<Thread> lookupThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("mta-sts-dns-"))
                .toList();
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        DnsResolver.Builder builder = DnsResolver.builder();
        assertThatThrownBy(builder::server).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.server(InetSocketAddress.createUnresolved("ns.example", 53)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ns.example");
        assertThatThrownBy(() -> builder.timeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.timeout(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.timeout(Duration.ofDays(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.maxConcurrentQueries(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.maxConcurrentQueries(10_001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysSoWhenTheSystemHasNoNameServer() {
        assertThatThrownBy(() -> SystemServers.of(List.of(), 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("no DNS server is configured on this system: ");
    }

    /** Windows lists three IPv6 servers that do not exist before the real ones. */
    @Test
    void bothFamiliesOfTheSystemsServersAreAmongThoseThatAreUsed() throws Exception {
        List<InetSocketAddress> listed = List.of(
                server("fec0:0:0:ffff::1"),
                server("fec0:0:0:ffff::2"),
                server("fec0:0:0:ffff::3"),
                server("192.0.2.53"));
        ResolverConfigProvider source = new ResolverConfigProvider() {
            @Override
            public void initialize() {}

            @Override
            public List<InetSocketAddress> servers() {
                return listed;
            }

            @Override
            public List<Name> searchPaths() {
                return List.of();
            }
        };
        assertThat(SystemServers.of(List.of(source), 3)).containsExactly(listed.get(0), listed.get(3), listed.get(1));
    }

    private static InetSocketAddress server(String address) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(address), 53);
    }

    @Test
    void takesTheFirstSourceThatNamesAServer() {
        ResolverConfig unused = ResolverConfig.getCurrentConfig();
        for (ResolverConfigProvider source : ResolverConfig.getConfigProviders()) {
            if (source.isEnabled() && !source.servers().isEmpty()) {
                assertThat(source.servers()).containsAll(SystemServers.read(3));
                opened(DnsResolver.builder().build());
                return;
            }
        }
        assertThatThrownBy(() -> DnsResolver.builder().build()).isInstanceOf(IllegalStateException.class);
    }
}
