package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.DOMAIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.RefreshResult;
import io.github.mtasts.resolution.ResolutionSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RefreshTest {
    private final ResolverBench bench = new ResolverBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private RefreshResult refresh() {
        return bench.resolver.refresh(DOMAIN).join();
    }

    private void learn(String mode) {
        bench.publish("id1", Published.policy(mode, 604_800, "mx1.example.com"));
        assertThat(bench.deliver()).isInstanceOf(PolicyResolution.InForce.class);
        bench.pass(Duration.ofHours(20));
    }

    @Test
    @Tag("STS-10.2-02")
    void renewsThePolicyWhateverTheTxtRecordSays() {
        learn("enforce");
        bench.dns(Published.absent());
        assertThat(refresh()).isInstanceOfSatisfying(RefreshResult.Renewed.class, renewed -> {
            assertThat(renewed.entry().fetchedAt()).isEqualTo(bench.clock.instant());
            assertThat(renewed.entry().id()).isEqualTo("id1");
        });
    }

    @Test
    void takesTheIdThatTheTxtRecordShowsNow() {
        learn("enforce");
        bench.publish("id2", Published.policy("testing", 604_800, "mx2.example.com"));
        assertThat(refresh())
                .isInstanceOfSatisfying(
                        RefreshResult.Renewed.class,
                        renewed -> assertThat(renewed.entry().id()).isEqualTo("id2"));
    }

    @Test
    void keepsThePolicyWhenTheFetchFailsAndRemembersWhy() {
        learn("enforce");
        bench.https(Published.status(500));
        assertThat(refresh()).isInstanceOf(RefreshResult.Failed.class);
        assertThat(bench.known(DOMAIN))
                .isInstanceOfSatisfying(
                        PolicyResolution.InForce.class,
                        inForce -> assertThat(inForce.refreshFailure()).isNotNull());
        int requests = bench.requests.get();
        assertThat(refresh()).isEqualTo(new RefreshResult.NotTried("the last fetch was less than five minutes ago"));
        assertThat(bench.requests).as("a failed fetch backs off").hasValue(requests);
    }

    /** The check of the last try is still waiting for the DNS; what a refresh learns is not applied to it. */
    @Test
    @Tag("STS-5.1-05")
    void itsAnswerIsNoneOfALastTry() {
        learn("enforce");
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        bench.dns(domain -> {
            asked.countDown();
            awaitUninterruptibly(answer);
            return Published.id("id1");
        });
        PolicyLookup.Pending check = bench.resolver.lastTry(DOMAIN);
        LastTry lastTry = Objects.requireNonNull(check.lastTry());
        awaitUninterruptibly(asked);
        bench.dns(Published.id("id1"));
        assertThat(refresh()).isInstanceOf(RefreshResult.Renewed.class);
        assertThat(lastTry.isAnswered()).isFalse();
        bench.pass(Duration.ofMinutes(6)).https(ownFault());
        assertThat(refresh()).isInstanceOf(RefreshResult.NotTried.class);
        answer.countDown();
        PolicyResolution resolution = ResolverBench.await(check.resolution());
        assertThat(lastTry.fault(resolution)).isNull();
    }

    private static FetchResult ownFault() {
        return new FetchResult.Failed(
                FetchResult.Cause.OWN_FAULT, new Failure(ResultType.STS_POLICY_FETCH_ERROR, "no route"), List.of());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void fetchesNothingForADomainWithoutAPolicy() {
        assertThat(refresh()).isEqualTo(new RefreshResult.NotTried("no policy is in force"));
        assertThat(bench.requests).hasValue(0);
    }

    @Test
    void triesNothingOnceClosed() {
        learn("enforce");
        bench.resolver.close();
        assertThat(refresh()).isEqualTo(new RefreshResult.NotTried("the library was closed"));
    }

    @Test
    void aFetcherThatWasClosedIsNoFailureOfTheDomain() {
        learn("enforce");
        bench.https(new FetchResult.Failed(
                FetchResult.Cause.CLOSED, new Failure(ResultType.STS_POLICY_FETCH_ERROR, "closed"), List.of()));
        assertThat(refresh()).isEqualTo(new RefreshResult.NotTried("the library was closed"));
        bench.https(Published.fetched(Published.policy("enforce", 604_800, "mx1.example.com")));
        assertThat(refresh()).isInstanceOf(RefreshResult.Renewed.class);
    }

    @Test
    void aFaultOfOursIsCountedAndNamedToTheLog() {
        learn("enforce");
        bench.dns(new StsDiscoveryResult.TemporaryFailure("no answer", LookupFault.RESOLVERS));
        assertThat(refresh()).as("the id is known").isInstanceOf(RefreshResult.Renewed.class);
        assertThat(bench.resolver.ownFailures()).isEqualTo(1);
        bench.dns(domain -> {
            throw new StackOverflowError();
        });
        assertThat(refresh()).isEqualTo(new RefreshResult.NotTried("check-threw: StackOverflowError"));
        assertThat(bench.resolver.ownFailures()).isEqualTo(2);
    }

    @Test
    void aLogShowsTheResult() {
        Failure failure = new Failure(ResultType.STS_POLICY_FETCH_ERROR, "timeout");
        CachedPolicy entry =
                new CachedPolicy(Published.policy("enforce", 604_800, "mx1.example.com"), "A", ResolverBench.START);
        assertThat(new RefreshResult.Renewed(entry)).hasToString("renewed: " + entry);
        assertThat(new RefreshResult.Failed(failure, entry)).hasToString("not renewed: " + failure);
        assertThat(new RefreshResult.NotTried("closed")).hasToString("not tried: closed");
    }

    @Test
    @Tag("STS-10.2-05")
    void findsWhatTheCacheKeepsOutsideOfMemoryWithoutWaitingForTheDns() {
        learn("enforce");
        CachedPolicy kept = bench.cache.get(DOMAIN);
        assertThat(kept).isNotNull();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        PolicyResolver restarted = new PolicyResolver(
                domain -> {
                    asked.countDown();
                    await(answer);
                    return Published.dnsFails();
                },
                domain -> Published.status(500),
                new OnDisk(kept),
                bench.clock,
                ResolutionSettings.DEFAULT);
        PolicyLookup lookup = restarted.lookUp(DOMAIN);
        assertThat(lookup).as("not in memory").isInstanceOf(PolicyLookup.Pending.class);
        assertThat(ResolverBench.resolution(lookup)).isInstanceOf(PolicyResolution.InForce.class);
        await(asked); // compared in the background
        answer.countDown();
        assertThat(restarted.check(DOMAIN).join()).isInstanceOf(PolicyResolution.InForce.class);
        assertThat(restarted.cachedBeforeReturn(DOMAIN)).isInstanceOf(PolicyResolution.InForce.class);
        restarted.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A cache with nothing in memory. */
    private record OnDisk(CachedPolicy kept) implements PolicyCache {
        @Override
        public CachedPolicy get(PolicyDomain domain) {
            return kept;
        }

        @Override
        public @Nullable CachedPolicy inMemory(PolicyDomain domain, long nowMillis) {
            return null;
        }

        @Override
        public void put(PolicyDomain domain, CachedPolicy entry) {}
    }
}
