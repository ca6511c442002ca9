package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.DOMAIN;
import static io.github.mtasts.resolution.internal.ResolverBench.await;
import static io.github.mtasts.resolution.internal.ResolverBench.inForce;
import static io.github.mtasts.resolution.internal.ResolverBench.none;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.PolicyResolution.Undetermined;
import io.github.mtasts.resolution.ResolutionSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Deliveries to a domain without a cached policy, under each setting of the operator. */
class UncachedDomainTest {
    private static final StsPolicy ENFORCE = Published.policy("enforce", 86_400, "mx1.example.com");

    @Test
    @Tag("STS-3-01")
    @Tag("STS-3.1-17")
    @Tag("STS-6-05")
    void withoutARecordNothingIsFetchedAndNothingReported() {
        try (ResolverBench bench = new ResolverBench()) {
            PolicyResolution.NoPolicy none = none(bench.dns(Published.absent())
                    .https(Published.fetched(ENFORCE))
                    .deliver());
            assertThat(none.reason()).isEqualTo(Reason.NOT_PUBLISHED);
            assertThat(none.failure()).isNull();
            assertThat(none.lines()).isEmpty();
            assertThat(bench.requests).hasValue(0);
        }
    }

    @Test
    @Tag("STS-3.3-16")
    @Tag("STS-6-01")
    void anAnnouncedPolicyThatCannotBeFetchedIsNoPolicyAndAFailureToReport() {
        try (ResolverBench bench = new ResolverBench()) {
            PolicyResolution.NoPolicy none = none(
                    bench.dns(Published.id("A")).https(Published.status(500)).deliver());
            assertThat(none.reason()).isEqualTo(Reason.FETCH_FAILED);
            assertThat(none.failure()).isEqualTo(Published.status(500).failure());
        }
    }

    @Test
    @Tag("STS-3.1-22")
    @Tag("STS-6-05")
    void aDnsFailureIsNoPolicyAndNotReported() {
        try (ResolverBench bench = new ResolverBench()) {
            PolicyResolution.NoPolicy none =
                    none(bench.dns(Published.dnsFails()).deliver());
            assertThat(none.reason()).isEqualTo(Reason.DNS_FAILURE);
            assertThat(none.failure()).isNull();
        }
    }

    @Test
    @Tag("STS-3.1-22")
    void aDnsFailureDefersWhereTheOperatorChoseTo() {
        try (ResolverBench bench = new ResolverBench(settings(false, false, true))) {
            bench.dns(Published.dnsFails());
            assertThat(bench.deliver()).isEqualTo(new Undetermined("SERVFAIL", true));
            assertThat(bench.deliver()).as("remembered for seconds").isEqualTo(new Undetermined("SERVFAIL", true));
            assertThat(bench.questions).hasValue(1);
            assertThat(await(bench.resolver.withoutWaiting(DOMAIN))).isInstanceOf(Undetermined.class);
            none(bench.dns(Published.absent()).check());
        }
    }

    @Test
    @Tag("STS-5.1-02")
    void alwaysCheckAsksOncePerDelivery() {
        try (ResolverBench bench = new ResolverBench(settings(true, false, false))) {
            bench.publish("A", ENFORCE);
            for (int i = 1; i <= 5; i++) {
                assertThat(bench.inForce()).isEqualTo(ENFORCE);
                assertThat(bench.questions).hasValue(i);
            }
            assertThat(bench.requests).hasValue(1);
            bench.dns(Published.dnsFails());
            assertThat(bench.inForce())
                    .as("and a failure leaves the policy in force")
                    .isEqualTo(ENFORCE);
        }
    }

    @Test
    @Tag("STS-5.1-01")
    void inBackgroundModeTheFirstMessageGoesAndTheSecondIsUnderThePolicy() {
        try (ResolverBench bench = new ResolverBench(settings(false, true, false))) {
            CompletableFuture<Void> slow = new CompletableFuture<>();
            bench.dns(Published.id("A")).https(domain -> {
                slow.join();
                return Published.fetched(ENFORCE);
            });
            assertThat(none(bench.deliver()).reason()).isEqualTo(Reason.NOT_YET_KNOWN);
            CompletableFuture<PolicyResolution> ended = bench.resolver.check(DOMAIN);
            slow.complete(null);
            await(ended);
            assertThat(inForce(bench.known(DOMAIN))).isEqualTo(ENFORCE);
            assertThat(bench.questions).hasValue(1);
        }
    }

    @Test
    @Tag("STS-6-01")
    void inBackgroundModeAFailedFetchIsReportedByTheNextDelivery() {
        try (ResolverBench bench = new ResolverBench(settings(false, true, true))) {
            bench.dns(Published.id("A")).https(Published.status(500)).check();
            assertThat(none(await(bench.resolver.withoutWaiting(DOMAIN))).failure())
                    .isEqualTo(Published.status(500).failure());
            bench.pass(Duration.ofMinutes(5));
            assertThat(await(bench.resolver.withoutWaiting(DOMAIN))).isInstanceOf(Undetermined.class);
        }
    }

    @Test
    void theWaitingSettingIsOffByDefault() {
        try (ResolverBench bench = new ResolverBench()) {
            assertThat(none(bench.dns(Published.absent()).deliver()).reason())
                    .as("the delivery has waited")
                    .isEqualTo(Reason.NOT_PUBLISHED);
            assertThat(bench.resolver.cachedBeforeReturn(DOMAIN)).isNull();
        }
    }

    private static ResolutionSettings settings(boolean alwaysCheck, boolean background, boolean defer) {
        return ResolutionSettings.builder()
                .alwaysCheck(alwaysCheck)
                .fetchInBackground(background)
                .deferOnDnsFailure(defer)
                .maxLookups(10)
                .maxFetches(10)
                .maxRemembered(100)
                .build();
    }

    @Test
    void aDeliveryThatDoesNotWaitStartsTheFetchForTheNext() {
        CompletableFuture<Void> fetching = new CompletableFuture<>();
        CompletableFuture<Void> released = new CompletableFuture<>();
        try (ResolverBench bench = new ResolverBench(
                ResolutionSettings.builder().fetchInBackground(true).build())) {
            StsPolicy policy = Published.policy("enforce", 86_400, "mx1.example.com");
            bench.dns(Published.id("A")).https(domain -> {
                fetching.complete(null);
                released.join();
                return Published.fetched(policy);
            });
            assertThat(ResolverBench.none(bench.deliver()).reason()).isEqualTo(PolicyResolution.Reason.NOT_YET_KNOWN);
            ResolverBench.await(fetching);
            released.complete(null);
            assertThat(ResolverBench.inForce(bench.check())).isEqualTo(policy);
            assertThat(bench.requests).hasValue(1);
        }
    }
}
