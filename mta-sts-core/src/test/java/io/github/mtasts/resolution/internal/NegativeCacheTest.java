package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.DOMAIN;
import static io.github.mtasts.resolution.internal.ResolverBench.await;
import static io.github.mtasts.resolution.internal.ResolverBench.inForce;
import static io.github.mtasts.resolution.internal.ResolverBench.none;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.ResolutionSettings;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The time for which "no policy" is kept, so that not every message asks the DNS. */
class NegativeCacheTest {
    private static final StsPolicy ENFORCE = Published.policy("enforce", 86_400, "mx1.example.com");

    private final ResolverBench bench = new ResolverBench(ResolutionSettings.builder()
            .maxLookups(10)
            .maxFetches(10)
            .maxRemembered(2)
            .build());

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void absenceIsRememberedForItsTtl() {
        bench.dns(new StsDiscoveryResult.Absent(Duration.ofSeconds(60))).deliver();
        bench.pass(Duration.ofMillis(59_999)).deliver();
        assertThat(bench.questions).hasValue(1);
        bench.pass(Duration.ofMillis(1)).deliver();
        assertThat(bench.questions).hasValue(2);
    }

    @Test
    void absenceIsRememberedForFiveMinutesAtMost() {
        bench.dns(new StsDiscoveryResult.Absent(Duration.ofDays(1_000_000))).deliver();
        bench.pass(Duration.ofMinutes(5).minusMillis(1)).deliver();
        assertThat(bench.questions).hasValue(1);
        bench.pass(Duration.ofMillis(1)).deliver();
        assertThat(bench.questions).hasValue(2);
    }

    @Test
    @Tag("STS-3.1-18")
    void anUnusableRecordIsRememberedLikeAnAbsentOne() {
        bench.dns(new StsDiscoveryResult.Invalid("no id", Duration.ofHours(1))).https(Published.fetched(ENFORCE));
        assertThat(none(bench.deliver()).reason()).isEqualTo(Reason.INVALID_RECORD);
        assertThat(none(bench.pass(Duration.ofMinutes(4)).deliver()).reason()).isEqualTo(Reason.INVALID_RECORD);
        bench.pass(Duration.ofMinutes(1)).deliver();
        assertThat(bench.questions).hasValue(2);
        assertThat(bench.requests).hasValue(0);
    }

    @Test
    void aDnsFailureIsRememberedForSeconds() {
        bench.dns(Published.dnsFails());
        assertThat(none(bench.deliver()).reason()).isEqualTo(Reason.DNS_FAILURE);
        bench.pass(Duration.ofMillis(4_999)).deliver();
        assertThat(bench.questions).hasValue(1);
        bench.pass(Duration.ofMillis(1)).deliver();
        assertThat(bench.questions).hasValue(2);
    }

    /** Otherwise an attacker who hides the record while the store is down gains up to five minutes without the policy. */
    @ParameterizedTest
    @MethodSource("noRecords")
    void doesNotHideAPolicyOfAStoreThatCouldNotBeRead(StsDiscoveryResult noRecord) {
        bench.publish("A", ENFORCE).deliver();
        bench.cache.unreadable(true);
        none(bench.dns(noRecord).deliver());
        bench.cache.unreadable(false);
        assertThat(bench.inForce()).isEqualTo(ENFORCE);
    }

    static Stream<StsDiscoveryResult> noRecords() {
        return Stream.of(Published.absent(), Published.invalid(), Published.dnsFails());
    }

    @Test
    void isForgottenWhenTheClockIsSetBack() {
        bench.dns(Published.absent()).deliver();
        bench.pass(Duration.ofMillis(-1)).deliver();
        assertThat(bench.questions).hasValue(2);
    }

    @Test
    void isForgottenWhenACheckFindsARecord() {
        bench.dns(Published.absent()).deliver();
        bench.publish("A", Published.policy("enforce", 10, "mx1.example.com")).check();
        bench.pass(Duration.ofSeconds(11));
        assertThat(bench.known(DOMAIN)).as("the absence is out of date").isNull();
    }

    @Test
    @Tag("STS-6-01")
    void doesNotHideAFailedFetchFoundSince() {
        bench.dns(Published.absent()).deliver();
        bench.dns(Published.id("A")).check();
        assertThat(none(bench.deliver()).reason()).isEqualTo(Reason.FETCH_FAILED);
    }

    @Test
    void isBoundedInDomains() {
        bench.dns(Published.absent());
        for (String name : new String[] {"a.example", "b.example", "c.example"}) {
            await(bench.resolver.check(PolicyDomain.of(name)));
        }
        assertThat(bench.known(PolicyDomain.of("b.example"))).isNotNull();
        assertThat(bench.known(PolicyDomain.of("c.example"))).isNotNull();
        assertThat(bench.known(PolicyDomain.of("a.example"))).isNull();
    }

    @Test
    void belongsToTheNameInWhateverCaseItCame() {
        bench.publish("A", ENFORCE).deliver();
        assertThat(inForce(bench.known(PolicyDomain.of("EXAMPLE.com.")))).isEqualTo(ENFORCE);
        await(bench.dns(Published.absent()).resolver.check(PolicyDomain.of("Absent.Example")));
        assertThat(bench.known(PolicyDomain.of("absent.example."))).isNotNull();
    }
}
