package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.DOMAIN;
import static io.github.mtasts.resolution.internal.ResolverBench.await;
import static io.github.mtasts.resolution.internal.ResolverBench.inForce;
import static io.github.mtasts.resolution.internal.ResolverBench.none;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.PolicyResolution.Undetermined;
import io.github.mtasts.resolution.RefreshResult;
import io.github.mtasts.resolution.ResolutionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One check per domain is under way for any number of callers, and domains beyond the limit get an answer at once. */
class SingleFlightTest {
    private static final int CALLERS = 1000;
    private static final int ROOM = 10_000 + 1;
    private static final StsPolicy ENFORCE = Published.policy("enforce", 86_400, "mx1.example.com");

    private final CompletableFuture<Void> released = new CompletableFuture<>();

    @AfterEach
    void release() {
        released.complete(null);
    }

    @Test
    void aThousandCallersMakeOneQuestionAndOneFetch() throws InterruptedException {
        try (ResolverBench bench = new ResolverBench()) {
            ExecutorService callers = Executors.newFixedThreadPool(50);
            bench.dns(Published.id("A")).https(domain -> {
                released.join();
                return Published.fetched(ENFORCE);
            });
            Queue<CompletableFuture<PolicyResolution>> checks = new ConcurrentLinkedQueue<>();
            callers.invokeAll(Collections.nCopies(CALLERS, () -> checks.add(bench.resolver.check(DOMAIN))));
            released.complete(null);
            assertThat(checks)
                    .allSatisfy(check -> assertThat(inForce(await(check))).isEqualTo(ENFORCE));
            assertThat(bench.questions).hasValue(1);
            assertThat(bench.requests).hasValue(1);
            callers.shutdownNow();
        }
    }

    @Test
    void oneCallerGivingUpDoesNotEndTheCheckOfTheOthers() {
        try (ResolverBench bench = new ResolverBench()) {
            bench.publish("A", ENFORCE).dns(domain -> {
                released.join();
                return Published.id("A");
            });
            CompletableFuture<PolicyResolution> first = bench.resolver.check(DOMAIN);
            CompletableFuture<PolicyResolution> second = bench.resolver.check(DOMAIN);
            first.cancel(true);
            second.complete(new Undetermined("a caller's own idea"));
            CompletableFuture<PolicyResolution> third = bench.resolver.check(DOMAIN);
            released.complete(null);
            assertThat(inForce(await(third))).isEqualTo(ENFORCE);
            assertThat(bench.questions).hasValue(1);
        }
    }

    @Test
    void aCheckThatEndedMakesRoomForTheNext() {
        try (ResolverBench bench = new ResolverBench()) {
            bench.dns(Published.dnsFails()).check();
            bench.check();
            assertThat(bench.questions).hasValue(2);
        }
    }

    @Test
    void aFullQueueOfLookUpsAnswersAtOnce() {
        try (ResolverBench bench = new ResolverBench(settings(false))) {
            bench.publish("A", ENFORCE).check();
            fillLookups(bench);
            PolicyResolution.NoPolicy refused = none(await(bench.resolver.check(PolicyDomain.of("late.example"))));
            assertThat(refused.reason()).isEqualTo(Reason.NOT_YET_KNOWN);
            assertThat(refused.failure()).as("nobody's failure but ours").isNull();
            PolicyResolution.InForce cached = (PolicyResolution.InForce) await(bench.resolver.check(DOMAIN));
            assertThat(cached.policy()).isEqualTo(ENFORCE);
            assertThat(cached.refreshFailure()).as("nobody's failure but ours").isNull();
            assertThat(bench.resolver.ownFailures()).isEqualTo(2);
            assertThat(await(bench.resolver.refresh(PolicyDomain.of("later.example"))))
                    .isEqualTo(new RefreshResult.NotTried("overloaded: too many domains wait for a check"));
            assertThat(bench.resolver.ownFailures()).isEqualTo(3);
            bench.resolver.checkInBackground(DOMAIN);
            assertThat(bench.resolver.ownFailures())
                    .as("a pause of five seconds")
                    .isEqualTo(3);
            bench.pass(Duration.ofSeconds(5)).resolver.checkInBackground(DOMAIN);
            assertThat(bench.resolver.ownFailures()).isEqualTo(4);
        }
    }

    @Test
    void aFullQueueDefersWhereTheOperatorChoseTo() {
        try (ResolverBench bench = new ResolverBench(settings(true))) {
            fillLookups(bench);
            assertThat(await(bench.resolver.check(DOMAIN))).isInstanceOf(Undetermined.class);
        }
    }

    @Test
    void aFullQueueOfFetchesIsNoFailedFetch() {
        try (ResolverBench bench = new ResolverBench(settings(false))) {
            bench.dns(Published.id("A")).https(domain -> {
                released.join();
                return Published.fetched(ENFORCE);
            });
            List<CompletableFuture<PolicyResolution>> waiting = new ArrayList<>();
            for (int i = 0; i < ROOM; i++) {
                waiting.add(bench.resolver.check(PolicyDomain.of("d" + i + ".example")));
            }
            // The only look-up thread takes the domains in turn, so that the last one exceeds the limit.
            assertThat(bench.check())
                    .as("mail waits for the announced policy")
                    .isEqualTo(new Undetermined("overloaded: too many domains wait for a check"));
            assertThat(bench.resolver.ownFailures()).isEqualTo(1);
            released.complete(null);
            waiting.forEach(check -> assertThat(inForce(await(check))).isEqualTo(ENFORCE));
            assertThat(inForce(bench.check()))
                    .as("no back-off for a fetch that was never made")
                    .isEqualTo(ENFORCE);
        }
    }

    /** Fills the limit: one look-up runs, and the queue is full. */
    private void fillLookups(ResolverBench bench) {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        bench.dns(domain -> {
            begun.complete(null);
            released.join();
            return Published.absent();
        });
        for (int i = 0; i < ROOM; i++) {
            bench.resolver.checkInBackground(PolicyDomain.of("d" + i + ".example"));
            if (i == 0) {
                await(begun);
            }
        }
    }

    private static ResolutionSettings settings(boolean deferOnDnsFailure) {
        return ResolutionSettings.builder()
                .deferOnDnsFailure(deferOnDnsFailure)
                .maxLookups(1)
                .maxFetches(1)
                .maxRemembered(100)
                .build();
    }

    @Test
    void everyResultIsSeenLastAndErrorsBecomeResults() {
        SingleFlight<String> flight = new SingleFlight<>();
        assertThat(await(join(flight, CompletableFuture.completedFuture("found"))))
                .isEqualTo("last: found");
        assertThat(await(join(flight, CompletableFuture.failedFuture(new IllegalStateException("broken")))))
                .isEqualTo("last: broken");
        CompletableFuture<String> thrown = flight.join(
                DOMAIN,
                () -> {
                    throw new StackOverflowError("deep");
                },
                error -> CompletableFuture.completedFuture(String.valueOf(error.getMessage())),
                result -> result);
        assertThat(await(thrown)).isEqualTo("deep");
        assertThat(flight.isUnderWay(DOMAIN)).isFalse();
    }

    @Test
    void anErrorOfTheErrorHandlerReachesTheCallersAndEndsTheWork() {
        SingleFlight<String> flight = new SingleFlight<>();
        CompletableFuture<String> failed = flight.join(
                DOMAIN,
                () -> CompletableFuture.failedFuture(new IllegalStateException("broken")),
                error -> CompletableFuture.failedFuture(new IllegalArgumentException("broken, too")),
                result -> result);
        assertThat(failed).isCompletedExceptionally();
        assertThat(flight.isUnderWay(DOMAIN)).isFalse();
    }

    private static CompletableFuture<String> join(SingleFlight<String> flight, CompletableFuture<String> work) {
        return flight.join(
                DOMAIN,
                () -> work,
                error -> CompletableFuture.completedFuture(String.valueOf(error.getMessage())),
                result -> "last: " + result);
    }
}
