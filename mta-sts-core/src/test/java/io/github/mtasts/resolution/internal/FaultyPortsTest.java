package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.DOMAIN;
import static io.github.mtasts.resolution.internal.ResolverBench.await;
import static io.github.mtasts.resolution.internal.ResolverBench.inForce;
import static io.github.mtasts.resolution.internal.ResolverBench.none;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.InForce;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.PolicyResolution.Undetermined;
import io.github.mtasts.resolution.ResolutionSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports that throw although they must not: a delivery still gets an answer, and never a weaker one. */
class FaultyPortsTest {
    private static final StsPolicy ENFORCE = Published.policy("enforce", 86_400, "mx1.example.com");

    @Test
    void whatAPortThrewIsNamedToTheOperator() {
        try (ResolverBench bench = new ResolverBench(
                ResolutionSettings.builder().deferOnDnsFailure(true).build())) {
            bench.dns(domain -> {
                throw new IllegalStateException("bug");
            });
            assertThat(bench.check()).isEqualTo(new Undetermined("discovery-threw: IllegalStateException", true));
            bench.dns(Published.id("A")).https(domain -> {
                throw new NoSuchMethodError("class path");
            });
            assertThat(bench.check()).isEqualTo(new Undetermined("fetch-threw: NoSuchMethodError", true));
        }
    }

    @Test
    void aDiscoveryThatThrowsIsACheckThatWasNotMade() {
        try (ResolverBench bench = new ResolverBench()) {
            bench.dns(domain -> {
                throw new IllegalStateException("bug");
            });
            assertThat(none(bench.check()).reason()).isEqualTo(Reason.NOT_YET_KNOWN);
            bench.publish("A", ENFORCE).check();
            bench.dns(domain -> {
                throw new IllegalStateException("bug");
            });
            assertThat(inForce(bench.check())).isEqualTo(ENFORCE);
            bench.publish("A", ENFORCE);
            assertThat(inForce(bench.check())).as("the domain is not stuck").isEqualTo(ENFORCE);
        }
    }

    /** It is reported to no domain, and not remembered as the failure of one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFetcherThatThrowsIsOurOwnFault(boolean isError) {
        try (ResolverBench bench = new ResolverBench()) {
            bench.dns(Published.id("A")).https(domain -> {
                if (isError) {
                    throw new NoSuchMethodError("class path");
                }
                throw new IllegalStateException("bug");
            });
            assertThat(none(bench.check()).failure()).as("not reported").isNull();
            assertThat(bench.resolver.ownFailures()).isEqualTo(1);
            bench.pass(Duration.ofSeconds(5));
            assertThat(inForce(bench.publish("A", ENFORCE).check()))
                    .as("not remembered for longer")
                    .isEqualTo(ENFORCE);
        }
    }

    /** The cached policy is out of date: no message may be returned because of it. */
    @Test
    void aLastTryWhoseNewerPolicyWeFailedToFetchDoesNotCount() {
        try (ResolverBench bench = new ResolverBench()) {
            bench.publish("A", ENFORCE).check();
            bench.dns(Published.id("B")).https(domain -> {
                throw new IllegalStateException("bug");
            });
            PolicyLookup.Pending pending = bench.resolver.lastTry(ResolverBench.DOMAIN);
            PolicyResolution found = ResolverBench.await(pending.resolution());
            assertThat(inForce(found)).isEqualTo(ENFORCE);
            assertThat(Objects.requireNonNull(pending.lastTry()).fault(found)).contains("could not fetch");

            PolicyLookup.Pending again = bench.pass(Duration.ofSeconds(5))
                    .publish("B", ENFORCE)
                    .resolver
                    .lastTry(ResolverBench.DOMAIN);
            assertThat(Objects.requireNonNull(again.lastTry()).fault(ResolverBench.await(again.resolution())))
                    .isNull();
        }
    }

    @Test
    void aFetcherThatThrowsLeavesTheCachedPolicyInForceWithoutAFailure() {
        try (ResolverBench bench = new ResolverBench()) {
            bench.publish("A", ENFORCE).check();
            bench.dns(Published.id("B")).https(domain -> {
                throw new NoSuchMethodError("class path");
            });
            assertThat(bench.check()).isInstanceOfSatisfying(PolicyResolution.InForce.class, found -> {
                assertThat(found.policy()).isEqualTo(ENFORCE);
                assertThat(found.refreshFailure()).isNull();
            });
        }
    }

    @Test
    void anErrorEndsTheCheckWithoutAnAnswerAndTheNextOneWorks() {
        try (ResolverBench bench = new ResolverBench()) {
            bench.dns(domain -> {
                throw new AssertionError("not an exception");
            });
            assertThat(bench.check()).isEqualTo(new Undetermined("check-threw: AssertionError"));
            assertThat(inForce(bench.publish("A", ENFORCE).check())).isEqualTo(ENFORCE);
        }
    }

    @Test
    void aCacheThatCannotTellIsNoProofThatThereIsNoPolicy() {
        ResolverBench bench = new ResolverBench();
        PolicyCache broken = new BrokenCache(true);
        try (bench;
                PolicyResolver resolver = new PolicyResolver(
                        domain -> Published.absent(),
                        domain -> Published.status(404),
                        broken,
                        bench.clock,
                        ResolutionSettings.DEFAULT)) {
            Undetermined unknown = new Undetermined("cache-threw: IllegalStateException");
            assertThat(resolver.lookUp(DOMAIN)).isEqualTo(new PolicyLookup.Known(unknown));
            assertThat(resolver.cachedBeforeReturn(DOMAIN)).isEqualTo(unknown);
            assertThat(await(resolver.withoutWaiting(DOMAIN))).isEqualTo(unknown);
            assertThat(await(resolver.check(DOMAIN))).isEqualTo(new Undetermined("check-threw: IllegalStateException"));
        }
    }

    @Test
    void aPolicyThatCannotBeStoredIsAppliedAllTheSame() {
        ResolverBench bench = new ResolverBench();
        try (bench;
                PolicyResolver resolver = new PolicyResolver(
                        domain -> Published.id("A"),
                        domain -> Published.fetched(ENFORCE),
                        new BrokenCache(false),
                        bench.clock,
                        ResolutionSettings.DEFAULT)) {
            for (int i = 0; i < 10; i++) {
                assertThat(await(resolver.check(DOMAIN)))
                        .isEqualTo(new InForce(ENFORCE, PolicyResolution.Source.FETCH, null));
            }
            assertThat(resolver.ownFailures()).as("each is counted").isEqualTo(10);
        }
    }

    @Test
    @Tag("STS-3.3-19")
    void anExpiredEntryThatTheCacheStillHandsOutIsNotApplied() {
        ResolverBench bench = new ResolverBench();
        CachedPolicy expired = new CachedPolicy(ENFORCE, "A", ResolverBench.START.minusSeconds(86_400));
        PolicyCache hoarder = new PolicyCache() {
            @Override
            public CachedPolicy get(PolicyDomain domain) {
                return expired;
            }

            @Override
            public void put(PolicyDomain domain, CachedPolicy entry) {}
        };
        try (bench;
                PolicyResolver resolver = new PolicyResolver(
                        domain -> Published.id("A"),
                        domain -> Published.status(404),
                        hoarder,
                        bench.clock,
                        ResolutionSettings.DEFAULT)) {
            assertThat(resolver.cachedBeforeReturn(DOMAIN)).isNull();
            assertThat(none(await(resolver.withoutWaiting(DOMAIN))).reason()).isEqualTo(Reason.NOT_YET_KNOWN);
            assertThat(none(await(resolver.check(DOMAIN))).reason()).isEqualTo(Reason.FETCH_FAILED);
            assertThat(resolver.lookUp(DOMAIN)).isInstanceOf(PolicyLookup.Pending.class);
        }
    }

    /** A look-up in memory answers where the store is not reached; where memory has nothing, the store may hold a policy. */
    @Test
    void aReadOfTheStoreThatIsNotMadeIsAnsweredFromMemory() {
        StuckCache cache = new StuckCache();
        ResolverBench bench = new ResolverBench();
        try (bench;
                PolicyResolver resolver = new PolicyResolver(
                        domain -> Published.absent(),
                        domain -> Published.status(404),
                        cache,
                        bench.clock,
                        ResolutionSettings.builder().maxLookups(1).build())) {
            for (int i = 0; i <= 10_000; i++) { // one runs, and ten thousand wait
                var unused = resolver.cachedBeforeReturnAsync(PolicyDomain.of("d" + i + ".example"));
            }
            assertThat(await(resolver.cachedBeforeReturnAsync(DOMAIN)))
                    .contains(new Undetermined("overloaded: too many domains wait for a check"));
            assertThat(resolver.ownFailures()).isEqualTo(1);
            cache.memory = new CachedPolicy(ENFORCE, "A", bench.clock.instant());
            assertThat(await(resolver.cachedBeforeReturnAsync(DOMAIN)))
                    .contains(new InForce(ENFORCE, PolicyResolution.Source.CACHE, null));
            cache.memoryThrows = true;
            assertThat(await(resolver.cachedBeforeReturnAsync(DOMAIN)))
                    .contains(new Undetermined("cache-threw: IllegalStateException"));
        } finally {
            cache.released.countDown();
        }
    }

    @Test
    void anErrorOfTheStoreIsNoProofThatThereIsNoPolicy() {
        ResolverBench bench = new ResolverBench();
        PolicyCache broken = new PolicyCache() {
            @Override
            public @Nullable CachedPolicy get(PolicyDomain domain) {
                throw new StackOverflowError();
            }

            @Override
            public @Nullable CachedPolicy inMemory(PolicyDomain domain, long nowMillis) {
                return null;
            }

            @Override
            public void put(PolicyDomain domain, CachedPolicy entry) {}
        };
        try (bench;
                PolicyResolver resolver = new PolicyResolver(
                        domain -> Published.absent(),
                        domain -> Published.status(404),
                        broken,
                        bench.clock,
                        ResolutionSettings.DEFAULT)) {
            assertThat(await(resolver.cachedBeforeReturnAsync(DOMAIN)))
                    .contains(new Undetermined("cache-threw: StackOverflowError"));
            assertThat(await(resolver.withoutWaiting(DOMAIN)))
                    .isEqualTo(new Undetermined("cache-threw: StackOverflowError"));
            assertThat(resolver.ownFailures()).isEqualTo(2);
        }
    }

    /** A cache whose store does not answer. */
    private static final class StuckCache implements PolicyCache {
        final CountDownLatch released = new CountDownLatch(1);
        volatile @Nullable CachedPolicy memory;
        volatile boolean memoryThrows;

        @Override
        public @Nullable CachedPolicy get(PolicyDomain domain) {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        }

        @Override
        public @Nullable CachedPolicy inMemory(PolicyDomain domain, long nowMillis) {
            if (memoryThrows) {
                throw new IllegalStateException("bug");
            }
            return memory;
        }

        @Override
        public void put(PolicyDomain domain, CachedPolicy entry) {}
    }

    private record BrokenCache(boolean readsThrow) implements PolicyCache {
        @Override
        public @Nullable CachedPolicy get(PolicyDomain domain) {
            if (readsThrow) {
                throw new IllegalStateException("disk gone");
            }
            return null;
        }

        @Override
        public void put(PolicyDomain domain, CachedPolicy entry) {
            throw new IllegalStateException("disk full");
        }
    }
}
