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
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.PolicyResolution.Undetermined;
import io.github.mtasts.resolution.RefreshResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** D34: a failure of this sender is counted for its operator, and neither reported nor held against the domain. */
class OwnFailureTest {
    private static final StsPolicy ENFORCE = Published.policy("enforce", 86_400, "mx1.example.com");

    private final ResolverBench bench = new ResolverBench();

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

    @Test
    void aFetchThatWeFailedIsAsADnsFailureAndTheNextDeliveryTriesAgain() {
        bench.dns(Published.id("A")).https(failed(FetchResult.Cause.OWN_FAULT));
        assertThat(none(bench.deliver()).failure()).isNull();
        assertThat(none(bench.deliver()).reason()).isEqualTo(Reason.NOT_YET_KNOWN);
        assertThat(bench.resolver.ownFailures()).isEqualTo(2);
        bench.publish("A", ENFORCE);
        assertThat(bench.inForce()).isEqualTo(ENFORCE);
    }

    @ParameterizedTest
    @EnumSource(
            value = FetchResult.Cause.class,
            names = {"OWN_FAULT", "OVERLOADED"})
    void aFetchThatWeFailedLeavesTheCachedPolicyWithoutAFailure(FetchResult.Cause ours) {
        bench.publish("A", ENFORCE).check();
        bench.pass(Duration.ofMinutes(6)).dns(Published.id("B")).https(failed(ours));
        assertThat(inForce(bench.check())).isEqualTo(ENFORCE);
        assertThat(refreshFailure(bench.check())).isNull();
        assertThat(ResolverBench.await(bench.resolver.refresh(ResolverBench.DOMAIN)))
                .isInstanceOf(RefreshResult.NotTried.class);
    }

    private static StsDiscoveryResult failed(LookupFault fault) {
        return new StsDiscoveryResult.TemporaryFailure("no answer", fault);
    }

    private static FetchResult failed(FetchResult.Cause cause) {
        return new FetchResult.Failed(
                cause, new Failure(ResultType.STS_POLICY_FETCH_ERROR, "all slots were taken"), List.of());
    }
}
