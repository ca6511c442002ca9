package io.github.mtasts.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.ResolutionSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The whole decision on a cached policy: {@code begin} on a prepared request, then {@code candidate} with the MX name as
 * a string. Baseline: a bare Caffeine {@code getIfPresent} with equal keys in the same random order, in a cache with the
 * same bound as the library's.
 *
 * <p>This is the steady state: the library has filled its cache through ports that answer from memory, and the next
 * comparison of a TXT id is a year away, so that no check runs during the measurement.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgsAppend = {"-Xms1500m", "-Xmx1500m"})
public class Decision {
    private static final long MAX_WEIGHT_OCTETS = 1L << 40; // nothing is evicted
    private static final int BATCH = 5_000;

    /** A library with the policies of all domains in its cache. */
    @State(Scope.Thread)
    public static class Library {
        /** The number of cached domains. */
        @Param({"1", "1000", "1000000"})
        int domains;

        private DeliveryRequest[] requests = {};
        private String[] mxNames = {};
        private int next;
        private MtaSts mtaSts = library();

        /** Fills the cache. */
        @Setup(Level.Trial)
        public void fill() {
            requests = new DeliveryRequest[domains];
            mxNames = new String[domains];
            Map<String, String> known = new HashMap<>();
            int[] order = Names.shuffled(domains);
            List<CompletableFuture<DeliveryAttempt>> batch = new ArrayList<>();
            for (int i = 0; i < domains; i++) {
                requests[i] = DeliveryRequest.willRetry(Names.domain(order[i]))
                        .ehloName("mail.sender.example")
                        .build();
                mxNames[i] = known.computeIfAbsent(Names.mx(order[i]), name -> name);
                batch.add(mtaSts.beginAsync(DeliveryRequest.willRetry(Names.domain(order[i]))
                        .ehloName("mail.sender.example")
                        .build()));
                if (batch.size() == BATCH || i == domains - 1) {
                    batch.forEach(CompletableFuture::join);
                    batch.clear();
                }
            }
            for (int i = 0; i < domains; i++) {
                check();
            }
        }

        /** Checks that each domain is answered from the cache, so that the benchmark measures what it says. */
        private void check() {
            DeliveryAttempt attempt = mtaSts.begin(nextRequest());
            boolean cached = attempt.resolution() instanceof PolicyResolution.InForce inForce
                    && inForce.source() == PolicyResolution.Source.CACHE
                    && inForce.refreshFailure() == null;
            if (!cached || !(attempt.candidate(mxNames[next]) instanceof Candidate.Proceed)) {
                throw new IllegalStateException("expected a cached policy that permits " + mxNames[next]);
            }
        }

        DeliveryRequest nextRequest() {
            next = next + 1 == requests.length ? 0 : next + 1;
            return requests[next];
        }

        /** Stops the threads of the library. */
        @TearDown
        public void close() {
            mtaSts.close();
        }

        private static MtaSts library() {
            ResolutionSettings patient = ResolutionSettings.builder()
                    .compareEvery(Duration.ofDays(365))
                    .maxLookups(2)
                    .maxFetches(2)
                    .maxRemembered(1_000)
                    .build();
            TxtAnswer announced = new TxtAnswer.Records(List.of("v=STSv1; id=1;"), Duration.ofDays(1));
            return MtaSts.builder()
                    .cache(MemoryPolicyCache.create(MAX_WEIGHT_OCTETS, Clock.systemUTC()))
                    .dns(name -> announced, host -> new AddressAnswer.Failed("no fetch leaves this process"))
                    .fetcher(domain -> new FetchResult.Fetched(policy(domain), List.of()))
                    .resolution(patient)
                    .build();
        }

        private static StsPolicy policy(PolicyDomain domain) {
            String name = domain.name();
            int index = Integer.parseInt(name.substring(name.indexOf('-') + 1, name.indexOf('.')));
            return Policies.policy(Names.pattern(index));
        }
    }

    /** A Caffeine cache with the same entries. */
    @State(Scope.Thread)
    public static class Bare {
        /** The number of cached domains. */
        @Param({"1", "1000", "1000000"})
        int domains;

        private PolicyDomain[] keys = {};
        private int next;
        private final Cache<PolicyDomain, CachedPolicy> cache = Caffeine.newBuilder()
                .maximumWeight(MAX_WEIGHT_OCTETS)
                .weigher((key, value) -> 300)
                .executor(Runnable::run)
                .build();

        /** Fills the cache. */
        @Setup(Level.Trial)
        public void fill() {
            keys = new PolicyDomain[domains];
            Map<String, StsPolicy> policies = new HashMap<>();
            int[] order = Names.shuffled(domains);
            for (int i = 0; i < domains; i++) {
                keys[i] = PolicyDomain.of(Names.domain(order[i]));
                StsPolicy policy = policies.computeIfAbsent(Names.pattern(order[i]), Policies::policy);
                // A different object than the look-up key, as in the library.
                cache.put(
                        PolicyDomain.of(Names.domain(order[i])),
                        new CachedPolicy(policy, "1", Instant.ofEpochMilli(0)));
            }
        }

        PolicyDomain nextKey() {
            next = next + 1 == keys.length ? 0 : next + 1;
            return keys[next];
        }
    }

    /** The library. */
    @Benchmark
    public Object library(Library library) {
        DeliveryAttempt attempt = library.mtaSts.begin(library.nextRequest());
        return attempt.candidate(library.mxNames[library.next]);
    }

    /** Caffeine alone. */
    @Benchmark
    public @Nullable Object baselineCaffeine(Bare bare) {
        return bare.cache.getIfPresent(bare.nextKey());
    }
}
