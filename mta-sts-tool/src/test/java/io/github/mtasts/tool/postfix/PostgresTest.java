package io.github.mtasts.tool.postfix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tlsrpt.TlsReporting;
import io.netty.channel.epoll.Epoll;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL server keeps the policies and the counts of the service, and ends and starts under it. Left out where none runs. */
@Tag("slow")
@ExtendWith(TestNetworkExtension.class)
class PostgresTest {
    private static final String FIRST = "OK secure match=mx1.first.test servername=hostname";
    private static final String SECOND = "OK secure match=mx1.second.test servername=hostname";

    @TempDir
    Path folder;

    private TestNetwork net;
    private PostgresServer database;
    private ServiceRun run;

    @BeforeEach
    void prepare(TestNetwork network) throws Exception {
        net = network;
        publish("first.test");
        publish("second.test");
        database = PostgresServer.in(folder);
        run = new ServiceRun(folder, net)
                .with("store = postgresql")
                .with("store.url = " + database.url())
                .with("store.user = postgres")
                .with("store.password = any")
                .with("http.listen = 127.0.0.1:0");
    }

    @AfterEach
    void stop() throws Exception {
        if (run != null) {
            run.close();
            database.close();
        }
    }

    private void publish(String domain) {
        net.publish(domain, "A1", TestNetwork.policy("enforce", 86_400, "mx1." + domain));
    }

    private void block(String domain) {
        net.dns().servfail("_mta-sts." + domain);
        net.policyHost(domain).down();
    }

    @Test
    void aCachedPolicyIsInForceAfterARestartOfServiceAndDatabase() throws Exception {
        run.start();
        assertThat(run.ask("postfix first.test")).isEqualTo(FIRST);
        run.stop();
        assertThat(database.number("SELECT count(*) FROM mta_sts_policy")).isEqualTo(1);
        block("first.test");
        database.stop();
        database.start();

        run.start();

        assertThat(run.ask("postfix first.test")).isEqualTo(FIRST);
        assertThat(run.service().faults()).isEmpty();
    }

    /** While the database is down, memory answers; a policy that only the database may know makes mail wait. */
    @Test
    void mailWaitsForADatabaseThatIsDownAndGoesOnWithIt() throws Exception {
        run.start();
        assertThat(run.ask("postfix first.test")).isEqualTo(FIRST);
        assertThat(run.ask("postfix second.test")).isEqualTo(SECOND);
        run.stop();
        run.start();
        assertThat(run.ask("postfix first.test")).isEqualTo(FIRST);

        database.stop();

        assertThat(run.ask("postfix second.test")).startsWith("TEMP the policy is not known now");
        assertThat(run.ask("exim second.test mx1.second.test")).startsWith("TEMP the policy is not known now");
        assertThat(run.ask("postfix first.test")).isEqualTo(FIRST);
        assertThat(health().statusCode()).isEqualTo(503);
        assertThat(health().body()).startsWith("the store of policies cannot be read");

        database.start();
        awaitDatabase("second.test");
        assertThat(run.ask("postfix second.test")).isEqualTo(SECOND);
        while (health().statusCode() != 200) { // a write that failed meanwhile is tried again when time has passed
            net.clock().advance(Duration.ofSeconds(1));
        }
    }

    private HttpResponse<String> health() throws Exception {
        URI page = URI.create("http://127.0.0.1:" + run.service().httpPort().orElseThrow() + "/health");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void startsBeforeItsDatabase() throws Exception {
        database.stop();
        run.start();
        assertThat(run.ask("postfix first.test")).startsWith("TEMP the policy is not known now");

        database.start();
        awaitDatabase("first.test");
        assertThat(run.ask("postfix first.test")).isEqualTo(FIRST);
    }

    /** The service tries the database again each second. */
    private void awaitDatabase(String domain) throws Exception {
        while (run.ask("postfix " + domain).startsWith("TEMP ")) {
            Thread.onSpinWait();
        }
    }

    /** The service may have begun to store by itself, so that the store fails a moment later. */
    private void awaitFault(String beginning) {
        while (run.service().faults().stream().noneMatch(each -> each.startsWith(beginning))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void countsForReportsSurviveARestartOfTheDatabase() throws Exception {
        assumeThat(Epoll.isAvailable())
                .as("UNIX sockets for datagrams need Linux")
                .isTrue();
        net.dns().txt("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:tls@example.com");
        run.with("reporting.enabled = true")
                .with("reporting.organization = Sender Ltd")
                .with("reporting.contact = postmaster@sender.test")
                .with("reporting.socket = tlsrpt.sock")
                .start();
        count(TlsRptDatagramTest.SUCCESS);
        database.stop();
        reporting()
                .count(new TlsRptDatagram()
                        .read(
                                TlsRptDatagramTest.FAILURE.getBytes(UTF_8),
                                net.clock().instant()));
        assertThat(reporting().flush()).isFalse();
        awaitFault("the store of reports fails: ");
        database.start();
        count(TlsRptDatagramTest.SUCCESS);
        run.stop();

        run.start();

        Path reports = folder.resolve("reports");
        reporting().write(LocalDate.ofInstant(net.clock().instant(), ZoneOffset.UTC), reports);
        try (var files = Files.list(reports)) {
            Path report = files.filter(each -> each.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
            assertThat(report)
                    .content()
                    .contains("\"total-successful-session-count\":2", "\"total-failure-session-count\":1");
        }
    }

    private TlsReporting reporting() {
        return Objects.requireNonNull(run.service().reporting());
    }

    private void count(String datagram) throws Exception {
        reporting()
                .count(new TlsRptDatagram()
                        .read(datagram.getBytes(UTF_8), net.clock().instant()));
        while (!reporting().flush()) {
            Thread.onSpinWait();
        }
    }
}
