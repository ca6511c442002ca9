package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.DOMAIN;
import static io.github.mtasts.resolution.internal.ResolverBench.inForce;
import static io.github.mtasts.resolution.internal.ResolverBench.none;
import static io.github.mtasts.resolution.internal.ResolverBench.refreshFailure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The limits of fetches per domain; no limit ever replaces a policy. */
class FetchLimitsTest {
    private static final StsPolicy ENFORCE = Published.policy("enforce", 86_400, "mx1.example.com");
    private static final StsPolicy AT_ONCE = Published.policy("enforce", 0, "mx1.example.com");

    private final ResolverBench bench = new ResolverBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    @Tag("STS-3.3-13")
    void aFailedIdWaitsFiveMinutesAndAChangedIdDoesNot() {
        bench.dns(Published.id("A")).https(Published.status(500)).deliver();
        assertThat(bench.requests).hasValue(1);
        bench.pass(Duration.ofSeconds(60)).deliver();
        assertThat(bench.requests).hasValue(1);
        bench.pass(Duration.ofSeconds(30)).dns(Published.id("B")).deliver();
        assertThat(bench.requests).hasValue(2);
        bench.pass(Duration.ofSeconds(211)).dns(Published.id("A")).deliver();
        assertThat(bench.requests).hasValue(3);
    }

    @Test
    @Tag("STS-3.3-13")
    void theWaitEndsAfterExactlyFiveMinutes() {
        bench.dns(Published.id("A")).https(Published.status(500)).deliver();
        bench.pass(Duration.ofMinutes(5).minusMillis(1)).deliver();
        assertThat(bench.requests).hasValue(1);
        bench.pass(Duration.ofMillis(1)).deliver();
        assertThat(bench.requests).hasValue(2);
    }

    @Test
    @Tag("STS-3.3-13")
    void theWaitHoldsBesideACachedPolicy() {
        bench.publish("A", ENFORCE).deliver();
        bench.dns(Published.id("B")).https(Published.status(500));
        for (int i = 0; i < 10; i++) {
            assertThat(inForce(bench.pass(Duration.ofSeconds(20)).check())).isEqualTo(ENFORCE);
        }
        assertThat(bench.requests).hasValue(2);
    }

    @Test
    @Tag("STS-3.3-13")
    void aClockSetBackEndsTheWait() {
        bench.dns(Published.id("A")).https(Published.status(500)).deliver();
        bench.pass(Duration.ofMillis(-1)).deliver();
        assertThat(bench.requests).hasValue(2);
    }

    @Test
    void threeFetchesInFiveMinutesWhateverTheIds() {
        bench.https(Published.status(500));
        for (int i = 0; i < 50; i++) {
            bench.dns(Published.id("forged" + i)).pass(Duration.ofSeconds(5)).deliver();
        }
        assertThat(bench.requests).hasValue(3);
        bench.pass(Duration.ofMinutes(5)).deliver();
        assertThat(bench.requests).hasValue(4);
    }

    @Test
    void forgedIdsCauseNoMoreFetchesWhenEachSucceeds() {
        bench.publish("A", ENFORCE).deliver();
        for (int i = 0; i < 50; i++) {
            bench.dns(Published.id("forged" + i)).pass(Duration.ofSeconds(5));
            assertThat(inForce(bench.check())).isEqualTo(ENFORCE);
        }
        assertThat(bench.requests).hasValue(3);
        assertThat(refreshFailure(bench.check()))
                .isEqualTo(new Failure(
                        ResultType.STS_POLICY_FETCH_ERROR, "too-many-ids: more than three fetches in five minutes"));
    }

    @Test
    @Tag("STS-6-01")
    void theFailureIsReportedDuringTheWaitToo() {
        bench.dns(Published.id("A"))
                .https(Published.badBody("<html>", "<body>"))
                .deliver();
        PolicyResolution.NoPolicy waiting =
                none(bench.pass(Duration.ofMinutes(1)).deliver());
        assertThat(bench.requests).hasValue(1);
        assertThat(waiting.reason()).isEqualTo(Reason.FETCH_FAILED);
        assertThat(waiting.failure()).isEqualTo(Published.badBody().failure());
        assertThat(waiting.lines()).containsExactly("<html>", "<body>");
    }

    @Test
    @Tag("STS-3.2-16")
    void maxAgeZeroGovernsEachDeliveryAndIsFetchedForEach() {
        bench.publish("A", ENFORCE).deliver();
        bench.publish("B", AT_ONCE);
        assertThat(inForce(bench.check())).isEqualTo(AT_ONCE);
        assertThat(bench.resolver.cachedBeforeReturn(DOMAIN))
                .as("it took the place of the cached one")
                .isNull();
        for (int i = 0; i < 20; i++) {
            assertThat(bench.inForce()).isEqualTo(AT_ONCE);
        }
        assertThat(bench.requests).hasValue(22);
    }

    @Test
    void aShortMaxAgeNeverLeavesDeliveriesUnprotected() {
        StsPolicy brief = Published.policy("enforce", 20, "mx1.example.com");
        bench.publish("A", brief);
        for (int i = 0; i < 20; i++) {
            assertThat(bench.pass(Duration.ofSeconds(21)).inForce()).isEqualTo(brief);
        }
    }

    @Test
    void aCacheWithoutRoomNeverLeavesDeliveriesUnprotected() {
        bench.publish("A", ENFORCE);
        for (int i = 0; i < 20; i++) {
            assertThat(bench.inForce()).isEqualTo(ENFORCE);
            bench.cache.evict(DOMAIN);
        }
        assertThat(bench.requests).hasValue(20);
    }

    @Test
    void failuresCountAmongSuccesses() {
        bench.publish("A", AT_ONCE);
        for (int i = 0; i < 5; i++) {
            bench.deliver();
        }
        bench.https(Published.status(500));
        for (int i = 0; i < 5; i++) {
            none(bench.dns(Published.id("f" + i)).deliver());
        }
        assertThat(bench.requests).as("five served and three failed").hasValue(8);
    }
}
