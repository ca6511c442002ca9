package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.DOMAIN;
import static io.github.mtasts.resolution.internal.ResolverBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.resolution.ResolutionSettings;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call that promises no I/O uses the cache's store only on threads of the library. */
class CallingThreadTest {
    private static final StsPolicy ENFORCE = Published.policy("enforce", 86_400, "mx1.example.com");

    private final ResolverBench bench = new ResolverBench();
    private final StoredCache cache = new StoredCache();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        bench.close();
        assertThat(cache.threads).isNotEmpty().allMatch(name -> name.startsWith("mta-sts-"));
    }

    @ParameterizedTest(name = "check {0}, background {1}")
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void doesNotReadTheStore(boolean alwaysCheck, boolean fetchInBackground) {
        ResolutionSettings settings = ResolutionSettings.builder()
                .alwaysCheck(alwaysCheck)
                .fetchInBackground(fetchInBackground)
                .maxLookups(2)
                .maxFetches(2)
                .maxRemembered(100)
                .build();
        try (PolicyResolver resolver = resolver(settings)) {
            for (int i = 0; i < 100; i++) {
                PolicyDomain domain = PolicyDomain.of("d" + i + ".example");
                ResolverBench.resolution(resolver.lookUp(domain));
                await(resolver.withoutWaiting(domain));
                await(resolver.check(domain));
                await(resolver.refresh(domain));
            }
        }
    }

    @Test
    void doesNotReadTheStoreWhenThereIsNoRoomForALookUp() throws InterruptedException {
        ResolutionSettings settings = ResolutionSettings.builder()
                .maxLookups(1)
                .maxFetches(1)
                .maxRemembered(100)
                .build();
        CountDownLatch begun = new CountDownLatch(1);
        try (PolicyResolver resolver = new PolicyResolver(
                domain -> {
                    begun.countDown();
                    return blocked();
                },
                domain -> Published.fetched(ENFORCE),
                cache,
                bench.clock,
                settings)) {
            resolver.checkInBackground(DOMAIN);
            assertThat(begun.await(2, TimeUnit.MINUTES)).isTrue();
            for (int i = 0; i < 10_000; i++) {
                resolver.checkInBackground(PolicyDomain.of("d" + i + ".example"));
            }
            await(resolver.check(PolicyDomain.of("late.example")));
            release.countDown();
        }
    }

    private StsDiscoveryResult blocked() {
        try {
            release.await();
            return Published.absent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Published.dnsFails();
        }
    }

    private PolicyResolver resolver(ResolutionSettings settings) {
        return new PolicyResolver(
                domain -> Published.id("A"), domain -> Published.fetched(ENFORCE), cache, bench.clock, settings);
    }

    /** A cache with nothing in memory, which records the threads that read and write its store. */
    private static final class StoredCache implements PolicyCache {
        private final Map<PolicyDomain, CachedPolicy> entries = new ConcurrentHashMap<>();
        private final Set<String> threads = ConcurrentHashMap.newKeySet();

        @Override
        public @Nullable CachedPolicy get(PolicyDomain domain) {
            threads.add(Thread.currentThread().getName());
            return entries.get(domain);
        }

        @Override
        public @Nullable CachedPolicy inMemory(PolicyDomain domain, long nowMillis) {
            return null;
        }

        @Override
        public void put(PolicyDomain domain, CachedPolicy entry) {
            threads.add(Thread.currentThread().getName());
            entries.put(domain, entry);
        }
    }
}
