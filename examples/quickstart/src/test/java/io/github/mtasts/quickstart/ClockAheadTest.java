package io.github.mtasts.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.store.SqlitePolicyStore;
import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.policy.StsRecordParse;
import io.github.mtasts.policy.StsRecordParser;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.ResolutionSettings;
import io.github.mtasts.resolution.internal.PolicyResolver;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestScheduler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sender with a SQLite store, whose clock was years ahead when it fetched a policy, and an attacker who then blocks fetches. */
class ClockAheadTest {
    private static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T00:00:00Z"));
    private final AtomicBoolean blocked = new AtomicBoolean();
    private Duration uptime = Duration.ZERO;

    private final class Server implements AutoCloseable {
        final DurablePolicyCache cache = DurablePolicyCache.over(
                        SqlitePolicyStore.builder(folder.resolve("policies.db"))
                                .clock(clock)
                                .open())
                .clock(clock)
                .scheduler(new TestScheduler(clock))
                .build();
        final PolicyResolver resolver = new PolicyResolver(
                domain -> announced(),
                domain -> fetched(),
                cache,
                clock,
                () -> uptime.toNanos(),
                ResolutionSettings.DEFAULT);

        PolicyResolution check() {
            return resolver.check(DOMAIN).join();
        }

        @Override
        public void close() {
            resolver.close();
            cache.close();
        }
    }

    private static StsDiscoveryResult announced() {
        StsRecordParse.Valid record = (StsRecordParse.Valid) StsRecordParser.parse("v=STSv1; id=A;");
        return new StsDiscoveryResult.Found(record.record(), Duration.ofMinutes(1));
    }

    private FetchResult fetched() {
        return blocked.get()
                ? new FetchResult.Failed(
                        FetchResult.Cause.CONNECTION,
                        new Failure(ResultType.STS_POLICY_FETCH_ERROR, "blocked"),
                        List.of())
                : new FetchResult.Fetched(policy(), List.of());
    }

    private static StsPolicy policy() {
        String text = TestNetwork.policy("enforce", WEEK.toSeconds(), "mx1.example.com");
        return ((PolicyParse.Valid) PolicyParser.parse(text.getBytes(StandardCharsets.US_ASCII))).policy();
    }

    private void pass(Duration time) {
        uptime = uptime.plus(time);
        clock.advance(time);
    }

    @Test
    void restartsDoNotProlongThePolicy() {
        clock.advance(Duration.ofDays(1_000));
        try (Server server = new Server()) {
            assertThat(server.check()).isInstanceOf(PolicyResolution.InForce.class);
        }
        clock.advance(Duration.ofDays(-1_000));
        blocked.set(true);
        Instant noticed;
        try (Server server = new Server()) {
            pass(Duration.ofMinutes(15));
            assertThat(server.check()).isInstanceOf(PolicyResolution.InForce.class);
            noticed = clock.instant();
        }
        for (int day = 1; day < WEEK.toDays(); day++) {
            try (Server server = new Server()) {
                pass(Duration.ofDays(1));
                assertThat(server.check()).isInstanceOf(PolicyResolution.InForce.class);
            }
        }
        try (Server server = new Server()) {
            pass(Duration.between(clock.instant(), noticed.plus(WEEK)));
            assertThat(server.check()).isInstanceOf(PolicyResolution.NoPolicy.class);

            blocked.set(false);
            pass(Duration.ofMinutes(5));
            assertThat(server.check()).isInstanceOf(PolicyResolution.InForce.class);
        }
    }
}
