package io.github.mtasts.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.testkit.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests of every cache, in memory or with a store. A subclass creates an empty one. */
abstract class PolicyCacheContract {
    static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final TestClock clock = new TestClock(START);
    final PolicyCache cache = emptyCache(clock);

    /** Returns an empty cache on this clock, with room for at least 10,000 small policies. */
    abstract PolicyCache emptyCache(Clock wallClock);

    @Test
    void knowsNothingAtFirst() {
        assertThat(cache.get(DOMAIN)).isNull();
    }

    @Test
    void answersWhatWasPut() {
        CachedPolicy entry = entry("mx1.example.com", 86_400, "id1", START);
        cache.put(DOMAIN, entry);

        CachedPolicy cached = cache.get(DOMAIN);
        assertThat(cached).isNotNull();
        assertThat(cached.policy()).isEqualTo(entry.policy());
        assertThat(cached.policy().source()).isEqualTo(entry.policy().source());
        assertThat(cached.id()).isEqualTo("id1");
        assertThat(cached.fetchedAt()).isEqualTo(START);
        assertThat(cache.get(PolicyDomain.of("other.example"))).isNull();
    }

    @Test // the case of a name and a trailing dot make no difference
    void findsADomainHoweverItsNameIsSpelt() {
        cache.put(PolicyDomain.of("EXAMPLE.com."), entry("mx1.example.com", 86_400, "id1", START));
        assertThat(cache.get(PolicyDomain.of("example.COM"))).isNotNull();
    }

    @Test
    @Tag("STS-3.2-28")
    void keepsAPolicyForMaxAgeAndNoLonger() {
        cache.put(DOMAIN, entry("mx1.example.com", 100, "id1", START));
        clock.set(START.plusSeconds(99));
        assertThat(cache.get(DOMAIN)).isNotNull();
        clock.set(START.plusSeconds(100));
        assertThat(cache.get(DOMAIN)).isNull();
    }

    @Test
    void losesNothingToAClockThatJumpsAndComesBack() {
        cache.put(DOMAIN, entry("mx1.example.com", 100, "id1", START));
        clock.advance(Duration.ofDays(3650));
        assertThat(cache.get(DOMAIN)).isNull();
        clock.set(START.plusSeconds(50));
        assertThat(cache.get(DOMAIN)).isNotNull();
    }

    @Test
    void replacesAPolicyByANewerFetch() {
        cache.put(DOMAIN, entry("old.example.com", 86_400, "id1", START));
        cache.put(DOMAIN, entry("new.example.com", 86_400, "id2", START.plusSeconds(1)));
        assertThat(cache.get(DOMAIN)).extracting(CachedPolicy::id).isEqualTo("id2");
    }

    @Test
    void replacesAPolicyByOneFetchedAtTheSameInstant() {
        cache.put(DOMAIN, entry("old.example.com", 86_400, "id1", START));
        cache.put(DOMAIN, entry("new.example.com", 86_400, "id2", START));
        assertThat(cache.get(DOMAIN)).extracting(CachedPolicy::id).isEqualTo("id2");
    }

    @Test
    void ignoresAnOlderFetch() {
        clock.set(START.plusSeconds(10));
        cache.put(DOMAIN, entry("new.example.com", 86_400, "id2", START.plusSeconds(5)));
        cache.put(DOMAIN, entry("old.example.com", 86_400, "id1", START));
        assertThat(cache.get(DOMAIN)).extracting(CachedPolicy::id).isEqualTo("id2");
    }

    @Test
    void takesAFetchTimeInTheFutureAsNow() {
        clock.set(START.plus(Duration.ofDays(1)));
        cache.put(DOMAIN, entry("old.example.com", 864_000, "id1", clock.instant()));
        clock.set(START); // the clock was wrong, and was corrected
        cache.put(DOMAIN, entry("new.example.com", 864_000, "id2", clock.instant()));
        assertThat(cache.get(DOMAIN)).extracting(CachedPolicy::id).isEqualTo("id2");
    }

    @Test
    void correctsAFetchTimeInTheFuture() {
        cache.put(DOMAIN, entry("mx1.example.com", 86_400, "id1", START.plus(Duration.ofDays(1_000))));
        CachedPolicy future = Objects.requireNonNull(cache.get(DOMAIN));
        cache.correct(DOMAIN, future, entry("mx1.example.com", 86_400, "id1", START));
        assertThat(cache.get(DOMAIN)).extracting(CachedPolicy::fetchedAt).isEqualTo(START);
        clock.advance(Duration.ofDays(1));
        assertThat(cache.get(DOMAIN)).isNull();
    }

    @Test
    void correctsNoOtherEntry() {
        cache.put(DOMAIN, entry("mx1.example.com", 86_400, "id1", START.plus(Duration.ofDays(1_000))));
        CachedPolicy future = Objects.requireNonNull(cache.get(DOMAIN));
        cache.put(DOMAIN, entry("mx1.example.com", 86_400, "id2", START)); // fetched in the meantime
        cache.correct(DOMAIN, future, entry("mx1.example.com", 86_400, "id1", START));
        assertThat(cache.get(DOMAIN)).extracting(CachedPolicy::id).isEqualTo("id2");
    }

    @Test
    @Tag("STS-3.2-16")
    void forgetsAPolicyForOneWithMaxAgeZero() {
        cache.put(DOMAIN, entry("mx1.example.com", 86_400, "id1", START));
        clock.advance(Duration.ofSeconds(1));
        cache.put(DOMAIN, entry("mx1.example.com", 0, "id2", clock.instant()));
        assertThat(cache.get(DOMAIN)).isNull();
    }

    @Test
    void keepsTheNewestOfConcurrentFetches() {
        clock.set(START.plusSeconds(2_000));
        CompletableFuture.allOf(IntStream.range(0, 1_000)
                        .mapToObj(i -> CompletableFuture.runAsync(() ->
                                cache.put(DOMAIN, entry("mx1.example.com", 86_400, "id" + i, START.plusSeconds(i)))))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        assertThat(cache.get(DOMAIN)).extracting(CachedPolicy::id).isEqualTo("id999");
    }

    @Test
    void holdsManyDomainsApart() {
        for (int i = 0; i < 10_000; i++) {
            cache.put(PolicyDomain.of("d" + i + ".example"), entry("mx" + i + ".example.com", 86_400, "id" + i, START));
        }
        for (int i = 0; i < 10_000; i++) {
            CachedPolicy cached = cache.get(PolicyDomain.of("d" + i + ".example"));
            assertThat(cached).extracting(CachedPolicy::id).isEqualTo("id" + i);
        }
    }

    static CachedPolicy entry(String mx, long maxAgeSeconds, String id, Instant fetchedAt) {
        String text = "version: STSv1\nmode: enforce\nmx: " + mx + "\nmax_age: " + maxAgeSeconds + "\n";
        PolicyParse.Valid valid = (PolicyParse.Valid) PolicyParser.parse(text.getBytes(StandardCharsets.US_ASCII));
        return new CachedPolicy(valid.policy(), id, fetchedAt);
    }
}
