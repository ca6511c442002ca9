package io.github.mtasts.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.store.MemoryPolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.testkit.TestClock;
import io.github.mtasts.testkit.TestScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares random histories with a model: per domain, the policy that was served last is in force until a newer one replaces
 * it or its max_age has passed, whatever fails: DNS, HTTPS, store, memory or process.
 */
class RememberingModelTest {
    private static final List<PolicyDomain> DOMAINS = IntStream.range(0, 12)
            .mapToObj(i -> PolicyDomain.of("d" + i + ".example"))
            .toList();
    private static final long[] MAX_AGES = {0, 600, 86_400, 604_800, 2_592_000, 31_536_000};
    private static final String[] MODES = {"enforce", "enforce", "testing", "none"};

    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final World world = new World(clock);
    private final FaultyStore store = new FaultyStore(MemoryPolicyStore.create(64 << 20, clock));

    private Random random = new Random(0);
    private boolean strict;
    private long pausedUntil;
    private TestScheduler scheduler = new TestScheduler(clock);
    private DurablePolicyCache cache = cache();
    private MtaSts mtaSts = world.mtaSts(cache);
    private int ids;
    private int enforced;

    private DurablePolicyCache cache() {
        DurablePolicyCache.Builder builder = DurablePolicyCache.over(store)
                .clock(clock)
                .scheduler(scheduler)
                .maxWeightOctets(1_000); // three of the twelve policies
        return (strict ? builder.deferWhenUnreadable() : builder).build();
    }

    /** A strict cache enforces even when the store cannot be read; otherwise a delivery may then go without a policy. */
    @ParameterizedTest
    @CsvSource({"1,false", "2,true", "3,false", "4,true"})
    void neverEndsEnforcementBeforeMaxAge(long seed, boolean defersWhenUnreadable) {
        compare(seed, defersWhenUnreadable, 2_500);
    }

    @ParameterizedTest
    @Tag("slow")
    @CsvSource({"1,false", "2,true", "3,false", "4,true"})
    void longHistoriesDoNotEither(long seed, boolean defersWhenUnreadable) {
        compare(seed, defersWhenUnreadable, 30_000);
    }

    private void compare(long seed, boolean defersWhenUnreadable, int steps) {
        random = new Random(seed);
        strict = defersWhenUnreadable;
        restart(true);
        for (int step = 0; step < steps; step++) {
            try {
                step();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ", step " + step + ": " + e.getMessage(), e);
            }
            scheduler.runDue();
        }
        assertThat(enforced).as("steps in which a policy was in force").isGreaterThan(steps / 10);
        mtaSts.close();
    }

    private void step() {
        PolicyDomain domain = DOMAINS.get(random.nextInt(DOMAINS.size()));
        switch (random.nextInt(20)) {
            case 0, 12 -> world.publish(domain, "id" + ++ids, randomPolicy());
            case 1 -> world.withdraw(domain);
            case 2 -> world.blockDns(random.nextInt(3) == 0);
            case 3 -> world.blockHttps(random.nextInt(3) == 0);
            case 4 -> world.hideTxt(random.nextInt(4) == 0);
            case 5, 6 -> clock.advance(Duration.ofSeconds(random.nextInt(300)));
            case 7 -> clock.advance(Duration.ofSeconds(random.nextInt(random.nextInt(20) == 0 ? 1_000_000 : 20_000)));
            case 8 -> toggleStore();
            case 9 -> restart(random.nextBoolean());
            case 10 -> refresh(domain);
            case 11 -> DOMAINS.forEach(this::read); // evicts others from memory
            default -> deliver(domain);
        }
    }

    private io.github.mtasts.policy.StsPolicy randomPolicy() {
        return World.policy(
                MODES[random.nextInt(MODES.length)],
                "mx" + ids + ".example.com",
                MAX_AGES[random.nextInt(MAX_AGES.length)]);
    }

    private void toggleStore() {
        if (store.isFaulty()) {
            store.heal();
            pausedUntil = clock.millis() + 30_000; // the cache retries after half a minute at the latest
        } else if (random.nextInt(3) == 0) {
            store.failWith(random.nextBoolean() ? StoreException.Kind.UNREACHABLE : StoreException.Kind.READ_ONLY);
        }
    }

    /** An orderly stop writes the waiting policies; a crash or a failing store loses unacknowledged ones. */
    private void restart(boolean orderly) {
        mtaSts.close();
        if (orderly) {
            cache.close();
        }
        for (PolicyDomain domain : DOMAINS) {
            StoredPolicy row = store.onDisk(domain);
            CachedPolicy entry = row == null ? null : row.parse();
            if (entry == null) {
                world.served.remove(domain);
            } else {
                world.served.put(
                        domain,
                        new World.Served(entry.policy(), entry.fetchedAt().toEpochMilli()));
            }
        }
        scheduler = new TestScheduler(clock);
        cache = cache();
        mtaSts = world.mtaSts(cache);
    }

    private void read(PolicyDomain domain) {
        try {
            var unused = cache.get(domain);
        } catch (StoreException e) {
            assertThat(strict).as("only a strict cache throws: " + e).isTrue();
        }
    }

    private void refresh(PolicyDomain domain) {
        var unused = mtaSts.refresh(domain).join();
    }

    private void deliver(PolicyDomain domain) {
        boolean readable = !store.isFaulty() && clock.millis() >= pausedUntil;
        World.Served before = inForce(domain);
        PolicyResolution resolution = World.deliver(mtaSts, domain);
        var settled = mtaSts.check(domain).join(); // a comparison in the background has ended
        assertThat(settled).isNotNull();
        World.Served after = world.lastServed(domain);
        if (resolution instanceof PolicyResolution.InForce inForce) {
            assertThat(inForce.policy())
                    .as(domain + " has a policy that was served and has not expired")
                    .isIn(before == null ? null : before.policy(), after == null ? null : after.policy());
        }
        if (before != null) {
            enforced++;
            if (readable) {
                assertThat(resolution).as("of " + domain).isInstanceOf(PolicyResolution.InForce.class);
            } else if (strict) {
                assertThat(resolution).as("of " + domain).isNotInstanceOf(PolicyResolution.NoPolicy.class);
            }
        }
    }

    private World.@Nullable Served inForce(PolicyDomain domain) {
        World.Served served = world.lastServed(domain);
        return served != null && served.inForceAt(clock.millis()) ? served : null;
    }
}
