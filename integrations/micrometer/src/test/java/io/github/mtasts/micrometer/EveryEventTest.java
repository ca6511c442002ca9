package io.github.mtasts.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.cache.RefreshAlert;
import io.github.mtasts.dns.DnsQuery;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.MtaStsEvent;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.tlsrpt.store.ReportingListener.Ending;
import io.github.mtasts.tlsrpt.store.ReportingListener.SessionsDropped;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each event raises one meter, by its tags. */
class EveryEventTest {
    private static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 29);
    private static final Failure FAILURE = new Failure(ResultType.STS_POLICY_FETCH_ERROR, "timeout");
    private static final Duration TIME = Duration.ofMillis(5);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void refreshes() {
        CacheMetrics metrics = new CacheMetrics(registry, Tags.of("node", "a"));
        metrics.refreshStarted(DOMAIN, Duration.ofMinutes(3));
        metrics.refreshRenewed(DOMAIN);
        metrics.refreshPutOff(DOMAIN, "overloaded");
        metrics.refreshFailed(alert());
        metrics.refreshRecovered(DOMAIN);
        metrics.policyLost(DOMAIN);
        for (String result : List.of("started", "renewed", "put-off", "failed", "recovered", "lost")) {
            assertThat(count("mta.sts.refresh", "result", result, "node", "a"))
                    .as(result)
                    .isEqualTo(1);
        }
        assertThat(registry.get("mta.sts.refresh.late").timer().totalTime(TimeUnit.MINUTES))
                .isEqualTo(3);
    }

    @Test
    void reports() {
        ReportingMetrics metrics = new ReportingMetrics(registry);
        String uri = "mailto:tls@example.com";
        metrics.planned(DOMAIN, DAY, 2);
        metrics.delivered(DOMAIN, DAY, uri);
        metrics.failed(DOMAIN, DAY, uri, "451");
        metrics.refused(DOMAIN, DAY, uri, "550");
        metrics.suppressed(uri, "550");
        for (Ending ending : Ending.values()) {
            metrics.dropped(DOMAIN, DAY, uri, ending, "because");
        }
        for (SessionsDropped reason : SessionsDropped.values()) {
            metrics.sessionsDropped(reason, 7);
            assertThat(count("mta.sts.reports.sessions.dropped", "reason", Meters.token(reason)))
                    .isEqualTo(7);
        }
        assertThat(registry.get("mta.sts.reports").counters())
                .hasSize(10)
                .allSatisfy(counter -> assertThat(counter.count()).isEqualTo(1));
    }

    @Test
    void decisions() {
        MtaStsMetrics metrics = new MtaStsMetrics(registry);
        List<LocalRule> rules = List.of(
                LocalRule.FOLLOW,
                new LocalRule.Ignore(),
                new LocalRule.TreatAsTesting(),
                new LocalRule.RequireEnforce(
                        List.of(MxPattern.parse("mx1.example.com").orElseThrow())));
        rules.forEach(rule -> metrics.decided(
                new MtaStsEvent.Decided(DOMAIN, "mx1.example.com", new MxDecision.NoConstraint(), null, rule)));
        for (String rule : List.of("follow", "ignore", "treat-as-testing", "require-enforce")) {
            assertThat(count("mta.sts.decision", "decision", "no-constraint", "rule", rule))
                    .isEqualTo(1);
        }
        metrics.decided(new MtaStsEvent.Decided(
                DOMAIN, "mx1.example.com", new MxDecision.ReportOnly(FAILURE), FAILURE, LocalRule.FOLLOW));
        assertThat(count("mta.sts.decision", "decision", "report-only")).isEqualTo(1);
    }

    @Test
    void failuresAndUnknownValues() {
        MtaStsMetrics metrics = new MtaStsMetrics(registry);
        metrics.fetched(new MtaStsEvent.Fetched(
                DOMAIN, new FetchResult.Failed(FetchResult.Cause.TOO_LARGE, FAILURE, List.of()), TIME));
        assertThat(registry.get("mta.sts.fetch")
                        .tag("result", "too-large")
                        .timer()
                        .count())
                .isEqualTo(1);
        metrics.unsent(new MtaStsEvent.Unsent("example.com", true, null, "no mail", false));
        metrics.unsent(new MtaStsEvent.Unsent("example.com", false, "4.9.9", "later", true));
        assertThat(count("mta.sts.unsent", "action", "may-fail", "status", "none"))
                .isEqualTo(1);
        assertThat(count("mta.sts.unsent", "action", "last-try-missed", "status", "other"))
                .isEqualTo(1);
    }

    @Test
    void aServerBeyondTheFirstSixteenIsOther() {
        MtaStsMetrics metrics = new MtaStsMetrics(registry);
        for (int port = 1; port <= 40; port++) {
            InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            metrics.queried(new DnsQuery("example.com.", "TYPE" + port, DnsQuery.Result.TIMEOUT, server, TIME));
        }
        metrics.queried(new DnsQuery("example.com.", "TXT", DnsQuery.Result.NOT_ASKED, null, TIME));
        assertThat(registry.get("mta.sts.dns.query").timers()).hasSize(16 + 1 + 1);
        assertThat(registry.get("mta.sts.dns.query")
                        .tags("server", "other", "type", "other")
                        .timer()
                        .count())
                .isEqualTo(24);
    }

    @Test
    void aCacheWithoutAStoreShowsItsPolicies() {
        MemoryPolicyCache cache = MemoryPolicyCache.create();
        new CacheMetrics(registry).bind(cache);
        cache.put(DOMAIN, alert().entry());
        assertThat(registry.get("mta.sts.cache.policies").gauge().value()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(MtaStsEvent.Source.class)
    void tagsAreWordsInLowerCase(MtaStsEvent.Source source) {
        assertThat(Meters.token(source)).matches("[a-z-]+");
    }

    private static RefreshAlert alert() {
        String text = "version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmax_age: 86400\r\n";
        PolicyParse.Valid parsed = (PolicyParse.Valid) PolicyParser.parse(text.getBytes(StandardCharsets.US_ASCII));
        CachedPolicy entry = new CachedPolicy(parsed.policy(), "id1", Instant.now());
        return new RefreshAlert(DOMAIN, RefreshAlert.Level.NOTICE, FAILURE, entry, Instant.now());
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }
}
