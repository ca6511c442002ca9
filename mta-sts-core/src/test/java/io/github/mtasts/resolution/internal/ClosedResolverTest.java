package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.DOMAIN;
import static io.github.mtasts.resolution.internal.ResolverBench.await;
import static io.github.mtasts.resolution.internal.ResolverBench.inForce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.InForce;
import io.github.mtasts.resolution.PolicyResolution.Undetermined;
import io.github.mtasts.resolution.ResolutionSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Close ends every wait at once, and never with "no policy". */
class ClosedResolverTest {
    private static final Undetermined CLOSED = new Undetermined("the library was closed");
    private static final StsPolicy ENFORCE = Published.policy("enforce", 86_400, "mx1.example.com");

    private final ResolverBench bench = new ResolverBench(ResolutionSettings.builder()
            .maxLookups(1)
            .maxFetches(1)
            .maxRemembered(100)
            .build());
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private final CompletableFuture<Void> interrupted = new CompletableFuture<>();

    @AfterEach
    void release() {
        never.countDown();
        bench.close();
    }

    @Test
    void endsLookUpsUnderWayAndLookUpsThatWait() {
        bench.dns(domain -> blockUntilInterrupted(Published.dnsFails()));
        List<CompletableFuture<PolicyResolution>> checks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            checks.add(bench.resolver.check(PolicyDomain.of("d" + i + ".example")));
        }
        await(begun);
        bench.close();
        checks.forEach(check -> assertThat(await(check)).isEqualTo(CLOSED));
        await(interrupted);
    }

    @Test
    void endsFetchesUnderWayAndHoldsNothingAgainstTheDomain() {
        bench.publish("A", ENFORCE).check();
        bench.dns(Published.id("B")).https(domain -> {
            StsDiscoveryResult unused = blockUntilInterrupted(Published.dnsFails());
            return new FetchResult.Failed(
                    FetchResult.Cause.CONNECTION,
                    new Failure(ResultType.STS_POLICY_FETCH_ERROR, "interrupted"),
                    List.of());
        });
        CompletableFuture<PolicyResolution> check = bench.resolver.check(DOMAIN);
        await(begun);
        bench.close();
        assertThat(await(check)).isEqualTo(CLOSED);
        await(interrupted);
        assertThat(bench.resolver.cachedBeforeReturn(DOMAIN))
                .isEqualTo(new InForce(ENFORCE, PolicyResolution.Source.CACHE, null));
    }

    /** A message that may be returned would wait for ever. */
    @Test
    void endsReadsOfTheStoreThatWait() {
        CompletableFuture<Void> reading = new CompletableFuture<>();
        PolicyCache stuck = new PolicyCache() {
            @Override
            public @Nullable CachedPolicy get(PolicyDomain domain) {
                reading.complete(null);
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return null;
            }

            @Override
            public @Nullable CachedPolicy inMemory(PolicyDomain domain, long nowMillis) {
                return null;
            }

            @Override
            public void put(PolicyDomain domain, CachedPolicy entry) {}
        };
        PolicyResolver resolver = new PolicyResolver(
                domain -> Published.absent(),
                domain -> Published.status(404),
                stuck,
                bench.clock,
                ResolutionSettings.builder().maxLookups(1).maxFetches(1).build());
        List<CompletableFuture<Optional<PolicyResolution>>> reads = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            reads.add(resolver.cachedBeforeReturnAsync(PolicyDomain.of("d" + i + ".example")));
        }
        await(reading);
        resolver.close();
        reads.forEach(read -> assertThat(await(read)).contains(CLOSED));
        assertThat(await(resolver.cachedBeforeReturnAsync(DOMAIN))).contains(CLOSED);
    }

    @Test
    void whatCloseEndsIsNoFailureOfThisSender() {
        bench.dns(domain -> blockUntilInterrupted(Published.dnsFails()));
        var unused = bench.resolver.check(DOMAIN);
        await(begun);
        bench.close();
        await(bench.resolver.check(PolicyDomain.of("other.example")));
        await(bench.resolver.refresh(DOMAIN));
        ResolverBench.resolution(bench.resolver.lookUp(DOMAIN));
        assertThat(bench.resolver.ownFailures()).isZero();
    }

    @Test
    void afterwardsChecksAreUndeterminedAndTheCacheStillAnswers() {
        bench.publish("A", ENFORCE).check();
        bench.close();
        PolicyDomain other = PolicyDomain.of("other.example");
        assertThat(await(bench.resolver.check(other))).isEqualTo(CLOSED);
        assertThat(await(bench.resolver.check(DOMAIN))).isEqualTo(CLOSED);
        assertThat(await(bench.resolver.withoutWaiting(other))).isEqualTo(CLOSED);
        assertThat(inForce(bench.known(DOMAIN))).isEqualTo(ENFORCE);
        assertThat(inForce(await(bench.resolver.withoutWaiting(DOMAIN)))).isEqualTo(ENFORCE);
        assertThat(bench.questions).hasValue(1);
    }

    @Test
    void aFetchGivenUpBecauseTheFetcherWasClosedIsNoFailedFetch() {
        bench.dns(Published.id("A"))
                .https(new FetchResult.Failed(
                        FetchResult.Cause.CLOSED, new Failure(ResultType.STS_POLICY_FETCH_ERROR, "closed"), List.of()));
        assertThat(bench.check()).isEqualTo(CLOSED);
        assertThat(inForce(bench.https(Published.fetched(ENFORCE)).check())).isEqualTo(ENFORCE);
    }

    private StsDiscoveryResult blockUntilInterrupted(StsDiscoveryResult answer) {
        begun.complete(null);
        try {
            never.await();
        } catch (InterruptedException e) {
            interrupted.complete(null);
        }
        return answer;
    }

    @Test
    void aCacheThatWasInterruptedByCloseIsNoProofThatThereIsNoPolicy() {
        assertThat(bench.resolver.cachedBeforeReturn(DOMAIN)).isNull();
        bench.close();
        assertThat(bench.resolver.cachedBeforeReturn(DOMAIN)).isEqualTo(CLOSED);
    }
}
