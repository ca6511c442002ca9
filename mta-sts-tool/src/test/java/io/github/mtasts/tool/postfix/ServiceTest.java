package io.github.mtasts.tool.postfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URL;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The whole service against the DNS server and the Policy Hosts of the test kit. */
@ExtendWith(TestNetworkExtension.class)
class ServiceTest {
    private static final String DOMAIN = "example.test";
    private static final String MATCH = "OK secure match=mx1.example.test:.example.net servername=hostname";

    @TempDir
    Path folder;

    private TestNetwork net;
    private ServiceRun run;

    @BeforeEach
    void prepare(TestNetwork network) throws IOException {
        net = network;
        run = new ServiceRun(folder, net);
        publish("enforce");
    }

    @AfterEach
    void stop() {
        run.close();
    }

    private void publish(String mode) {
        net.publish(DOMAIN, "A" + mode, TestNetwork.policy(mode, 86_400, "mx1.example.test", "*.example.net"));
    }

    @Test
    void answersBothMapsAndExim() throws Exception {
        run.start();

        assertThat(run.ask("postfix " + DOMAIN)).isEqualTo(MATCH);
        assertThat(run.ask("postfix-tlsrpt " + DOMAIN))
                .startsWith(MATCH + " policy_type=sts policy_domain=example.test { policy_string = version: STSv1 }");
        assertThat(run.ask("exim " + DOMAIN + " mx1.example.test")).isEqualTo("OK require");
        assertThat(run.ask("exim " + DOMAIN + " a.b.example.net")).isEqualTo("OK reject");
        assertThat(run.ask("exim " + DOMAIN + " not_a name")).isEqualTo("OK reject");
        assertThat(run.ask("exim unprotected.test mx.unprotected.test")).isEqualTo("NOTFOUND ");
        assertThat(run.ask("exim .test mx.test")).isEqualTo("NOTFOUND ");
        assertThat(run.ask("exim " + DOMAIN)).startsWith("PERM ask for exim DOMAIN HOST");
        assertThat(run.ask("exim  mx1.example.test")).startsWith("PERM ask for exim DOMAIN HOST");
    }

    @Test
    void knowsNothingOfParentsLiteralsAndDomainsWithoutPolicy() throws Exception {
        run.start();
        net.dns().clearQueries();

        for (String key : List.of(".test", "[192.0.2.1]", "[mx1.example.test]:587", "192.0.2.1", "not a name")) {
            assertThat(run.ask("postfix " + key)).isEqualTo("NOTFOUND ");
        }
        assertThat(net.dns().queries()).isEmpty();
        assertThat(run.ask("postfix unprotected.test")).isEqualTo("NOTFOUND ");
    }

    @Test
    void refusesOtherMapsAndEmptyRequests() throws Exception {
        run.start();
        try (SocketmapClient client = new SocketmapClient(run.address())) {
            assertThat(client.ask("smtp example.test"))
                    .isEqualTo("PERM there is no map smtp: use postfix, postfix-tlsrpt or exim");
            assertThat(client.isClosed()).isTrue();
        }
        assertThat(run.ask("")).startsWith("PERM a request is");
    }

    @Test
    void aTestingPolicyIsOnlyReported() throws Exception {
        publish("testing");
        run.with("postfix.level = may").start();

        assertThat(run.ask("postfix " + DOMAIN)).isEqualTo("NOTFOUND ");
        assertThat(run.ask("postfix-tlsrpt " + DOMAIN)).startsWith("OK may policy_type=sts");
        assertThat(run.ask("exim " + DOMAIN + " elsewhere.test")).isEqualTo("NOTFOUND ");
    }

    @Test
    void aPolicyThatCannotBeFetchedAsksForNothing() throws Exception {
        net.policyHost(DOMAIN).status(404);
        run.with("postfix.level = may").start();

        assertThat(run.ask("postfix " + DOMAIN)).isEqualTo("NOTFOUND ");
        assertThat(run.ask("postfix-tlsrpt " + DOMAIN)).isEqualTo("OK may policy_type=no-policy-found");
    }

    @Test
    void aDnsThatIsSilentAsksForNothingAndIsNotWaitedFor() throws Exception {
        net.dns().silent("_mta-sts." + DOMAIN);
        run.with("lookup.wait = 1ms").start();

        assertThat(run.ask("postfix " + DOMAIN)).isEqualTo("NOTFOUND ");
    }

    @Test
    void aCachedPolicyIsInForceWhenTheDnsIsBlockedAfterARestart() throws Exception {
        run.start();
        assertThat(run.ask("postfix " + DOMAIN)).isEqualTo(MATCH);
        run.stop();
        net.dns().servfail("_mta-sts." + DOMAIN);
        net.policyHost(DOMAIN).down();

        run.start();

        assertThat(run.ask("postfix " + DOMAIN)).isEqualTo(MATCH);
    }

    @Test
    @Tag("STS-5.1-02")
    void comparesTheIdFirstWhereItIsToldTo() throws Exception {
        run.with("lookup.alwaysCheck = true").start();
        assertThat(run.ask("postfix " + DOMAIN)).isEqualTo(MATCH);
        publish("testing");

        assertThat(run.ask("postfix " + DOMAIN)).isEqualTo("NOTFOUND ");
    }

    @Test
    void manyRequestsForADomainMakeOneFetch() throws Exception {
        run.start();
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            List<Callable<String>> asking = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                asking.add(() -> run.ask("postfix " + DOMAIN));
            }
            for (Future<String> each : threads.invokeAll(asking)) {
                assertThat(each.get()).isEqualTo(MATCH);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(net.policyHost(DOMAIN).requests()).hasSize(1);
    }

    @Test
    void aStoreThatCannotBeReadMakesMailWait() throws Exception {
        run.with("store = redis").with("store.url = redis://127.0.0.1:1");

        // Refused at the start, or waited for: never taken for the absence of a policy.
        try {
            run.start();
            assertThat(run.ask("postfix " + DOMAIN)).startsWith("TEMP the policy is not known now");
        } catch (ConfigException e) {
            assertThat(e.faults()).singleElement().asString().startsWith("store.url cannot be used: ");
        }
    }

    @Test
    void rulesAreReadAgainByAReload() throws Exception {
        Path rules = Files.writeString(folder.resolve("rules"), DOMAIN + " testing\n");
        run.with("rules.file = rules").with("rules.reloadEvery = 1d").start();
        assertThat(run.ask("postfix " + DOMAIN)).isEqualTo("NOTFOUND ");
        Files.writeString(rules, DOMAIN + " enforce mx1.example.test\n");

        assertThat(run.service().reload(run.settings())).hasSize(1);

        assertThat(run.ask("postfix " + DOMAIN)).isEqualTo("OK secure match=mx1.example.test servername=hostname");
        run.with("store = memory");
        assertThat(run.service().reload(run.settings()))
                .contains("other settings have changed, too: restart the service to use them");
    }

    @Test
    void aReloadWithAFaultChangesNothing() throws Exception {
        run.start();
        run.with("rules.file = missing");

        assertThatThrownBy(() -> run.service().reload(run.settings()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("rules.file: ");
        assertThat(run.ask("postfix " + DOMAIN)).isEqualTo(MATCH);
    }

    @Test
    void aRequestUnderWayOutlivesAReload() throws Exception {
        net.policyHost(DOMAIN).delay(Duration.ofMillis(200));
        run.start();
        try (SocketmapClient client = new SocketmapClient(run.address())) {
            client.send("postfix " + DOMAIN);
            while (net.dns().queries("_mta-sts." + DOMAIN).isEmpty()) {
                Thread.onSpinWait();
            }
            run.service().reload(run.settings());

            assertThat(client.reply()).isEqualTo(MATCH);
        }
    }

    /** Each signal has a thread; a reload takes a while. */
    @Test
    void aStormOfSignalsMakesTwoReloads() throws Exception {
        run.start();
        CountDownLatch isReading = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        AtomicInteger reads = new AtomicInteger();
        Reloading reloading = new Reloading(() -> {
            reads.incrementAndGet();
            isReading.countDown();
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return run.settings();
        });
        reloading.of(run.service());
        List<Thread> signals = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Thread signal = new Thread(reloading::quietly);
            signals.add(signal);
            signal.start();
            if (i == 0) {
                isReading.await();
            }
            while (!Set.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TERMINATED)
                    .contains(signal.getState())) {
                Thread.onSpinWait();
            }
        }
        mayGoOn.countDown();
        for (Thread signal : signals) {
            signal.join();
        }

        assertThat(reads).hasValue(2);
        assertThat(run.ask("postfix " + DOMAIN)).isEqualTo(MATCH);
    }

    @Test
    void showsMetricsAndHealth() throws Exception {
        run.with("http.listen = 127.0.0.1:0").start();
        run.ask("postfix " + DOMAIN);
        run.ask("nonsense x");

        assertThat(get("/metrics").body())
                .contains("mta_sts_postfix_requests_seconds_count{map=\"postfix\",reply=\"ok\"} 1")
                .contains("mta_sts_postfix_connections ")
                .contains("mta_sts_own_failures_total 0.0")
                .contains("mta_sts_fetch");
        assertThat(get("/health")).isEqualTo(new Answer(200, "healthy\n"));
        assertThat(get("/health?full=1").status()).isEqualTo(200);
        assertThat(get("/").status()).isEqualTo(404);
        assertThat(ask("POST", "/health").status()).isEqualTo(405);
        assertThat(ask("HEAD", "/health")).isEqualTo(new Answer(200, ""));
    }

    private record Answer(int status, String body) {}

    private Answer get(String path) throws IOException {
        return ask("GET", path);
    }

    private Answer ask(String method, String path) throws IOException {
        URL url = new URL("http://127.0.0.1:" + run.service().httpPort().orElseThrow() + path);
        HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(status, in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Whoever may write to it can let the service forget policies. */
    @Test
    void theControlSocketIsForItsOwnerOnly() throws Exception {
        run.start();

        assertThat(Files.getPosixFilePermissions(folder.resolve("control.sock")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void readsALineOfTheControlSocketThatNeverEnds() throws Exception {
        run.start();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("control.sock")))) {
            channel.write(StandardCharsets.UTF_8.encode("x".repeat(1_001)));

            assertThat(new BufferedReader(
                                    new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))
                            .readLine())
                    .contains("this service knows query, dump");
        }
    }

    @Test
    void saysThatThePortOfThePagesIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String place = "127.0.0.1:" + taken.getLocalPort();

            assertThatThrownBy(() -> run.with("http.listen = " + place).start())
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("http.listen: cannot listen at " + place);
        }
    }

    @Test
    void saysWhatCannotBeUsed() {
        assertFault("trust.file = policies.db", "trust.file is ");
        assertFault("store.file = trust.pem/policies.db", "store.file cannot be used: ");
    }

    private void assertFault(String line, String fault) {
        assertThatThrownBy(() -> new ServiceRun(folder, net).with(line).start())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(fault);
    }
}
