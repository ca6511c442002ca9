package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.DOMAIN;
import static io.github.mtasts.resolution.internal.ResolverBench.await;
import static io.github.mtasts.resolution.internal.ResolverBench.inForce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The comparison of a cached policy's id with the DNS that a delivery starts in the background. */
class ComparisonTest {
    private static final StsPolicy OLD = Published.policy("enforce", 86_400, "mx1.example.com");
    private static final StsPolicy NEW = Published.policy("enforce", 86_400, "mx2.example.com");

    private final ResolverBench bench = new ResolverBench();
    private final CompletableFuture<Void> dnsAsked = new CompletableFuture<>();
    private final CompletableFuture<Void> dnsAnswers = new CompletableFuture<>();

    @BeforeEach
    void cacheOldThenPublishNewInADnsThatWaits() {
        bench.publish("A", OLD).check();
        bench.https(Published.fetched(NEW)).dns(domain -> {
            dnsAsked.complete(null);
            dnsAnswers.join();
            return Published.id("B");
        });
    }

    @AfterEach
    void close() {
        dnsAnswers.complete(null);
        bench.close();
    }

    @Test
    @Tag("STS-3-02")
    void isStartedByADeliveryAfterFiveMinutesAndNotWaitedFor() {
        bench.pass(Duration.ofMinutes(5));
        assertThat(bench.inForce()).isEqualTo(OLD);
        assertThat(bench.questions).as("five minutes are not over five minutes").hasValue(1);
        bench.pass(Duration.ofMillis(1));
        assertThat(bench.inForce()).isEqualTo(OLD);
        assertThat(bench.inForce()).isEqualTo(OLD);
        await(dnsAsked); // by the delivery, not by the check that joins
        CompletableFuture<PolicyResolution> joined = bench.resolver.check(DOMAIN);
        dnsAnswers.complete(null);
        assertThat(inForce(await(joined))).isEqualTo(NEW);
        assertThat(bench.questions)
                .as("one look-up for two deliveries and a check")
                .hasValue(2);
        assertThat(bench.inForce()).isEqualTo(NEW);
    }

    @Test
    void aFetchIsAComparisonToo() {
        assertThat(bench.cache.get(DOMAIN)).matches(entry -> !entry.isComparisonDue(bench.clock.millis(), 300_000));
    }

    @Test
    void isDueWhenTheClockWasSetBack() {
        bench.pass(Duration.ofSeconds(-1));
        assertThat(bench.inForce()).isEqualTo(OLD);
        await(dnsAsked); // by the delivery, not by the check that joins
        CompletableFuture<PolicyResolution> joined = bench.resolver.check(DOMAIN);
        dnsAnswers.complete(null);
        assertThat(inForce(await(joined))).isEqualTo(NEW);
        assertThat(bench.questions).hasValue(2);
    }

    @Test
    void isDueForAnEntryThatCameFromAStore() {
        bench.cache.evict(DOMAIN);
        bench.cache.put(DOMAIN, new CachedPolicy(OLD, "A", bench.clock.instant()));
        assertThat(bench.inForce()).isEqualTo(OLD);
        await(dnsAsked); // by the delivery, not by the check that joins
        CompletableFuture<PolicyResolution> joined = bench.resolver.check(DOMAIN);
        dnsAnswers.complete(null);
        await(joined);
        assertThat(bench.questions).hasValue(2);
    }

    @Test
    void isNotRepeatedForFiveMinutesAfterOneThatFailed() {
        bench.dns(Published.dnsFails()).pass(Duration.ofMinutes(6)).check();
        bench.pass(Duration.ofMinutes(5)).deliver();
        assertThat(bench.questions).hasValue(2);
    }

    @Test
    void lookingAtTheCacheStartsNone() {
        bench.pass(Duration.ofHours(1));
        bench.resolver.cachedBeforeReturn(DOMAIN);
        await(bench.resolver.withoutWaiting(DOMAIN));
        assertThat(bench.questions).hasValue(1);
    }
}
