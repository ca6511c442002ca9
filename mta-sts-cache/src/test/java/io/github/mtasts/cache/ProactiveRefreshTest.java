package io.github.mtasts.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.RefreshAlert.Level;
import io.github.mtasts.cache.store.MemoryPolicyStore;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.RefreshResult;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ProactiveRefreshTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");
    private static final int WEEK = 604_800;
    private static final int MONTH = 2_592_000;

    private final TestClock clock = new TestClock(START);
    private final TestScheduler scheduler = new TestScheduler(clock);
    private final World world = new World(clock);
    private final FaultyStore store = new FaultyStore(MemoryPolicyStore.create(64 << 20, clock));
    private final List<RefreshAlert> alerts = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private Duration late = Duration.ZERO;
    private final Node node = new Node();

    /** A mail server with proactive refresh, which runs inside the scheduler. */
    private final class Node {
        final DurablePolicyCache cache = DurablePolicyCache.over(store)
                .clock(clock)
                .scheduler(scheduler)
                .listener(new CacheListener() {
                    @Override
                    public void refreshFailed(RefreshAlert alert) {
                        alerts.add(alert);
                    }

                    @Override
                    public void refreshStarted(PolicyDomain domain, Duration late) {
                        events.add("started " + domain);
                        ProactiveRefreshTest.this.late = late;
                    }

                    @Override
                    public void refreshRenewed(PolicyDomain domain) {
                        events.add("renewed " + domain);
                    }

                    @Override
                    public void refreshPutOff(PolicyDomain domain, String reason) {
                        events.add("put off " + domain);
                    }

                    @Override
                    public void refreshRecovered(PolicyDomain domain) {
                        events.add("recovered " + domain);
                    }

                    @Override
                    public void policyLost(PolicyDomain domain) {
                        events.add("lost " + domain);
                    }
                })
                .listenerThread(Runnable::run)
                .build();
        final MtaSts mtaSts = world.mtaSts(cache);
        final ProactiveRefresh refresh = ProactiveRefresh.builder(cache, this::refreshNow)
                .scheduler(scheduler)
                .build();

        private CompletableFuture<RefreshResult> refreshNow(PolicyDomain domain) {
            return CompletableFuture.completedFuture(mtaSts.refresh(domain).join());
        }

        PolicyResolution deliver(PolicyDomain domain) {
            return World.deliver(mtaSts, domain);
        }

        Instant fetchedAt(PolicyDomain domain) {
            CachedPolicy entry = cache.get(domain);
            assertThat(entry).isNotNull();
            return entry.fetchedAt();
        }
    }

    @AfterEach
    void close() {
        node.refresh.close();
        node.mtaSts.close();
    }

    private void learn(PolicyDomain domain, String mode, long maxAgeSeconds) {
        world.publish(domain, "id1", World.policy(mode, "mx1.example.com", maxAgeSeconds));
        node.deliver(domain);
        scheduler.runDue();
        assertThat(node.cache.get(domain)).isNotNull();
    }

    /** Advances time without any mail. */
    private void pass(Duration time, Duration step) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            clock.advance(step);
            scheduler.runDue();
        }
    }

    @Test
    @Tag("STS-3.3-20")
    void fetchesEachPolicyOnceADayWithoutAnyMail() {
        List<PolicyDomain> domains = IntStream.range(0, 50)
                .mapToObj(i -> PolicyDomain.of("d" + i + ".example"))
                .toList();
        domains.forEach(domain -> learn(domain, "enforce", WEEK));
        Set<Instant> times = new TreeSet<>();
        for (int minute = 0; minute < 24 * 60; minute += 5) {
            pass(Duration.ofMinutes(5), Duration.ofMinutes(5));
            domains.forEach(domain -> times.add(node.fetchedAt(domain)));
        }
        assertThat(domains).allMatch(domain -> world.fetches(domain) == 2);
        assertThat(times).as("spread, not all at once").hasSizeGreaterThan(20);
    }

    @Test
    @Tag("STS-10.2-01")
    void beginsWellBeforeAPolicyExpires() {
        learn(DOMAIN, "enforce", WEEK);
        pass(Duration.ofDays(6), Duration.ofMinutes(30));
        assertThat(world.fetches(DOMAIN)).isBetween(6, 9);

        PolicyDomain brief = PolicyDomain.of("brief.example");
        learn(brief, "enforce", 3_600);
        pass(Duration.ofMinutes(55), Duration.ofMinutes(1));
        assertThat(node.fetchedAt(brief)).isAfter(clock.instant().minus(Duration.ofMinutes(31)));
    }

    @Test
    @Tag("STS-10.2-02")
    void fetchesWhateverTheTxtRecordSays() { // a policy may change without a new id in the TXT record
        learn(DOMAIN, "enforce", WEEK);
        world.hideTxt(true);
        pass(Duration.ofHours(25), Duration.ofMinutes(30));
        assertThat(node.fetchedAt(DOMAIN)).isAfter(START.plus(Duration.ofHours(17)));

        world.hideTxt(false);
        world.publish(DOMAIN, "id1", World.policy("enforce", "mx2.example.com", WEEK));
        pass(Duration.ofHours(25), Duration.ofMinutes(30));
        CachedPolicy entry = node.cache.get(DOMAIN);
        assertThat(entry).isNotNull();
        assertThat(entry.policy().lines())
                .contains("mx: mx2.example.com"); // the refresh replaces the policy text, not only its expiry
        assertThat(entry.id()).isEqualTo("id1");
    }

    @Test
    @Tag("STS-3.3-21")
    void alertsWhenARefreshFailsButNotForModeNone() {
        learn(DOMAIN, "enforce", WEEK);
        learn(PolicyDomain.of("none.example"), "none", WEEK);
        world.blockHttps(true);
        pass(Duration.ofHours(18), Duration.ofHours(18)); // due between 18 and 24 hours after the fetch
        pass(Duration.ofHours(6), Duration.ofHours(6));
        assertThat(world.fetches(PolicyDomain.of("none.example"))).isGreaterThan(1);
        assertThat(alerts).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.domain()).isEqualTo(DOMAIN);
            assertThat(alert.entry().expiresAt()).isEqualTo(START.plusSeconds(WEEK));
        });
        assertThat(node.deliver(DOMAIN))
                .isInstanceOfSatisfying(
                        PolicyResolution.InForce.class,
                        inForce -> assertThat(inForce.refreshFailure())
                                .as("carried into the outcome of the next delivery")
                                .isNotNull());
    }

    @Test
    @Tag("STS-10.2-04")
    void alertsTheMoreUrgentlyTheNearerTheEnd() {
        learn(DOMAIN, "enforce", MONTH);
        learn(PolicyDomain.of("none.example"), "none", MONTH);
        world.blockHttps(true);
        pass(Duration.ofDays(1), Duration.ofHours(1));
        assertThat(alerts).isNotEmpty().allMatch(alert -> alert.level() == Level.NOTICE);
        pass(Duration.ofDays(2), Duration.ofHours(1));
        assertThat(alerts)
                .extracting(RefreshAlert::level)
                .endsWith(Level.WARNING)
                .doesNotContain(Level.URGENT);
        pass(Duration.ofDays(26), Duration.ofHours(1));
        assertThat(alerts).extracting(RefreshAlert::level).endsWith(Level.URGENT);
        assertThat(alerts).as("several tries a day, not a storm").hasSizeBetween(29, 29 * 4);
        assertThat(alerts).extracting(RefreshAlert::domain).containsOnly(DOMAIN);
    }

    @Test
    void anAlertEndsWhenTheRefreshSucceeds() {
        learn(DOMAIN, "enforce", WEEK);
        pass(Duration.ofHours(25), Duration.ofHours(1));
        assertThat(events).containsExactly("started " + DOMAIN, "renewed " + DOMAIN);
        assertThat(late).isLessThan(Duration.ofHours(2));

        world.blockHttps(true);
        pass(Duration.ofDays(2), Duration.ofHours(1));
        assertThat(late).isGreaterThan(Duration.ofHours(12));
        assertThat(failing(Level.NOTICE) + failing(Level.WARNING)).isEqualTo(1);
        assertThat(events).doesNotContain("recovered " + DOMAIN);
        events.clear();
        world.blockHttps(false);
        pass(Duration.ofHours(13), Duration.ofHours(1));
        assertThat(events).containsExactly("started " + DOMAIN, "recovered " + DOMAIN, "renewed " + DOMAIN);
        assertThat(node.cache.statistics().refreshesFailing()).containsOnlyKeys(Level.values());
        assertThat(node.cache.statistics().refreshesFailing().values()).containsOnly(0L);
    }

    @Test
    void anAlertEndsWhenThePolicyExpiresOrIsRemoved() {
        PolicyDomain removed = PolicyDomain.of("removed.example");
        learn(DOMAIN, "enforce", WEEK);
        learn(removed, "enforce", WEEK);
        world.blockHttps(true);
        pass(Duration.ofDays(2), Duration.ofHours(1));
        assertThat(failing(Level.WARNING)).isEqualTo(2);
        node.cache.remove(removed, "on purpose");
        assertThat(events).contains("lost " + removed).doesNotContain("lost " + DOMAIN);
        pass(Duration.ofDays(4), Duration.ofHours(1));
        assertThat(failing(Level.URGENT)).isEqualTo(1);
        pass(Duration.ofDays(2), Duration.ofHours(1));
        assertThat(events).contains("lost " + DOMAIN);
        assertThat(failing(Level.URGENT)).isZero();
    }

    private long failing(Level level) {
        return node.cache.statistics().refreshesFailing().getOrDefault(level, 0L);
    }

    @Test // a refresh that fails once must be retried long before the policy expires
    void triesAgainSoonAfterAFailureAndStopsWhenItSucceeds() {
        learn(DOMAIN, "enforce", WEEK);
        world.blockHttps(true);
        pass(Duration.ofDays(3), Duration.ofHours(1));
        int tries = world.fetches(DOMAIN);
        assertThat(tries).isGreaterThan(5);
        world.blockHttps(false);
        pass(Duration.ofHours(13), Duration.ofHours(1));
        assertThat(node.fetchedAt(DOMAIN)).isAfter(START.plus(Duration.ofDays(3)));
        assertThat(world.fetches(DOMAIN)).isEqualTo(tries + 1);
    }

    @Test
    void refreshesNoLongerWhatNobodyUsesAndKeepsItUntilItExpires() {
        learn(DOMAIN, "enforce", 100 * 86_400L);
        PolicyDomain used = PolicyDomain.of("used.example");
        learn(used, "enforce", 100 * 86_400L);
        for (int day = 0; day < 40; day++) {
            pass(Duration.ofDays(1), Duration.ofHours(6));
            node.deliver(used);
        }
        assertThat(node.fetchedAt(used)).isAfter(START.plus(Duration.ofDays(38)));
        assertThat(node.fetchedAt(DOMAIN)).isBetween(START.plus(Duration.ofDays(28)), START.plus(Duration.ofDays(31)));
        pass(Duration.ofDays(60), Duration.ofDays(1));
        assertThat(node.cache.get(DOMAIN)).isNotNull();
    }

    @Test
    void sharesTheWorkAmongNodesAndTakesOverFromADeadOne() {
        Node other = new Node();
        List<PolicyDomain> domains = IntStream.range(0, 1_000)
                .mapToObj(i -> PolicyDomain.of("d" + i + ".example"))
                .toList();
        domains.forEach(domain -> learn(domain, "enforce", WEEK));
        node.cache.claimDue(0, Duration.ofMinutes(1), Duration.ofDays(30));
        pass(Duration.ofHours(24), Duration.ofMinutes(30));
        assertThat(domains).allMatch(domain -> world.fetches(domain) == 2);

        clock.advance(Duration.ofHours(24));
        List<PolicyDomain> lost = node.cache.claimDue(100, Duration.ofMinutes(15), Duration.ofDays(30));
        assertThat(lost).hasSize(100);
        scheduler.runDue();
        assertThat(lost).as("claimed by a node that crashed").allMatch(domain -> world.fetches(domain) == 2);
        clock.advance(Duration.ofMinutes(15));
        scheduler.runDue();
        assertThat(domains).allMatch(domain -> world.fetches(domain) == 3);
        other.refresh.close();
        other.mtaSts.close();
    }

    @Test
    void goesOnWhenTheStoreIsBack() {
        learn(DOMAIN, "enforce", WEEK);
        store.failWith(io.github.mtasts.failure.StoreException.Kind.UNREACHABLE);
        pass(Duration.ofDays(2), Duration.ofHours(1));
        assertThat(world.fetches(DOMAIN)).isEqualTo(1);
        store.heal();
        pass(Duration.ofHours(2), Duration.ofHours(1));
        assertThat(world.fetches(DOMAIN)).isEqualTo(2);
    }

    @Test
    void aRefresherThatThrowsEndsNothing() {
        learn(DOMAIN, "enforce", WEEK);
        node.refresh.close();
        List<PolicyDomain> asked = new ArrayList<>();
        ProactiveRefresh throwing = ProactiveRefresh.builder(node.cache, domain -> {
                    asked.add(domain);
                    return CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
                })
                .scheduler(scheduler)
                .build();
        pass(Duration.ofHours(26), Duration.ofHours(1));
        assertThat(asked).hasSizeGreaterThan(1);
        throwing.close();
    }
}
