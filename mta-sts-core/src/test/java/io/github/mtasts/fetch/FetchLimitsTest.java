package io.github.mtasts.fetch;

import static io.github.mtasts.fetch.PolicyBench.POLICY;
import static io.github.mtasts.fetch.PolicyBench.ok;
import static io.github.mtasts.fetch.PolicyBench.response;
import static io.github.mtasts.fetch.PolicyResponseTest.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.fetch.FetchResult.Cause;
import io.github.mtasts.fetch.FetchResult.Failed;
import io.github.mtasts.fetch.FetchResult.Fetched;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.trust.internal.CertificateForge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of a fetch in time, size and addresses (RFC 8461 section 3.3): an oversized body is never cut and parsed. */
@Timeout(300)
class FetchLimitsTest {
    private static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");
    private static final Duration SHORT = Duration.ofMillis(500);

    private final PolicyBench bench = new PolicyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    @Tag("STS-3.3-14")
    void aServerThatDripsIsLeftAtTheDeadline() {
        bench.serve(out -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + PolicyResponseTest.ONE_LARGE_CHUNK)
                    .getBytes(StandardCharsets.US_ASCII));
            while (!bench.over.await(50, TimeUnit.MILLISECONDS)) {
                out.write('v');
                out.flush();
            }
        });

        assertTimeout();
    }

    @Test
    @Tag("STS-3.3-14")
    void aServerThatNeverShakesHandsIsLeftAtTheDeadline() throws IOException {
        bench.address("mta-sts.example.com", "192.0.2.1").listen("192.0.2.1", 443, socket -> bench.over.await());

        FetchResult result = PolicyBench.fetch(bench.fetcher().timeout(SHORT), "example.com");

        assertThat(((Failed) result).cause()).isEqualTo(Cause.TIMEOUT);
    }

    @Test
    @Tag("STS-3.3-14")
    void aResolverThatHangsIsLeftAtTheDeadline() {
        HttpsPolicyFetcher.Builder builder = bench.fetcher().addresses(name -> {
            try {
                bench.over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new AddressAnswer.Failed("gave up");
        });

        assertFailed(PolicyBench.fetch(builder.timeout(SHORT), "example.com"), Cause.OWN_FAULT, "dns-timeout: ");
    }

    @Test
    @Tag("STS-3.3-01")
    void thereIsNoFallbackToPlainHttp() throws IOException {
        bench.address("mta-sts.example.com", "192.0.2.1")
                .listen("192.0.2.1", 80, socket -> bench.answer(socket, ok(POLICY)));

        assertFailed(bench.fetch(), Cause.CONNECTION, "connection-failed: ");
        assertThat(bench.dialled).extracting(InetSocketAddress::getPort).containsOnly(443);
    }

    @Test
    @Tag("STS-3.3-01")
    void aServerThatSpeaksPlainHttpOnTheTlsPortIsNotListenedTo() throws IOException {
        bench.address("mta-sts.example.com", "192.0.2.1")
                .listen("192.0.2.1", 443, socket -> ok(POLICY).respond(socket.getOutputStream()));

        assertFailed(bench.fetch(), Cause.TLS, "tls-failed: ");
    }

    @Test
    void eachAddressIsTriedWithinTheDeadline() {
        CertificateForge wrong = CertificateForge.named("x").dns("other.example");
        CertificateForge own = CertificateForge.named("x").dns("mta-sts.example.com");
        bench.address("mta-sts.example.com", "192.0.2.9", "192.0.2.8", "192.0.2.7", "192.0.2.6")
                .deadEnd("192.0.2.8")
                .serve("192.0.2.7", wrong, List.of(wrong.signedBy(bench.root)), ok(POLICY))
                .serve("192.0.2.6", own, List.of(own.signedBy(bench.root)), ok(POLICY));

        assertThat(PolicyBench.fetch(bench.fetcher().timeout(Duration.ofSeconds(20)), "example.com"))
                .isInstanceOf(Fetched.class);
        assertThat(bench.dialled).hasSize(4);
        assertThat(bench.requests).hasSize(1);
    }

    /** Large networks publish eight IPv6 addresses; a sender without IPv6 must still reach an IPv4 address. */
    @Test
    void manyAddressesOfOneFamilyLeaveRoomForTheOther() {
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            addresses.add(PolicyBench.literal("2001:db8::" + i));
        }
        addresses.add(PolicyBench.literal("192.0.2.1"));
        bench.answer("mta-sts.example.com", new AddressAnswer.Addresses(addresses))
                .serve(ok(POLICY));

        assertThat(bench.fetch()).isInstanceOf(Fetched.class);
        assertThat(bench.dialled).hasSize(2);
    }

    @Test
    void anAddressThatWasSentTheRequestIsTheLast() {
        CertificateForge own = CertificateForge.named("x").dns("mta-sts.example.com");
        bench.address("mta-sts.example.com", "192.0.2.1", "192.0.2.2")
                .serve("192.0.2.1", own, List.of(own.signedBy(bench.root)), out -> {})
                .serve("192.0.2.2", own, List.of(own.signedBy(bench.root)), ok(POLICY));

        assertFailed(bench.fetch(), Cause.CONNECTION, "connection-broken: ");
        assertThat(bench.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "64:ff9b::7f00:1"})
    void anAddressInsideIsNotConnectedToUnlessAllowedByName(String address) {
        CertificateForge own = CertificateForge.named("x").dns("mta-sts.example.com");
        bench.serve(address, own, List.of(own.signedBy(bench.root)), ok(POLICY));

        assertFailed(bench.fetch(), Cause.FORBIDDEN_ADDRESS, "forbidden-address: ");
        assertThat(bench.dialled).isEmpty();
        assertThat(PolicyBench.fetch(bench.fetcher().addressGuard(AddressGuard.unrestricted()), "example.com"))
                .isInstanceOf(Fetched.class);
    }

    @Test
    void aForbiddenAddressIsPassedOver() {
        bench.address("mta-sts.example.com", "127.0.0.1", "192.0.2.1").serve(ok(POLICY));

        assertThat(bench.fetch()).isInstanceOf(Fetched.class);
        assertThat(bench.dialled).hasSize(1);
    }

    /** D34: such a failure is ours, and the domain is not told of it. */
    @Test
    void aLookUpOfAddressesThatWeFailedIsNotTheDomainsFailure() {
        bench.answer("mta-sts.example.com", new AddressAnswer.Failed("REFUSED", LookupFault.RESOLVERS));
        assertFailed(bench.fetch(), Cause.OWN_FAULT, "dns-failed: REFUSED");
        bench.answer("mta-sts.example.com", new AddressAnswer.Failed("slots taken", LookupFault.NOT_ASKED));
        assertFailed(bench.fetch(), Cause.OVERLOADED, "dns-failed: slots taken");
        bench.answer("mta-sts.example.com", new AddressAnswer.Failed("SERVFAIL", LookupFault.DOMAIN));
        assertFailed(bench.fetch(), Cause.DNS, "dns-failed: SERVFAIL");
    }

    @Test
    @Tag("RPT-4.3.2.2-01")
    void everyCauseHasAReasonOfItsOwn() throws IOException {
        Set<String> codes = new LinkedHashSet<>();
        codes.add(code(bench.answer("mta-sts.example.com", new AddressAnswer.Failed("SERVFAIL"))
                .fetch()));
        codes.add(code(bench.address("mta-sts.example.com", "192.0.2.1").fetch()));
        codes.add(code(bench.serve(response("HTTP/1.1 404 X\r\n", "")).fetch()));
        codes.add(code(
                bench.serve(response("HTTP/1.1 302 X\r\nLocation: /\r\n", "")).fetch()));
        codes.add(code(bench.serve(ok("x".repeat(70_000))).fetch()));
        codes.add(code(bench.serve(response("HTTP/1.1 200 X\r\nContent-Type: a/b\r\n", ""))
                .fetch()));
        bench.serve(out -> bench.over.await());
        codes.add(code(PolicyBench.fetch(bench.fetcher().timeout(SHORT), "example.com")));

        assertThat(codes)
                .containsExactly(
                        "dns-failed",
                        "connection-failed",
                        "http-status",
                        "http-redirect",
                        "body-too-large",
                        "media-type",
                        "timeout");
    }

    @Test
    void aHostWithoutAddressesIsSaidToHaveNone() {
        assertFailed(bench.fetch(), Cause.DNS, "dns-no-address: mta-sts.example.com");
    }

    /** Otherwise the delivery would wait for the deadline, and the domain would be blamed. */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, NoSuchMethodError.class, StackOverflowError.class})
    void whatAResolverThrowsEndsTheFetchAtOnceAsOurOwnFault(Class<? extends Throwable> type) {
        HttpsPolicyFetcher.Builder builder =
                bench.fetcher().timeout(Duration.ofMinutes(10)).addresses(name -> thrown(type));

        assertFailed(PolicyBench.fetch(builder, "example.com"), Cause.OWN_FAULT, "internal-error: ");
    }

    private static AddressAnswer thrown(Class<? extends Throwable> type) {
        if (type == NoSuchMethodError.class) {
            throw new NoSuchMethodError("class path");
        }
        if (type == StackOverflowError.class) {
            throw new StackOverflowError();
        }
        throw new IllegalStateException("bug");
    }

    @Test
    void aNameThatCannotBeAskedForIsAFailureAndNoException() {
        String longest = ("a".repeat(62) + ".").repeat(4).substring(0, 251);
        assertFailed(PolicyBench.fetch(bench.fetcher(), "_x.example.com"), Cause.TLS, "name-not-sni: ");
        assertFailed(PolicyBench.fetch(bench.fetcher(), longest), Cause.DNS, "name-too-long: ");
        assertThat(PolicyBench.fetch(bench.fetcher(), "xn--0.example")).isInstanceOf(Failed.class);
        assertThat(PolicyBench.fetch(bench.fetcher(), "xn--a-0.xn--example")).isInstanceOf(Failed.class);
        assertThat(bench.dialled).isEmpty();
    }

    @Test
    void anInterruptEndsTheFetchAndStaysSet() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        bench.serve(out -> {
            asked.countDown();
            bench.over.await();
        });
        CompletableFuture<FetchResult> result = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try (HttpsPolicyFetcher fetcher = bench.fetcher().build()) {
                result.complete(fetcher.fetch(DOMAIN));
                flag.complete(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        asked.await();

        caller.interrupt();

        assertFailed(result.get(2, TimeUnit.MINUTES), Cause.CLOSED, "interrupted: ");
        assertThat(flag.get(2, TimeUnit.MINUTES)).isTrue();
        caller.join();
    }

    @Test
    void closeEndsWhatIsInFlightAndItsThreads() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        bench.serve(out -> {
            asked.countDown();
            bench.over.await();
        });
        HttpsPolicyFetcher fetcher = bench.fetcher().build();
        CompletableFuture<FetchResult> result = CompletableFuture.supplyAsync(() -> fetcher.fetch(DOMAIN));
        asked.await();
        List<Thread> workers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("mta-sts-fetch-"))
                .toList();

        fetcher.close();

        assertFailed(result.get(2, TimeUnit.MINUTES), Cause.CLOSED, "closed: ");
        assertThat(workers).isNotEmpty();
        for (Thread worker : workers) {
            worker.join(120_000);
            assertThat(worker.isAlive()).isFalse();
        }
        assertFailed(fetcher.fetch(DOMAIN), Cause.CLOSED, "closed: ");
    }

    @Test
    void theProxyOfTheSystemIsNotUsed() {
        bench.serve(ok(POLICY));
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(
                        new Proxy(Proxy.Type.HTTP, new InetSocketAddress(PolicyBench.literal("192.0.2.99"), 3128)));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException cause) {}
        });
        try {
            assertThat(bench.fetch()).isInstanceOf(Fetched.class);
        } finally {
            ProxySelector.setDefault(before);
        }
        assertThat(bench.dialled).hasSize(1);
    }

    @Test
    void aConfiguredProxyIsSentConnect() throws IOException {
        bench.listen(
                "192.0.2.99",
                3128,
                socket -> bench.answer(
                        socket, out -> out.write("HTTP/1.1 403 No\r\n\r\n".getBytes(StandardCharsets.US_ASCII))));

        FetchResult result = PolicyBench.fetch(
                bench.fetcher().proxy(new InetSocketAddress(PolicyBench.literal("192.0.2.99"), 3128)), "example.com");

        assertFailed(result, Cause.OWN_FAULT, "proxy-failed: ");
        assertThat(bench.requests).singleElement().asString().startsWith("CONNECT mta-sts.example.com:443 HTTP/1.1");
    }

    /** D34: the domain is told of a failure behind the proxy, and of none of the proxy. */
    @Test
    void aFailureOfTheOperatorsProxyIsNotTheDomains() throws IOException {
        InetSocketAddress proxy = new InetSocketAddress(PolicyBench.literal("192.0.2.99"), 3128);
        HttpsPolicyFetcher.Builder builder = bench.fetcher().proxy(proxy);
        assertFailed(PolicyBench.fetch(builder, "example.com"), Cause.OWN_FAULT, "proxy-failed: ");

        bench.listen("192.0.2.99", 3128, socket -> bench.over.await());
        assertFailed(PolicyBench.fetch(builder.timeout(SHORT), "example.com"), Cause.OWN_FAULT, "proxy-timeout: ");

        bench.listen(
                "192.0.2.99",
                3128,
                socket -> bench.answer(
                        socket, out -> out.write("HTTP/1.1 502 No\r\n\r\n".getBytes(StandardCharsets.US_ASCII))));
        assertFailed(
                PolicyBench.fetch(builder.timeout(Duration.ofMinutes(1)), "example.com"),
                Cause.CONNECTION,
                "connection-failed: ");
    }

    /** The operating system's messages, as a full table of descriptors or a missing network makes them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Too many open files",
                "Network is unreachable",
                "No buffer space available (maximum connections reached?): connect",
                "Cannot assign requested address",
                "Operation not permitted",
                "Protocol family unavailable"
            })
    void anErrorOfThisSystemIsNotTheDomains(String message) {
        bench.serve(ok(POLICY)).failsHere("192.0.2.1", message);
        assertFailed(bench.fetch(), Cause.OWN_FAULT, "local-error: " + message);
        bench.failsHere("192.0.2.1", null);
        assertThat(bench.fetch()).isInstanceOf(Fetched.class);
    }

    @Test
    void anAddressWithoutARouteLeavesTheJudgementToTheOthers() {
        bench.address("mta-sts.example.com", "2001:db8::1", "192.0.2.9")
                .failsHere("2001:db8::1", "Network is unreachable");
        assertFailed(bench.fetch(), Cause.CONNECTION, "connection-failed: ");
        bench.address("mta-sts.example.com", "192.0.2.9", "2001:db8::1");
        assertFailed(bench.fetch(), Cause.CONNECTION, "connection-failed: ");
        bench.address("mta-sts.example.com", "2001:db8::1");
        assertFailed(bench.fetch(), Cause.OWN_FAULT, "local-error: ");
    }

    @Test
    void aWrongSettingIsRefusedByItsName() {
        HttpsPolicyFetcher.Builder builder = HttpsPolicyFetcher.builder();

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("addresses");
        assertThatThrownBy(() -> builder.timeout(Duration.ZERO)).hasMessageContaining("timeout is PT0S");
        assertThatThrownBy(() -> builder.timeout(Duration.ofDays(1))).hasMessageContaining("timeout is PT24H");
        assertThatThrownBy(() -> builder.maxBodyBytes(0)).hasMessageContaining("maxBodyBytes is 0");
    }

    private void assertTimeout() {
        long start = System.nanoTime();
        assertFailed(PolicyBench.fetch(bench.fetcher().timeout(SHORT), "example.com"), Cause.TIMEOUT, "timeout: ");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SHORT);
    }

    private static String code(FetchResult result) {
        return ((Failed) result).failure().reason().split(":", -1)[0];
    }
}
