package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.DOMAIN;
import static io.github.mtasts.resolution.internal.ResolverBench.START;
import static io.github.mtasts.resolution.internal.ResolverBench.inForce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy that was fetched while the clock was ahead: it must not stay in force for as long as the clock was ahead. */
class FutureFetchTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration CALM = Duration.ofMinutes(15);
    private static final StsPolicy POLICY = Published.policy("enforce", 86_400, "mx1.example.com");

    private final ResolverBench bench = new ResolverBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void isFetchedAgainAlthoughItsIdIsTheSame() {
        bench.jump(Duration.ofDays(1000)).publish("A", POLICY).check();
        bench.jump(Duration.ofDays(-1000));

        assertThat(inForce(bench.check())).isEqualTo(POLICY);
        assertThat(fetchedAt()).isEqualTo(START);

        bench.dns(Published.dnsFails()).pass(DAY);
        assertThat(bench.check()).isInstanceOf(PolicyResolution.NoPolicy.class);
    }

    @ParameterizedTest // however the attacker keeps the policy from being fetched again
    @ValueSource(strings = {"HTTPS", "DNS", "TXT", "record"})
    void expiresMaxAgeAfterTheFaultWasNoticedAlthoughItCannotBeFetched(String blocked) {
        fetchedWhileTheClockWasAhead();
        block(blocked);

        assertThat(inForce(bench.check())).isEqualTo(POLICY);
        Instant noticed = bench.clock.instant();
        assertThat(fetchedAt()).isEqualTo(noticed);

        bench.pass(Duration.ofMinutes(10));
        assertThat(inForce(bench.check())).isEqualTo(POLICY);
        assertThat(fetchedAt()).as("it does not begin again").isEqualTo(noticed);
        bench.pass(DAY.minusMinutes(10).minusMillis(1));
        assertThat(inForce(bench.check())).isEqualTo(POLICY);
        bench.pass(Duration.ofMillis(1));
        assertThat(bench.check()).isInstanceOf(PolicyResolution.NoPolicy.class);

        bench.publish("A", POLICY).pass(Duration.ofMinutes(5));
        assertThat(inForce(bench.check())).isEqualTo(POLICY);
    }

    private void block(String what) {
        StsDiscoveryResult answer = switch (what) {
            case "HTTPS" -> Published.id("A");
            case "DNS" -> Published.dnsFails();
            case "TXT" -> Published.absent();
            default -> Published.invalid();
        };
        bench.dns(answer).https(Published.status(503));
    }

    @Test
    void keepsTheFailureThatIsReportedWithIt() {
        fetchedWhileTheClockWasAhead();
        bench.https(Published.status(503));
        bench.check();
        bench.pass(Duration.ofMinutes(1));
        assertThat(ResolverBench.refreshFailure(bench.deliver())).isNotNull();
    }

    private void fetchedWhileTheClockWasAhead() {
        bench.jump(Duration.ofDays(1000)).publish("A", POLICY).check();
        bench.jump(Duration.ofDays(-1000)).dns(Published.dnsFails());
        assertThat(inForce(bench.check())).isEqualTo(POLICY);
        assertThat(fetchedAt()).as("the clock has just jumped").isAfter(bench.clock.instant());
        bench.pass(CALM).publish("A", POLICY);
    }

    @Test
    void aClockThatIsBehindForAWhileCostsNoPolicy() {
        bench.pass(CALM).publish("A", POLICY).check();
        Instant fetched = bench.clock.instant();
        bench.dns(Published.dnsFails()).jump(Duration.ofDays(-30));
        assertThat(inForce(bench.check())).isEqualTo(POLICY);
        bench.pass(CALM.minusSeconds(1));
        assertThat(inForce(bench.check())).isEqualTo(POLICY);

        bench.jump(Duration.ofDays(30).plusHours(1));
        assertThat(inForce(bench.check())).isEqualTo(POLICY);
        assertThat(fetchedAt()).isEqualTo(fetched);
    }

    @Test
    void aMachineThatStartsIn1970LosesNoPolicyHoweverLongItTakes() {
        bench.publish("A", POLICY).check();
        Instant fetched = bench.clock.instant();
        bench.dns(Published.dnsFails()).jump(Duration.between(fetched, Instant.EPOCH));
        bench.check();
        bench.pass(Duration.ofDays(3));
        assertThat(inForce(bench.check())).isEqualTo(POLICY);
        assertThat(fetchedAt()).isEqualTo(fetched);
    }

    @Test
    void aSmallDifferenceBetweenTheClocksOfSeveralNodesChangesNothing() {
        bench.publish("A", POLICY).check();
        bench.jump(Duration.ofMinutes(-1)).pass(CALM).jump(CALM.negated());

        bench.check();
        assertThat(bench.requests).hasValue(1);
        bench.dns(Published.dnsFails()).check();
        assertThat(fetchedAt()).isEqualTo(START);
    }

    private Instant fetchedAt() {
        return Objects.requireNonNull(bench.cache.get(DOMAIN)).fetchedAt();
    }
}
