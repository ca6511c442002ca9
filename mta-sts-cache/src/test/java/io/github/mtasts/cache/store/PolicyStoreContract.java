package io.github.mtasts.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.testkit.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests of every store. A subclass creates an empty one. */
abstract class PolicyStoreContract {
    static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Duration MONTH = Duration.ofDays(30);

    final TestClock clock = new TestClock(START);
    PolicyStore store;

    /** Returns an empty store on this clock. */
    abstract PolicyStore emptyStore(Clock now) throws Exception;

    /** Whether rows with an expired policy can be read. */
    boolean keepsExpiredRows() {
        return true;
    }

    @BeforeEach
    void open() throws Exception {
        store = emptyStore(clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void hasNothingAtFirst() {
        assertThat(store.read(DOMAIN)).isNull();
        assertThat(store.list(null, 10)).isEmpty();
        assertThat(store.claimDue(10, LEASE, MONTH)).isEmpty();
    }

    @Test
    @Tag("STS-10.2-05")
    void readsWhatWasWrittenOctetForOctet() {
        byte[] odd = "mx: mx1.example.com\r\nversion: STSv1\r\nx-kept: \u00e4\r\nmode: enforce\r\nmax_age: 86400"
                .getBytes(StandardCharsets.UTF_8);
        StoredPolicy row = row("example.com", odd, "id1", START);
        store.write(List.of(row));

        StoredPolicy read = store.read(DOMAIN);
        assertThat(read).isNotNull();
        assertThat(read).isEqualTo(row);
        assertThat(read.source()).isEqualTo(odd);
        assertThat(read.parse()).isNotNull().extracting(CachedPolicy::id).isEqualTo("id1");
        assertThat(store.read(PolicyDomain.of("other.example"))).isNull();
    }

    @Test
    void replacesARowByANewerFetchAndByOneOfTheSameInstant() {
        store.write(List.of(row("example.com", "id1", START)));
        store.write(List.of(row("example.com", "id2", START)));
        assertThat(id(DOMAIN)).isEqualTo("id2");
        clock.advance(DAY);
        store.write(List.of(row("example.com", "id3", START.plusSeconds(1))));
        assertThat(id(DOMAIN)).isEqualTo("id3");
    }

    @Test
    void ignoresAnOlderFetch() {
        clock.advance(DAY);
        store.write(List.of(row("example.com", "new", START.plusMillis(1))));
        store.write(List.of(row("example.com", "old", START)));
        assertThat(id(DOMAIN)).isEqualTo("new");
    }

    @Test
    void takesAFetchTimeInTheFutureAsNow() {
        store.write(List.of(row("example.com", "future", START.plus(DAY))));
        store.write(List.of(row("example.com", "now", START)));
        assertThat(id(DOMAIN)).isEqualTo("now");
    }

    @Test
    void correctsAFetchTimeInTheFuture() {
        Instant future = START.plus(Duration.ofDays(1_000));
        store.write(List.of(row("example.com", "id1", future), row("other.example", "id2", future)));
        String mark = store.isShared() ? store.changes(null, 10).mark() : "";
        clock.advance(Duration.ofMinutes(5));
        store.correctFetchTime(DOMAIN, future);

        Instant noticed = START.plus(Duration.ofMinutes(5));
        StoredPolicy corrected = Objects.requireNonNull(store.read(DOMAIN));
        assertThat(corrected).isEqualTo(row("example.com", "id1", noticed));
        assertThat(corrected.parse()).isNotNull();
        if (store.isShared()) {
            assertThat(store.changes(mark, 10).rows()).contains(corrected);
        }
        assertThat(store.list(null, 10)).contains(corrected);
        assertThat(store.read(PolicyDomain.of("other.example"))).isEqualTo(row("other.example", "id2", future));

        store.write(List.of(row("example.com", "older", noticed.minusMillis(1))));
        assertThat(id(DOMAIN)).as("an older fetch").isEqualTo("id1");
        clock.advance(Duration.ofHours(12));
        assertThat(store.claimDue(10, LEASE, MONTH))
                .as("due as after any fetch")
                .containsExactly(DOMAIN);
        store.write(List.of(row("example.com", "id3", clock.instant())));
        assertThat(id(DOMAIN)).isEqualTo("id3");
    }

    @Test
    void correctsNoOtherFetchTime() {
        Instant future = START.plus(DAY);
        StoredPolicy written = row("example.com", "id1", future);
        store.write(List.of(written));
        store.correctFetchTime(DOMAIN, future.plusMillis(1));
        assertThat(store.read(DOMAIN)).as("fetched again in the meantime").isEqualTo(written);
        store.correctFetchTime(PolicyDomain.of("unknown.example"), future);
        assertThat(store.read(PolicyDomain.of("unknown.example"))).isNull();

        clock.advance(DAY.plusHours(1));
        store.correctFetchTime(DOMAIN, future);
        assertThat(store.read(DOMAIN)).as("not in the future").isEqualTo(written);
        store.remove(DOMAIN);
        clock.advance(DAY.plusHours(1).negated());
        store.correctFetchTime(DOMAIN, future);
        assertThat(store.list(null, 10)).as("removed").isEmpty();
    }

    @Test // a mark in the future is ignored; corrected, it would refuse fetches from before the correction
    void correctsNoTimeOfARemoval() {
        store.write(List.of(row("example.com", "id1", START)));
        clock.advance(DAY);
        store.remove(DOMAIN);
        clock.advance(DAY.minusHours(2).negated());
        store.correctFetchTime(DOMAIN, START.plus(DAY));
        store.write(List.of(row("example.com", "id2", START.plus(Duration.ofHours(1)))));
        assertThat(id(DOMAIN)).isEqualTo("id2");
    }

    @Test
    void keepsTheNewestOfConcurrentWrites() {
        clock.advance(DAY);
        CompletableFuture.allOf(IntStream.range(0, 100)
                        .mapToObj(i -> CompletableFuture.runAsync(
                                () -> store.write(List.of(row("example.com", "id" + i, START.plusSeconds(i))))))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        assertThat(id(DOMAIN)).isEqualTo("id99");
    }

    @Test
    void writesManyRowsAtOnceAndListsThemInOrder() {
        List<StoredPolicy> rows = IntStream.range(0, 1_000)
                .mapToObj(i -> row(String.format("d%04d.example", i), "id" + i, START))
                .toList();
        store.write(rows);

        List<StoredPolicy> listed = new ArrayList<>();
        PolicyDomain last = null;
        List<StoredPolicy> page;
        do {
            page = store.list(last, 300);
            listed.addAll(page);
            last = page.get(page.size() - 1).domain();
        } while (page.size() == 300);
        assertThat(listed).isEqualTo(rows);
    }

    @Test // names are parameters or keys, never part of a statement or of a pattern
    void takesAnyDomainName() {
        List<StoredPolicy> rows = List.of(
                row("a-b.example", "id1", START),
                row("xn--mnchen-3ya.example", "id2", START),
                row("x".repeat(63) + ".example", "id3", START));
        store.write(rows);
        assertThat(rows).allSatisfy(row -> assertThat(store.read(row.domain())).isEqualTo(row));
    }

    @Test
    void keepsExpiredRowsForAsLongAsAsked() {
        store.write(List.of(row("example.com", "id1", START), row("live.example", policy(8_640_000), "id2", START)));
        clock.advance(Duration.ofDays(30));
        store.deleteExpired(MONTH);
        assertThat(store.read(DOMAIN) != null).isEqualTo(keepsExpiredRows());

        clock.advance(Duration.ofDays(1));
        assertThat(store.deleteExpired(MONTH)).isEqualTo(keepsExpiredRows() ? 1 : 0);
        assertThat(store.read(PolicyDomain.of("live.example"))).isNotNull();
    }

    @Test
    void keepsAMaxAgeOfZeroFromBeingUndoneByAnOlderFetch() {
        store.write(List.of(row("example.com", "id1", START)));
        clock.advance(Duration.ofSeconds(2));
        store.write(List.of(row("example.com", policy(0), "id2", clock.instant())));
        store.write(List.of(row("example.com", "id3", START.plusSeconds(1))));
        StoredPolicy read = store.read(DOMAIN);
        assertThat(read == null || !read.expiresAt().isAfter(clock.instant())).isTrue();
    }

    @Test
    void removesWhatAnOperatorAskedFor() {
        store.write(List.of(row("example.com", "id1", START)));
        clock.advance(Duration.ofSeconds(10));
        assertThat(store.remove(DOMAIN)).isTrue();
        assertThat(store.remove(DOMAIN)).isFalse();
        assertThat(store.list(null, 10)).isEmpty();
        StoredPolicy read = store.read(DOMAIN);
        assertThat(read == null || read.isRemoval()).isTrue();

        store.write(List.of(
                row("example.com", "id2", START.plusSeconds(5)))); // fetched before the removal, written after it
        assertThat(store.list(null, 10)).isEmpty();
        store.write(List.of(row("example.com", "id3", START.plusSeconds(10))));
        assertThat(id(DOMAIN)).isEqualTo("id3");
    }

    @Test
    void tellsWhatOthersWrote() {
        if (!store.isShared()) {
            return;
        }
        store.write(List.of(row("before.example", "id0", START)));
        PolicyStore.Changes first = store.changes(null, 100);
        assertThat(first.rows()).isEmpty();

        clock.advance(Duration.ofMinutes(10));
        store.write(List.of(row("a.example", "id1", START), row("b.example", "id2", START)));
        store.write(List.of(row("c.example", "id3", START)));
        assertThat(changed(first.mark(), 2)).contains("a.example", "b.example", "c.example");

        String mark = store.changes(first.mark(), 100).mark();
        clock.advance(Duration.ofMinutes(10));
        store.remove(PolicyDomain.of("b.example"));
        assertThat(store.changes(mark, 100).rows())
                .anyMatch(row -> row.isRemoval() && row.domain().name().equals("b.example"));
    }

    @Test // a server that takes over may have another clock
    void tellsWhatOthersWroteAfterTheClockWentBack() {
        if (!store.isShared()) {
            return;
        }
        String mark = store.changes(null, 100).mark();
        store.write(List.of(row("a.example", "id1", START), row("b.example", "id2", START)));
        mark = store.changes(mark, 100).mark();
        clock.advance(Duration.ofHours(-1));
        store.write(List.of(row("c.example", "id3", clock.instant())));
        assertThat(changed(mark, 2)).contains("c.example");
        mark = store.changes(mark, 100).mark();
        clock.advance(Duration.ofSeconds(10));
        store.remove(PolicyDomain.of("a.example"));
        assertThat(changed(mark, 100)).contains("a.example");
    }

    private List<String> changed(String from, int limit) {
        List<String> names = new ArrayList<>();
        PolicyStore.Changes changes;
        String mark = from;
        do {
            changes = store.changes(mark, limit);
            mark = changes.mark();
            changes.rows().forEach(row -> names.add(row.domain().name()));
        } while (changes.more());
        return names;
    }

    @Test
    void givesADueDomainToOneClaimAtATime() {
        store.write(List.of(row("example.com", "id1", START)));
        assertThat(store.claimDue(10, LEASE, MONTH)).isEmpty();
        clock.advance(Duration.ofHours(12));
        assertThat(store.claimDue(10, LEASE, MONTH)).containsExactly(DOMAIN);
        assertThat(store.claimDue(10, LEASE, MONTH)).isEmpty();
        clock.advance(LEASE); // the first node crashed
        assertThat(store.claimDue(10, LEASE, MONTH)).containsExactly(DOMAIN);
    }

    @Test
    void endsAClaimByAWriteOrByARetry() {
        store.write(List.of(row("a.example", policy(864_000), "id1", START), row("b.example", "id2", START)));
        clock.advance(Duration.ofHours(13));
        assertThat(store.claimDue(10, LEASE, MONTH)).hasSize(2);
        store.write(List.of(row("a.example", policy(864_000), "id1", clock.instant())));
        store.retryIn(PolicyDomain.of("b.example"), Duration.ofHours(1));
        clock.advance(Duration.ofMinutes(59));
        assertThat(store.claimDue(10, LEASE, MONTH)).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(store.claimDue(10, LEASE, MONTH)).containsExactly(PolicyDomain.of("b.example"));
    }

    @Test
    void claimsNeitherExpiredNorRemovedNorUnusedDomains() {
        store.write(List.of(
                row("expired.example", policy(50_000), "id1", START),
                row("removed.example", policy(8_640_000), "id2", START),
                row("unused.example", policy(8_640_000), "id3", START),
                row("used.example", policy(8_640_000), "id4", START)));
        store.remove(PolicyDomain.of("removed.example"));
        clock.advance(Duration.ofDays(29));
        store.used(List.of(PolicyDomain.of("used.example"), PolicyDomain.of("unknown.example")));
        clock.advance(Duration.ofDays(2));
        assertThat(store.claimDue(10, LEASE, MONTH)).containsExactly(PolicyDomain.of("used.example"));
        assertThat(store.read(PolicyDomain.of("unused.example"))).isNotNull();
    }

    @Test
    void aRefreshIsNoUse() {
        store.write(List.of(row("example.com", policy(31_536_000), "id1", START)));
        clock.advance(Duration.ofDays(20));
        store.write(List.of(row("example.com", policy(31_536_000), "id1", clock.instant())));
        clock.advance(Duration.ofDays(11));
        assertThat(store.claimDue(10, LEASE, MONTH)).isEmpty();
    }

    @Test
    void givesEachOfManyDueDomainsToOneOfManyNodes() {
        store.write(IntStream.range(0, 200)
                .mapToObj(i -> row("d" + i + ".example", "id" + i, START))
                .toList());
        clock.advance(Duration.ofHours(13));
        List<PolicyDomain> claimed = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> store.claimDue(10, LEASE, MONTH)))
                .toList()
                .stream()
                .flatMap(claim -> claim.join().stream())
                .toList();
        assertThat(claimed).doesNotHaveDuplicates();
        List<PolicyDomain> all = new ArrayList<>(claimed);
        all.addAll(store.claimDue(200, LEASE, MONTH));
        assertThat(all).doesNotHaveDuplicates().hasSize(200);
    }

    @Test // the names of one domain cost an attacker nothing
    void keepsAThousandNamesOfARegistrableDomain() {
        store.write(List.of(
                row("example.co.uk", "id1", START),
                row("victim.example", "id2", START),
                row("first.example.co.uk", "id3", START)));
        clock.advance(Duration.ofSeconds(1));
        store.write(IntStream.range(0, 1_000)
                .mapToObj(i -> row("d" + i + ".example.co.uk", "id" + i, clock.instant()))
                .toList());
        assertThat(store.list(null, 2_000)).hasSize(1_002);
        assertThat(store.read(PolicyDomain.of("first.example.co.uk")))
                .as("the longest unused")
                .isNull();
        assertThat(store.read(PolicyDomain.of("example.co.uk"))).isNotNull();
        assertThat(store.read(PolicyDomain.of("victim.example"))).isNotNull();

        clock.advance(Duration.ofSeconds(1));
        store.used(List.of(PolicyDomain.of("d0.example.co.uk")));
        clock.advance(Duration.ofSeconds(1));
        store.write(IntStream.range(0, 999)
                .mapToObj(i -> row("e" + i + ".example.co.uk", "id" + i, clock.instant()))
                .toList());
        assertThat(store.list(null, 2_000)).hasSize(1_002);
        assertThat(store.read(PolicyDomain.of("d0.example.co.uk")))
                .as("used since")
                .isNotNull();
    }

    @Test // a label that no URL can have is valid in the DNS, and costs an attacker nothing either
    void keepsAThousandNamesAlsoOfLabelsThatNoUrlCanHave() {
        store.write(IntStream.range(0, 1_001)
                .mapToObj(i -> row("d" + i + ".xn--0.example.co.uk", "id" + i, START))
                .toList());
        assertThat(store.list(null, 2_000)).hasSize(1_000);
    }

    @Test
    void refusesWorkOnceClosed() {
        store.close();
        assertThatThrownBy(() -> store.read(DOMAIN))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.CLOSED));
    }

    private String id(PolicyDomain domain) {
        StoredPolicy row = store.read(domain);
        assertThat(row).isNotNull();
        return row.id();
    }

    static byte[] policy(long maxAgeSeconds) {
        return ("version: STSv1\nmode: enforce\nmx: mx1.example.com\nmax_age: " + maxAgeSeconds + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static StoredPolicy row(String domain, String id, Instant fetchedAt) {
        return row(domain, policy(86_400), id, fetchedAt);
    }

    /** Returns a row whose refresh is due after twelve hours. */
    static StoredPolicy row(String domain, byte[] source, String id, Instant fetchedAt) {
        PolicyParse.Valid valid = (PolicyParse.Valid) PolicyParser.parse(source);
        return StoredPolicy.of(
                PolicyDomain.of(domain), new CachedPolicy(valid.policy(), id, fetchedAt), Duration.ofHours(12));
    }
}
