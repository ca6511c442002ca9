package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.DOMAIN;
import static io.github.mtasts.resolution.internal.ResolverBench.inForce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A policy that was fetched while the clock was ahead: it must not stay in force for as long as the clock was ahead. */
class FutureFetchTest {
    private static final StsPolicy POLICY = Published.policy("enforce", 86_400, "mx1.example.com");

    private final ResolverBench bench = new ResolverBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void expiresMaxAgeAfterTheFaultWasNoticed() {
        bench.publish("A", POLICY).check();
        bench.pass(Duration.ofDays(-1000));

        assertThat(inForce(bench.check())).isEqualTo(POLICY);
        assertThat(fetchedAt()).isEqualTo(bench.clock.instant());

        bench.dns(new StsDiscoveryResult.TemporaryFailure("SERVFAIL", LookupFault.DOMAIN))
                .pass(Duration.ofDays(1));
        assertThat(bench.check()).isInstanceOf(PolicyResolution.NoPolicy.class);
    }

    @Test
    void aClockThatIsBehindForAWhileCostsNoPolicy() {
        bench.publish("A", POLICY).check();
        Instant fetched = bench.clock.instant();
        bench.dns(new StsDiscoveryResult.TemporaryFailure("SERVFAIL", LookupFault.DOMAIN))
                .pass(Duration.ofDays(-1000));
        assertThat(inForce(bench.check())).isEqualTo(POLICY);

        bench.pass(Duration.ofDays(1000).plusHours(1));
        assertThat(inForce(bench.check())).isEqualTo(POLICY);
        assertThat(fetchedAt()).isEqualTo(fetched);
    }

    @Test
    void aSmallDifferenceBetweenTheClocksOfSeveralNodesChangesNothing() {
        Instant fetched = bench.clock.instant();
        bench.publish("A", POLICY).check();
        bench.pass(Duration.ofMinutes(-1));

        bench.check();
        assertThat(fetchedAt()).isEqualTo(fetched);
    }

    private Instant fetchedAt() {
        return Objects.requireNonNull(bench.cache.get(DOMAIN)).fetchedAt();
    }
}
