package io.github.mtasts.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.mtasts.cache.RefreshAlert;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.TestNetwork;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real deliveries, as Prometheus sees them. */
@Timeout(300)
class MetricsTest {
    private static final String HOST = "mx1.example.com";
    private static final Pattern NAME = Pattern.compile("mta_sts_[a-z_]+");

    @TempDir
    private Path folder;

    private final TestNetwork net = TestNetwork.start();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Sender sender;

    @BeforeEach
    void start() {
        net.mx("example.com", HOST);
        net.publish("example.com", "id1", TestNetwork.policy("enforce", 604_800, HOST));
        sender = new Sender(net, registry, folder);
    }

    @AfterEach
    void stop() {
        sender.close();
        net.close();
    }

    @Test
    void showsWhatADeliveryDid() throws Exception {
        assertThat(sender.deliver("example.com", HOST)).isTrue();
        assertThat(sender.deliver("example.com", "mx.attacker.example")).isFalse();
        awaitSample("mta_sts_unsent_total{action=\"deferred\",status=\"4.7.5\"} 1.0");
        assertThat(registry.scrape())
                .contains("mta_sts_resolution_seconds_count{result=\"mode-enforce\",source=\"fetch\"} 1")
                .contains("mta_sts_resolution_seconds_count{result=\"mode-enforce\",source=\"memory\"} 1")
                .contains("mta_sts_fetch_seconds_count{result=\"fetched\"} 1")
                .contains("mta_sts_decision_total{decision=\"validated-tls\",rule=\"follow\"} 1.0")
                .contains("mta_sts_decision_total{decision=\"reject\",rule=\"follow\"} 1.0")
                .contains("mta_sts_session_seconds_count{protocol=\"TLSv1.3\",result=\"ready\",resumed=\"false\","
                        + "reused=\"false\",validated=\"true\"} 1")
                .contains("mta_sts_cache_policies 1.0")
                .contains("mta_sts_cache_store_up{direction=\"read\"} 1.0")
                .contains("mta_sts_reports_total{result=\"given-up\"} 0.0")
                .contains("mta_sts_reports_sending 1.0");
    }

    /** A stranger can have any number of domains, hosts and failures. */
    @Test
    void theNumberOfMetersDoesNotGrowWithTheDomains() throws Exception {
        for (int i = 0; i < 5; i++) {
            sender.deliver("stranger" + i + ".example", "\u0000");
        }
        awaitSample("mta_sts_unsent_total{action=\"deferred\",status=\"4.7.5\"} 5.0");
        awaitQueries();
        int before = registry.getMeters().size();
        for (int i = 0; i < 500; i++) {
            sender.deliver("stranger" + i + ".example.org", "host" + i + "..example.net");
        }
        awaitSample("mta_sts_unsent_total{action=\"deferred\",status=\"4.7.5\"} 505.0");
        assertThat(registry.getMeters()).hasSize(before);
        assertThat(registry.scrape()).doesNotContain("stranger", "example");
    }

    @Test
    void everyNameInDashboardAlertsAndReadmeIsInAScrape() throws Exception {
        sender.deliver("example.com", HOST);
        sender.deliver("example.com", "mx.attacker.example");
        net.mxServer(HOST).certificate(net.ca().selfSigned(HOST));
        sender.deliver("example.com", HOST);
        awaitSample("mta_sts_unsent_total{action=\"deferred\",status=\"4.7.5\"} 2.0");
        CacheMetrics late = new CacheMetrics(registry);
        late.refreshStarted(PolicyDomain.of("example.com"), Duration.ofMinutes(1));
        Set<String> scraped = names(registry.scrape());

        assertThat(names(resource("dashboard.json"))).hasSizeGreaterThan(20).isSubsetOf(scraped);
        assertThat(names(resource("alerts.yml"))).hasSizeGreaterThan(5).isSubsetOf(scraped);
        String readme = Files.readString(Path.of("README.md"));
        assertThat(registry.getMeters()).allSatisfy(meter -> {
            String name = meter.getId().getName();
            assertThat(readme).contains(name.startsWith("mta.sts.queue.") ? name.substring(13) : name);
        });
        assertThat(readme.lines()).allMatch(line -> line.length() <= 140).hasSizeLessThan(100);
    }

    @Test
    void everyUrgencyOfAnAlertIsShown() {
        assertThat(RefreshAlert.Level.values())
                .allSatisfy(level -> assertThat(registry.scrape())
                        .contains("mta_sts_refresh_failing{level=\"" + Meters.token(level) + "\"} 0.0"));
    }

    @Test
    void theDashboardIsJson() throws IOException {
        int tokens = 0;
        try (JsonParser parser = new JsonFactory().createParser(resource("dashboard.json"))) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        assertThat(tokens).isGreaterThan(100);
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group());
        }
        return names;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = MtaStsMetrics.class.getResourceAsStream(name)) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Events arrive a moment after they happened. */
    private void awaitSample(String line) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!registry.scrape().contains(line)) {
            assertThat(System.nanoTime())
                    .as("patience for %s in:%n%s", line, registry.scrape())
                    .isLessThan(end);
            synchronized (this) {
                wait(5);
            }
        }
    }

    private void awaitQueries() throws InterruptedException {
        InetSocketAddress server = net.dns().address();
        awaitSample("mta_sts_dns_query_seconds_count{result=\"absent\",server=\""
                + server.getAddress().getHostAddress() + ":" + server.getPort() + "\",type=\"TXT\"}");
    }
}
