package io.github.mtasts.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.RefreshResult;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestScheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests of two senders on two nodes that share a store. A subclass opens it. */
abstract class ClusterContract {
    private static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");
    private static final int WEEK = 604_800;

    private TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    private World world = new World(clock);
    private Node one;
    private Node two;

    /** Opens the shared store for a node. It is empty when the first node opens it. */
    abstract PolicyStore connect(Clock now, boolean isFirst) throws Exception;

    private final class Node {
        final TestScheduler scheduler = new TestScheduler(clock);
        final DurablePolicyCache cache;
        final MtaSts mtaSts;
        final ProactiveRefresh refresh;

        Node(PolicyStore store) {
            cache = DurablePolicyCache.over(store)
                    .clock(clock)
                    .scheduler(scheduler)
                    .build();
            mtaSts = world.mtaSts(cache);
            refresh = ProactiveRefresh.builder(cache, this::refreshNow)
                    .scheduler(scheduler)
                    .build();
        }

        private CompletableFuture<RefreshResult> refreshNow(PolicyDomain domain) {
            return CompletableFuture.completedFuture(mtaSts.refresh(domain).join());
        }

        PolicyResolution deliver(PolicyDomain domain) {
            return World.deliver(mtaSts, domain);
        }

        void close() {
            refresh.close();
            mtaSts.close();
            cache.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
        world = new World(clock);
        one = new Node(connect(clock, true));
        two = new Node(connect(clock, false));
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    @Test
    @Tag("STS-10.2-05")
    void enforcesWhatTheOtherNodeLearnedWithoutAFetch() {
        world.publish(DOMAIN, "id1", World.policy("enforce", "mx1.example.com", WEEK));
        assertThat(one.deliver(DOMAIN)).isInstanceOf(PolicyResolution.InForce.class);
        one.scheduler.runDue();
        world.blockDns(true);
        world.blockHttps(true);
        assertThat(two.deliver(DOMAIN))
                .isInstanceOfSatisfying(
                        PolicyResolution.InForce.class,
                        inForce -> assertThat(inForce.source()).isEqualTo(PolicyResolution.Source.CACHE));
        assertThat(world.fetches(DOMAIN)).isEqualTo(1);
    }

    @Test
    void hearsOfANewerPolicyWithinFiveMinutes() {
        world.publish(DOMAIN, "id1", World.policy("testing", "mx1.example.com", WEEK));
        one.deliver(DOMAIN);
        one.scheduler.runDue();
        two.deliver(DOMAIN);
        two.scheduler.runDue();
        clock.advance(Duration.ofHours(1));
        world.publish(DOMAIN, "id2", World.policy("enforce", "mx1.example.com", WEEK));
        assertThat(one.mtaSts.check(DOMAIN).join()).isInstanceOf(PolicyResolution.InForce.class);
        one.scheduler.runDue();
        clock.advance(Duration.ofMinutes(5));
        two.scheduler.runDue();
        assertThat(two.cache.inMemory(DOMAIN, clock.millis()))
                .isNotNull()
                .extracting(CachedPolicy::id)
                .isEqualTo("id2");
    }

    @Test
    void correctsAFetchTimeInTheFutureForAllNodes() {
        one.cache.put(DOMAIN, entry("id1", clock.instant().plus(Duration.ofDays(1_000))));
        one.scheduler.runDue();
        CachedPolicy held = Objects.requireNonNull(two.cache.get(DOMAIN));
        CachedPolicy corrected = entry("id1", clock.instant());
        two.cache.correct(DOMAIN, held, corrected);
        clock.advance(Duration.ofMinutes(2));
        one.scheduler.runDue();
        assertThat(one.cache.get(DOMAIN))
                .isNotNull()
                .extracting(CachedPolicy::fetchedAt)
                .isEqualTo(corrected.fetchedAt());
    }

    @Test
    void aCorrectionReplacesNoPolicyThatAnotherNodeHasFetchedMeanwhile() {
        one.cache.put(DOMAIN, entry("id1", clock.instant().plus(Duration.ofDays(1_000))));
        one.scheduler.runDue();
        CachedPolicy held = Objects.requireNonNull(two.cache.get(DOMAIN));
        one.cache.put(DOMAIN, entry("id2", clock.instant()));
        one.scheduler.runDue();
        clock.advance(Duration.ofSeconds(10)); // the other node has not heard of it yet
        two.cache.correct(DOMAIN, held, entry("id1", clock.instant()));
        clock.advance(Duration.ofMinutes(2));
        for (Node node : List.of(one, two)) {
            node.scheduler.runDue();
            assertThat(node.cache.get(DOMAIN))
                    .isNotNull()
                    .extracting(CachedPolicy::id)
                    .isEqualTo("id2");
        }
    }

    private static CachedPolicy entry(String id, Instant fetchedAt) {
        return new CachedPolicy(World.policy("enforce", "mx1.example.com", WEEK), id, fetchedAt);
    }

    @Test
    @Tag("STS-3.3-20")
    void refreshesEachOfAThousandDueDomainsOnce() {
        List<PolicyDomain> domains = IntStream.range(0, 1_000)
                .mapToObj(i -> PolicyDomain.of("d" + i + ".example"))
                .toList();
        for (PolicyDomain domain : domains) {
            world.publish(domain, "id1", World.policy("enforce", "mx1.example.com", WEEK));
            one.deliver(domain);
        }
        one.scheduler.runDue();
        clock.advance(Duration.ofHours(24));
        CompletableFuture<Void> beside = CompletableFuture.runAsync(two.scheduler::runDue);
        one.scheduler.runDue();
        beside.join();
        assertThat(domains).allMatch(domain -> world.fetches(domain) == 2);
    }
}
