package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.DOMAIN;
import static io.github.mtasts.resolution.internal.ResolverBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.policy.StsPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The evidence that a last try was made (RFC 8461 section 5.1), without which no message is returned. */
class LastTryEvidenceTest {
    private static final StsPolicy ENFORCE = Published.policy("enforce", 86_400, "mx1.example.com");
    private static final String NOT_ASKED = "the DNS was not asked for a newer policy";
    private static final String NOT_FETCHED = "this server could not fetch the policy that the DNS announces";
    private static final String UNREADABLE = "the policy cache could not be read";

    private final ResolverBench bench = new ResolverBench();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    @AfterEach
    void close() {
        released.complete(null);
        bench.close();
    }

    private @Nullable String fault() {
        return fault(bench.resolver.lastTry(DOMAIN));
    }

    private static @Nullable String fault(PolicyLookup.Pending pending) {
        PolicyLookup.Settled settled = pending.settled(await(pending.resolution()));
        return ((PolicyLookup.Checked) settled).lastTry().fault(settled.resolution());
    }

    @Test
    @Tag("STS-5.1-05")
    void everyAnswerOfTheDnsIsEvidenceAndSoIsItsSilence() {
        for (StsDiscoveryResult answer : List.of(
                Published.absent(),
                Published.invalid(),
                Published.dnsFails(),
                new StsDiscoveryResult.TemporaryFailure("no answer", LookupFault.RESOLVERS))) {
            bench.dns(answer);
            assertThat(fault()).as("%s", answer).isNull();
        }
        bench.publish("A", ENFORCE);
        assertThat(fault()).isNull();
        assertThat(fault()).as("the same id").isNull();
        assertThat(bench.questions).as("each last try asks").hasValue(6);
    }

    @Test
    void aQuestionThatWasNotAskedIsNone() {
        bench.dns(new StsDiscoveryResult.TemporaryFailure("all slots were taken", LookupFault.NOT_ASKED));
        assertThat(fault()).isEqualTo(NOT_ASKED);
        bench.publish("A", ENFORCE);
        assertThat(fault()).isNull();
        bench.dns(new StsDiscoveryResult.TemporaryFailure("all slots were taken", LookupFault.NOT_ASKED));
        assertThat(fault()).as("under a cached policy, too").isEqualTo(NOT_ASKED);
    }

    @ParameterizedTest
    @EnumSource(
            value = FetchResult.Cause.class,
            names = {"OWN_FAULT", "OWN_LIMIT", "OVERLOADED"})
    void aFetchThatThisServerFailedIsNone(FetchResult.Cause ours) {
        bench.publish("A", ENFORCE).check();
        bench.dns(Published.id("B")).https(failed(ours));
        assertThat(fault()).isEqualTo(NOT_FETCHED);
        assertThat(fault()).as("while the next fetch waits").isEqualTo(NOT_FETCHED);
        bench.pass(Duration.ofMinutes(5)).publish("B", ENFORCE);
        assertThat(fault()).isNull();
    }

    @Test
    void aFetchThatTheDomainFailedMeansThatThereIsNoNewerPolicy() {
        bench.dns(Published.id("A")).https(failed(FetchResult.Cause.TIMEOUT));
        assertThat(fault()).isNull();
        assertThat(fault()).as("while the next fetch waits").isNull();
        assertThat(bench.requests).hasValue(1);
    }

    @Test
    void aCacheThatCouldNotBeReadMayHoldAPolicy() {
        bench.publish("A", ENFORCE).check();
        bench.dns(Published.absent());
        bench.cache.unreadable(true);
        assertThat(fault()).isEqualTo(UNREADABLE);
        bench.cache.unreadable(false);
        assertThat(fault()).isNull();
        bench.publish("B", ENFORCE);
        bench.cache.unreadable(true);
        assertThat(fault()).as("a policy in force needs no other").isNull();
    }

    @Test
    void aCheckUnderWayCountsWhenItsAnswerComesAfterTheTryBegan() {
        bench.dns(domain -> {
            begun.complete(null);
            released.join();
            return Published.absent();
        });
        CompletableFuture<?> check = bench.resolver.check(DOMAIN);
        await(begun);
        List<PolicyLookup.Pending> tries = List.of(bench.resolver.lastTry(DOMAIN), bench.resolver.lastTry(DOMAIN));
        released.complete(null);
        await(check);
        assertThat(tries).extracting(LastTryEvidenceTest::fault).containsOnlyNulls();
        assertThat(bench.questions).hasValue(1);
    }

    @Test
    void aCheckUnderWayThatWasAnsweredBeforeIsMadeAgain() {
        bench.dns(Published.id("A")).https(domain -> {
            begun.complete(null);
            released.join();
            return Published.fetched(ENFORCE);
        });
        CompletableFuture<?> check = bench.resolver.check(DOMAIN);
        await(begun);
        PolicyLookup.Pending lastTry = bench.resolver.lastTry(DOMAIN);
        released.complete(null);
        await(check);
        assertThat(fault(lastTry)).isNull();
        assertThat(bench.questions).hasValue(2);
    }

    @Test
    void aClosedLibraryMakesNoOtherCheck() {
        bench.dns(Published.id("A")).https(domain -> {
            begun.complete(null);
            released.join();
            return Published.fetched(ENFORCE);
        });
        var unused = bench.resolver.check(DOMAIN);
        await(begun);
        PolicyLookup.Pending lastTry = bench.resolver.lastTry(DOMAIN);
        bench.close();
        assertThat(fault(lastTry)).isEqualTo(NOT_ASKED);
        assertThat(bench.questions).hasValue(1);
    }

    @Test
    void whatHappensLaterIsNoEvidenceForAnEarlierTry() {
        bench.dns(new StsDiscoveryResult.TemporaryFailure("all slots were taken", LookupFault.NOT_ASKED));
        PolicyLookup.Pending earlier = bench.resolver.lastTry(DOMAIN);
        await(earlier.resolution());
        bench.dns(Published.absent()).check();
        assertThat(fault(earlier)).isEqualTo(NOT_ASKED);
    }

    private static FetchResult.Failed failed(FetchResult.Cause cause) {
        return new FetchResult.Failed(cause, new Failure(ResultType.STS_POLICY_FETCH_ERROR, "not fetched"), List.of());
    }

    /** The first of two tries that wait for one check ends with it, and the other one waits for its own. */
    @Test
    void theEndOfATryEndsNoOther() {
        bench.dns(domain -> {
            begun.complete(null);
            released.join();
            return new StsDiscoveryResult.TemporaryFailure("all slots were taken", LookupFault.NOT_ASKED);
        });
        PolicyLookup.Pending first = bench.resolver.lastTry(DOMAIN);
        await(begun);
        PolicyLookup.Pending second = bench.resolver.lastTry(DOMAIN);
        bench.dns(Published.absent());
        released.complete(null);
        assertThat(fault(first)).isEqualTo(NOT_ASKED);
        assertThat(fault(second)).isNull();
    }

    /** Whichever of the two the library tells first. */
    @Test
    void theCheckOfALaterTryIsNoEvidenceForOneThatEnded() {
        bench.dns(domain -> {
            begun.complete(null);
            released.join();
            return new StsDiscoveryResult.TemporaryFailure("all slots were taken", LookupFault.NOT_ASKED);
        });
        PolicyLookup.Pending first = bench.resolver.lastTry(DOMAIN);
        await(begun);
        CompletableFuture<PolicyLookup.Pending> later = new CompletableFuture<>();
        CompletableFuture<Void> between =
                bench.resolver.check(DOMAIN).thenRun(() -> await(await(later).resolution()));
        PolicyLookup.Pending second = bench.resolver.lastTry(DOMAIN);
        later.complete(second);
        bench.dns(Published.absent());
        released.complete(null);
        assertThat(fault(second)).isNull();
        await(between);
        assertThat(fault(first)).isEqualTo(NOT_ASKED);
    }
}
