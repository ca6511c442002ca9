package io.github.mtasts.resolution.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.PolicyFetcher;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.ResolutionSettings;
import io.github.mtasts.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A resolver with a DNS and a Policy Host that give the answers of a test, and count the questions. */
final class ResolverBench implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");
    private static final long PATIENCE_SECONDS = 60;

    final TestClock clock = new TestClock(START);
    final MapCache cache = new MapCache(clock);
    private final AtomicLong nanos = new AtomicLong();
    final AtomicInteger questions = new AtomicInteger();
    final AtomicInteger requests = new AtomicInteger();
    final PolicyResolver resolver;

    private volatile Function<PolicyDomain, StsDiscoveryResult> dns = domain -> Published.absent();
    private volatile PolicyFetcher https = domain -> Published.status(404);

    ResolverBench() {
        this(ResolutionSettings.DEFAULT);
    }

    ResolverBench(ResolutionSettings settings) {
        resolver = new PolicyResolver(
                domain -> {
                    questions.incrementAndGet();
                    return dns.apply(domain);
                },
                domain -> {
                    requests.incrementAndGet();
                    return https.fetch(domain);
                },
                cache,
                clock,
                nanos::get,
                settings);
    }

    ResolverBench dns(StsDiscoveryResult answer) {
        return dns(domain -> answer);
    }

    ResolverBench dns(Function<PolicyDomain, StsDiscoveryResult> answers) {
        dns = answers;
        return this;
    }

    ResolverBench https(FetchResult answer) {
        return https(domain -> answer);
    }

    ResolverBench https(PolicyFetcher answers) {
        https = answers;
        return this;
    }

    ResolverBench publish(String id, StsPolicy policy) {
        return dns(Published.id(id)).https(Published.fetched(policy));
    }

    ResolverBench pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        return jump(time);
    }

    /** Sets the wall clock, while no time passes. */
    ResolverBench jump(Duration time) {
        clock.advance(time);
        return this;
    }

    /** Looks the policy up as a delivery does, and waits for a pending answer. */
    PolicyResolution deliver() {
        return resolution(resolver.lookUp(DOMAIN));
    }

    static PolicyResolution resolution(PolicyLookup lookup) {
        return lookup instanceof PolicyLookup.Pending pending
                ? await(pending.resolution())
                : ((PolicyLookup.Settled) lookup).resolution();
    }

    /** The answer of a look-up that needs no waiting; null when it is pending. */
    @Nullable
    PolicyResolution known(PolicyDomain domain) {
        return resolver.lookUp(domain) instanceof PolicyLookup.Settled settled ? settled.resolution() : null;
    }

    PolicyResolution check() {
        return await(resolver.check(DOMAIN));
    }

    StsPolicy inForce() {
        return inForce(deliver());
    }

    static StsPolicy inForce(@Nullable PolicyResolution resolution) {
        if (resolution instanceof PolicyResolution.InForce inForce) {
            return inForce.policy();
        }
        throw new AssertionError("not in force: " + resolution);
    }

    /** The failure that is reported with the policy in force, null when there is none. */
    static @Nullable Failure refreshFailure(@Nullable PolicyResolution resolution) {
        if (resolution instanceof PolicyResolution.InForce inForce) {
            return inForce.refreshFailure();
        }
        throw new AssertionError("not in force: " + resolution);
    }

    static PolicyResolution.NoPolicy none(PolicyResolution resolution) {
        assertThat(resolution).isInstanceOf(PolicyResolution.NoPolicy.class);
        return (PolicyResolution.NoPolicy) resolution;
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("not completed", e);
        }
    }

    @Override
    public void close() {
        resolver.close();
    }
}
