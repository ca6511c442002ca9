package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.inForce;
import static io.github.mtasts.resolution.internal.ResolverBench.none;
import static io.github.mtasts.resolution.internal.ResolverBench.refreshFailure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.PolicyResolution.Undetermined;
import io.github.mtasts.resolution.RefreshResult;
import io.github.mtasts.resolution.ResolutionSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** D34: a failure of this sender is counted for its operator, and neither reported nor held against the domain. */
class OwnFailureTest {
    private static final StsPolicy ENFORCE = Published.policy("enforce", 86_400, "mx1.example.com");

    /** With one thread for look-ups, so that a check of another domain ends after every check that was begun before. */
    private final ResolverBench bench =
            new ResolverBench(ResolutionSettings.builder().maxLookups(1).build());

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"RESOLVERS", "NOT_ASKED"})
    void aLookUpThatWeFailedIsNotReportedWithTheCachedPolicy(LookupFault ours) {
        bench.publish("A", ENFORCE).check();
        bench.dns(failed(ours));
        assertThat(refreshFailure(bench.check())).isNull();
        assertThat(bench.resolver.ownFailures()).isEqualTo(1);
        bench.dns(failed(LookupFault.DOMAIN));
        assertThat(refreshFailure(bench.check()))
                .isEqualTo(new Failure(ResultType.STS_POLICY_FETCH_ERROR, "dns-failure: no answer"));
        assertThat(bench.resolver.ownFailures()).isEqualTo(1);
        bench.dns(failed(ours));
        assertThat(refreshFailure(bench.check()))
                .as("the domain's failure stays")
                .isNotNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"RESOLVERS", "NOT_ASKED"})
    void aLookUpThatWeFailedIsNotRemembered(LookupFault ours) {
        bench.dns(failed(ours));
        assertThat(none(bench.deliver()).failure()).isNull();
        bench.publish("A", ENFORCE);
        assertThat(bench.inForce()).isEqualTo(ENFORCE);
    }

    @Test
    void mailWaitsForAFetchThatWasNotMadeAndTheNextDeliveryMakesIt() {
        bench.dns(Published.id("A")).https(failed(FetchResult.Cause.OVERLOADED));
        assertThat(bench.deliver()).isEqualTo(new Undetermined("all slots were taken"));
        bench.publish("A", ENFORCE);
        assertThat(bench.inForce()).isEqualTo(ENFORCE);
    }

    /** Such as a Policy Host with IPv6 addresses only, and no IPv6 here: a fetch for each delivery would help nobody. */
    @Test
    void aFetchThatWeFailedIsAsADnsFailureAndIsMadeAgainAfterAPauseThatIsNoneOfTheDomain() {
        bench.dns(Published.id("A")).https(failed(FetchResult.Cause.OWN_FAULT));
        assertThat(none(bench.deliver()).failure()).isNull();
        assertThat(none(bench.deliver()).reason()).isEqualTo(Reason.NOT_YET_KNOWN);
        bench.dns(Published.id("B"));
        assertThat(none(bench.deliver()).failure()).as("whatever the id").isNull();
        bench.pass(Duration.ofMillis(4_999)).deliver();
        assertThat(bench.requests).hasValue(1);
        assertThat(bench.resolver.ownFailures()).isEqualTo(1);
        bench.publish("B", ENFORCE).pass(Duration.ofMillis(1));
        assertThat(bench.inForce()).isEqualTo(ENFORCE);
    }

    @Test
    void aFaultOfOursThatLastsCostsAFetchAMinute() {
        bench.dns(Published.id("A")).https(failed(FetchResult.Cause.OWN_FAULT));
        for (int second = 0; second < 600; second++) {
            bench.deliver();
            bench.pass(Duration.ofSeconds(1));
        }
        assertThat(bench.requests).as("at 0, 5, 15, 35, 75, 135 ... seconds").hasValue(13);
        bench.publish("A", ENFORCE).pass(Duration.ofMinutes(1));
        assertThat(bench.inForce()).as("the domain waits no longer than that").isEqualTo(ENFORCE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theNextFaultOfOursBeginsWithAShortPause(boolean fetchedBetween) {
        bench.dns(Published.id("A")).https(failed(FetchResult.Cause.OWN_FAULT)).deliver();
        bench.pass(Duration.ofSeconds(5)).deliver();
        if (fetchedBetween) { // max_age is over at once, so that the next delivery fetches
            bench.publish("A", Published.policy("enforce", 0, "mx1.example.com"))
                    .pass(Duration.ofSeconds(10))
                    .deliver();
        } else {
            bench.pass(Duration.ofSeconds(30));
        }
        int before = bench.requests.get();
        bench.https(failed(FetchResult.Cause.OWN_FAULT)).deliver();
        bench.pass(Duration.ofMillis(4_999)).deliver();
        assertThat(bench.requests).hasValue(before + 1);
        bench.pass(Duration.ofMillis(1)).deliver();
        assertThat(bench.requests).hasValue(before + 2);
    }

    @Test
    void noPauseOfOursOutlivesAClockThatIsSetBack() {
        bench.dns(Published.id("A")).https(failed(FetchResult.Cause.OWN_FAULT)).deliver();
        bench.publish("A", ENFORCE).jump(Duration.ofMillis(-1));
        assertThat(bench.inForce()).isEqualTo(ENFORCE);
    }

    @Test
    void aFailureOfTheDomainEndsThePauseOfOursAndBeginsItsOwn() {
        bench.dns(Published.id("A")).https(failed(FetchResult.Cause.OWN_FAULT)).deliver();
        bench.pass(Duration.ofSeconds(5)).https(Published.status(503)).deliver();
        assertThat(none(bench.deliver()).reason()).isEqualTo(Reason.FETCH_FAILED);
        bench.dns(Published.id("B")).https(Published.fetched(ENFORCE));
        assertThat(bench.inForce()).as("a new id is fetched at once").isEqualTo(ENFORCE);
    }

    @Test
    void aRefreshWaitsForThePauseOfOurs() {
        bench.publish("A", ENFORCE).check();
        bench.pass(Duration.ofMinutes(6)).https(failed(FetchResult.Cause.OWN_FAULT));
        assertThat(refresh()).isEqualTo(new RefreshResult.NotTried("all slots were taken"));
        assertThat(refresh()).isEqualTo(new RefreshResult.NotTried("all slots were taken"));
        assertThat(bench.requests).hasValue(2);
        bench.pass(Duration.ofSeconds(5)).https(Published.fetched(ENFORCE));
        assertThat(refresh()).isInstanceOf(RefreshResult.Renewed.class);
    }

    private RefreshResult refresh() {
        return ResolverBench.await(bench.resolver.refresh(ResolverBench.DOMAIN));
    }

    @ParameterizedTest
    @EnumSource(
            value = FetchResult.Cause.class,
            names = {"OWN_FAULT", "OWN_LIMIT", "OVERLOADED"})
    void aFetchThatWeFailedLeavesTheCachedPolicyWithoutAFailure(FetchResult.Cause ours) {
        bench.publish("A", ENFORCE).check();
        bench.pass(Duration.ofMinutes(6)).dns(Published.id("B")).https(failed(ours));
        assertThat(inForce(bench.check())).isEqualTo(ENFORCE);
        assertThat(refreshFailure(bench.check())).isNull();
        assertThat(ResolverBench.await(bench.resolver.refresh(ResolverBench.DOMAIN)))
                .isInstanceOf(RefreshResult.NotTried.class);
    }

    /** It lasts: without a pause each delivery would fetch again, and with a failure the domain would be blamed. */
    @Test
    void aLimitOfThisJvmWaitsLikeAFailureAndIsNoneOfTheDomain() {
        bench.dns(Published.id("A")).https(failed(FetchResult.Cause.OWN_LIMIT));
        for (int i = 0; i < 3; i++) {
            assertThat(none(bench.deliver()).failure()).isNull();
            assertThat(none(ResolverBench.await(bench.resolver.withoutWaiting(ResolverBench.DOMAIN)))
                            .failure())
                    .isNull();
        }
        assertThat(bench.requests).hasValue(1);
        assertThat(bench.resolver.ownFailures()).isEqualTo(1);
        bench.publish("A", ENFORCE).pass(Duration.ofMinutes(5));
        assertThat(bench.inForce()).isEqualTo(ENFORCE);
    }

    @ParameterizedTest
    @EnumSource(
            value = FetchResult.Cause.class,
            names = {"OWN_FAULT", "OWN_LIMIT"})
    void aFetchThatWeFailedIsNotRepeatedForEachDeliveryUnderACachedPolicy(FetchResult.Cause ours) {
        bench.publish("A", ENFORCE).check();
        bench.pass(Duration.ofMinutes(6)).dns(Published.id("B")).https(failed(ours));
        bench.check();
        int questions = bench.questions.get();
        for (int i = 0; i < 3; i++) {
            assertThat(bench.inForce()).isEqualTo(ENFORCE);
        }
        assertThat(questionsAfterBackgroundChecks()).isEqualTo(questions);
    }

    @Test
    void comparisonsPauseWhileChecksFindNoRoom() {
        bench.publish("A", ENFORCE).check();
        bench.pass(Duration.ofMinutes(6)).dns(failed(LookupFault.NOT_ASKED));
        bench.check();
        int questions = bench.questions.get();
        for (int i = 0; i < 3; i++) {
            assertThat(bench.inForce()).isEqualTo(ENFORCE);
        }
        assertThat(questionsAfterBackgroundChecks()).isEqualTo(questions);
        bench.pass(Duration.ofSeconds(5)).publish("A", ENFORCE);
        questions = bench.questions.get();
        assertThat(bench.inForce()).isEqualTo(ENFORCE);
        assertThat(questionsAfterBackgroundChecks()).isEqualTo(questions + 1);
    }

    /** Otherwise one domain, for which a resolver throws, could keep all others from their comparisons. */
    @Test
    void comparisonsOfOtherDomainsDoNotPause() {
        PolicyDomain other = PolicyDomain.of("other.example");
        bench.publish("A", ENFORCE);
        ResolverBench.await(bench.resolver.check(other));
        bench.pass(Duration.ofMinutes(6)).dns(failed(LookupFault.NOT_ASKED));
        bench.check();
        int questions = bench.questions.get();
        assertThat(ResolverBench.inForce(bench.known(other))).isEqualTo(ENFORCE);
        ResolverBench.await(bench.resolver.check(PolicyDomain.of("third.example")));
        assertThat(bench.questions).hasValue(questions + 2);
    }

    private int questionsAfterBackgroundChecks() {
        ResolverBench.await(bench.resolver.check(PolicyDomain.of("other.example")));
        return bench.questions.get() - 1;
    }

    @Test
    void everyKindOfOwnFailureIsCounted() {
        bench.dns(domain -> {
            throw new IllegalStateException("a bug of the port");
        });
        bench.check();
        assertThat(bench.resolver.ownFailures()).as("the port threw").isEqualTo(1);
        bench.dns(domain -> {
            throw new StackOverflowError();
        });
        bench.check();
        assertThat(bench.resolver.ownFailures()).as("an error in a check").isEqualTo(2);
        ResolverBench.await(bench.resolver.refresh(ResolverBench.DOMAIN));
        assertThat(bench.resolver.ownFailures()).as("an error in a refresh").isEqualTo(3);
        PolicyCache broken = new PolicyCache() {
            @Override
            public @Nullable CachedPolicy get(PolicyDomain domain) {
                throw new IllegalStateException("the store cannot be read");
            }

            @Override
            public @Nullable CachedPolicy inMemory(PolicyDomain domain, long nowMillis) {
                return null;
            }

            @Override
            public void put(PolicyDomain domain, CachedPolicy entry) {}
        };
        try (PolicyResolver resolver = new PolicyResolver(
                domain -> Published.absent(),
                domain -> Published.fetched(ENFORCE),
                broken,
                bench.clock,
                ResolutionSettings.DEFAULT)) {
            assertThat(resolver.cachedBeforeReturn(ResolverBench.DOMAIN)).isInstanceOf(Undetermined.class);
            assertThat(resolver.ownFailures()).isEqualTo(1);
        }
    }

    @Test
    void workThatFindsNoRoomIsCounted() {
        bench.publish("A", ENFORCE).check();
        CountDownLatch never = new CountDownLatch(1);
        try (PolicyResolver resolver = new PolicyResolver(
                domain -> {
                    awaitUninterruptibly(never);
                    return Published.absent();
                },
                domain -> Published.fetched(ENFORCE),
                bench.cache,
                bench.clock,
                ResolutionSettings.builder().maxLookups(1).maxFetches(1).build())) {
            for (int i = 0; i <= 10_000; i++) { // one runs, and ten thousand wait
                var unused = resolver.check(PolicyDomain.of("d" + i + ".example"));
            }
            assertThat(ResolverBench.await(resolver.refresh(ResolverBench.DOMAIN)))
                    .isInstanceOf(RefreshResult.NotTried.class);
            assertThat(resolver.ownFailures()).isPositive();
        } finally {
            never.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static StsDiscoveryResult failed(LookupFault fault) {
        return new StsDiscoveryResult.TemporaryFailure("no answer", fault);
    }

    private static FetchResult failed(FetchResult.Cause cause) {
        return new FetchResult.Failed(
                cause, new Failure(ResultType.STS_POLICY_FETCH_ERROR, "all slots were taken"), List.of());
    }
}
