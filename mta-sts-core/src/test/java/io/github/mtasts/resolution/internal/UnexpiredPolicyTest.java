package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.DOMAIN;
import static io.github.mtasts.resolution.internal.ResolverBench.await;
import static io.github.mtasts.resolution.internal.ResolverBench.inForce;
import static io.github.mtasts.resolution.internal.ResolverBench.none;
import static io.github.mtasts.resolution.internal.ResolverBench.refreshFailure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.InForce;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A policy stays in force for its max_age: only a newer one that was fetched and parsed replaces it. */
class UnexpiredPolicyTest {
    private static final StsPolicy ENFORCE = Published.policy("enforce", 86_400, "mx1.example.com");
    private static final StsPolicy TESTING = Published.policy("testing", 86_400, "mx2.example.com");
    private static final StsPolicy NONE = Published.policy("none", 86_400);

    private final ResolverBench bench = new ResolverBench();

    @BeforeEach
    void cacheEnforceUnderIdA() {
        bench.publish("A", ENFORCE);
        assertThat(bench.inForce()).isEqualTo(ENFORCE);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    static Stream<Arguments> failures() {
        FetchResult valid = Published.fetched(TESTING);
        return Stream.of(
                Arguments.of("SERVFAIL", Published.dnsFails(), valid, "dns-failure: SERVFAIL"),
                Arguments.of("absent TXT", Published.absent(), valid, "txt-absent"),
                Arguments.of("bad TXT", Published.invalid(), valid, "txt-invalid: the id is no id"),
                Arguments.of("new id, 404", Published.id("B"), Published.status(404), "http-status: 404"),
                Arguments.of(
                        "new id, bad body", Published.id("B"), Published.badBody("<html>"), "policy-invalid: line 1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    @Tag("STS-3.3-17")
    @Tag("STS-3.3-18")
    @Tag("STS-6-02")
    void staysInForceWhateverACheckFailsWith(String name, StsDiscoveryResult dns, FetchResult https, String reason) {
        bench.dns(dns).https(https);
        assertThat(inForce(bench.check())).isEqualTo(ENFORCE);
        InForce later = (InForce) bench.pass(Duration.ofHours(23)).check();
        assertThat(later.policy()).isEqualTo(ENFORCE);
        assertThat(later.source()).isEqualTo(PolicyResolution.Source.CACHE);
        assertThat(refreshFailure(later)).extracting(Failure::reason).isEqualTo(reason);
        assertThat(bench.known(DOMAIN))
                .as("a delivery that asks nobody carries the failure too")
                .isEqualTo(later);
        assertThat(bench.resolver.cachedBeforeReturn(DOMAIN)).isEqualTo(later);
        assertThat(await(bench.resolver.withoutWaiting(DOMAIN))).isEqualTo(later);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    @Tag("STS-3.3-19")
    void expiresWhateverTheRefreshFailsWith(String name, StsDiscoveryResult dns, FetchResult https, String reason) {
        bench.dns(dns).https(Published.status(500)).pass(Duration.ofHours(25));
        PolicyResolution expired = bench.deliver();
        none(expired);
        assertThat(bench.resolver.cachedBeforeReturn(DOMAIN)).isNull();
    }

    @Test
    @Tag("STS-3.3-17")
    void reportsABadBodyAsAnInvalidPolicy() {
        bench.dns(Published.id("B")).https(Published.badBody("<html>"));
        assertThat(refreshFailure(bench.check())).extracting(Failure::type).isEqualTo(ResultType.STS_POLICY_INVALID);
    }

    @Test
    @Tag("STS-8.3-02")
    void outlivesTheRemovalOfEverythingUntilItExpires() {
        bench.dns(Published.absent()).https(Published.status(404)).pass(Duration.ofHours(23));
        assertThat(inForce(bench.check())).isEqualTo(ENFORCE);
        assertThat(none(bench.pass(Duration.ofHours(2)).deliver()).reason()).isEqualTo(Reason.NOT_PUBLISHED);
    }

    @Test
    @Tag("STS-3-02")
    @Tag("STS-5.1-06")
    void isUsedWithoutHttpsUntilTheIdChanges() {
        bench.check();
        bench.check();
        assertThat(bench.requests).hasValue(1);
        bench.publish("B", TESTING);
        assertThat(inForce(bench.check())).isEqualTo(TESTING);
        assertThat(bench.requests).hasValue(2);
        assertThat(bench.cache.get(DOMAIN)).extracting(CachedPolicy::id).isEqualTo("B");
        assertThat(bench.inForce()).isEqualTo(TESTING);
    }

    @Test
    @Tag("STS-8.3-01")
    @Tag("STS-5.1-06")
    void isReplacedByAFetchedNone() {
        bench.publish("B", NONE).check();
        assertThat(bench.inForce()).isEqualTo(NONE);
    }

    @Test
    @Tag("STS-10.3-01")
    void isReplacedHoweverLongItWouldHaveLived() {
        bench.publish("B", Published.policy("enforce", 31_557_600, "evil.example.net"))
                .check();
        bench.publish("C", ENFORCE).check();
        assertThat(bench.inForce()).isEqualTo(ENFORCE);
    }

    @Test
    @Tag("STS-3.1-07")
    void comparesIdsByCaseAndWithoutOrder() {
        bench.publish("b2", ENFORCE).check();
        bench.pass(Duration.ofMinutes(6)).publish("B2", ENFORCE).check();
        bench.pass(Duration.ofMinutes(6)).publish("a1", ENFORCE).check();
        assertThat(bench.requests).hasValue(4);
    }

    @Test
    @Tag("STS-10.2-03")
    @Tag("STS-3.2-28")
    void livesForItsMaxAgeFromTheFetchAndIsNotRevivedByAnUnchangedId() {
        StsPolicy brief = Published.policy("enforce", 100, "mx1.example.com");
        bench.publish("S", brief).check();
        bench.pass(Duration.ofSeconds(90)).check();
        assertThat(bench.requests).hasValue(2);
        bench.https(Published.status(503)).pass(Duration.ofSeconds(9));
        assertThat(bench.known(DOMAIN)).isInstanceOf(InForce.class);
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.known(DOMAIN)).as("expired after 100 s sharp").isNull();
        assertThat(none(bench.deliver()).reason()).isEqualTo(Reason.FETCH_FAILED);
        assertThat(bench.requests).hasValue(3);
    }

    @Test
    @Tag("STS-3.3-18")
    void staysInForceWhenTheClockIsSetBack() {
        bench.pass(Duration.ofDays(-400)).dns(Published.absent());
        assertThat(inForce(bench.check())).isEqualTo(ENFORCE);
    }

    @Test
    void aFailureIsForgottenWhenALaterCheckSucceeds() {
        bench.dns(Published.dnsFails()).check();
        bench.dns(Published.id("A"));
        assertThat(((InForce) bench.check()).refreshFailure()).isNull();
        assertThat(((InForce) bench.deliver()).refreshFailure()).isNull();
    }

    @Test
    @Tag("STS-6-02")
    void aNonePolicyCarriesNoRefreshFailure() {
        bench.publish("B", NONE).check();
        for (StsDiscoveryResult dns :
                new StsDiscoveryResult[] {Published.absent(), Published.dnsFails(), Published.id("C")}) {
            bench.dns(dns).https(Published.status(404));
            InForce none = (InForce) bench.check();
            assertThat(none.policy()).isEqualTo(NONE);
            assertThat(none.refreshFailure()).isNull();
        }
    }
}
