package io.github.mtasts.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.failure.StoreException.Kind;
import io.github.mtasts.name.PolicyDomain;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisPolicyStoreTest extends PolicyStoreContract {
    private final RedisServer server;

    RedisPolicyStoreTest() throws IOException {
        server = RedisServer.running();
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @Override
    PolicyStore emptyStore(Clock now) throws IOException {
        clock.set(START);
        server.command("FLUSHALL");
        return at(server).clock(now).open();
    }

    @Override
    boolean keepsExpiredRows() {
        return false;
    }

    private static RedisPolicyStore.Builder at(RedisServer where) {
        return RedisPolicyStore.builder().address("127.0.0.1", where.port()).timeout(Duration.ofMinutes(2));
    }

    private static void assertFault(Kind kind, String sentence, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
                .hasMessageContaining(sentence);
    }

    @Test
    void saysWhenTheServerIsDownAndWorksWhenItIsBack() throws IOException {
        try (RedisServer own = RedisServer.running();
                PolicyStore node = at(own).clock(clock).open()) {
            node.write(List.of(row("example.com", "id1", START)));
            own.stop();
            assertFault(Kind.UNREACHABLE, "127.0.0.1:" + own.port(), () -> node.read(DOMAIN));
            own.start();
            assertThat(node.read(DOMAIN)).isNull();
            node.write(List.of(row("example.com", "id2", START)));
            assertThat(node.read(DOMAIN)).isNotNull();
        }
    }

    @Test
    void refusesNewDomainsWhenTheServerHasNoMemoryLeft() throws IOException {
        try (RedisServer small = RedisServer.running("--maxmemory", "4mb", "--maxmemory-policy", "noeviction");
                PolicyStore node = at(small).clock(clock).open()) {
            node.write(List.of(row("example.com", "id1", START)));
            assertFault(Kind.FULL, "maxmemory", () -> {
                for (int page = 0; page < 50; page++) {
                    int from = page * 1_000;
                    node.write(IntStream.range(from, from + 1_000)
                            .mapToObj(i -> row("d" + i + ".example", "id" + i, START))
                            .toList());
                }
            });
            assertThat(node.read(DOMAIN)).isNotNull();
            StoredPolicy renewed = row("example.com", "id2", START);
            node.write(List.of(renewed));
            assertThat(node.read(DOMAIN))
                    .as("an unexpired policy can be renewed")
                    .isEqualTo(renewed);
        }
    }

    @Test
    void doesNotTouchTheSchemaOfANewerVersion() throws IOException {
        store.write(List.of(row("example.com", "id1", START)));
        server.command("SET {mta-sts}:schema 99");
        assertFault(Kind.NEWER_SCHEMA, "99", () -> store.read(DOMAIN));
        assertFault(Kind.NEWER_SCHEMA, "99", () -> store.write(List.of(row("b.example", "id2", START))));
    }

    @Test
    void letsPoliciesExpireWithTheirMaxAgeByTheClockOfTheServer() throws IOException {
        try (PolicyStore node = at(server).open()) {
            Instant now = Instant.now();
            node.write(List.of(row("example.com", policy(1_000), "id1", now)));
            String reply = server.command("PTTL {mta-sts}:p:example.com");
            long millis = Long.parseLong(reply.substring(1, reply.indexOf('\r')));
            assertThat(millis).isBetween(900_000L, 1_000_000L);

            node.write(List.of(row("example.com", "ahead", now.plus(Duration.ofDays(2)))));
            node.write(List.of(row("example.com", "now", Instant.now().plus(Duration.ofDays(1)))));
            assertThat(node.read(DOMAIN))
                    .isNotNull()
                    .extracting(StoredPolicy::id)
                    .isEqualTo("now");
        }
    }

    @Test
    void sharesRowsAndNewsAndClaimsAmongNodes() {
        try (PolicyStore other = at(server).clock(clock).open()) {
            PolicyStore.Changes before = other.changes(null, 10);
            store.write(List.of(row("example.com", "id1", START)));
            assertThat(other.read(DOMAIN)).isNotNull();
            assertThat(other.changes(before.mark(), 10).rows())
                    .extracting(StoredPolicy::id)
                    .containsExactly("id1");
            clock.advance(Duration.ofHours(13));
            assertThat(store.claimDue(1, Duration.ofMinutes(5), Duration.ofDays(30)))
                    .hasSize(1);
            assertThat(other.claimDue(1, Duration.ofMinutes(5), Duration.ofDays(30)))
                    .isEmpty();
        }
    }

    @Test
    void aDomainThatWasUnusedAndExpiredIsClaimedOnceWhenItIsBack() {
        Duration month = Duration.ofDays(30);
        store.write(List.of(row("example.com", policy(40 * 86_400L), "id1", START)));
        clock.advance(Duration.ofDays(31));
        assertThat(store.claimDue(1, Duration.ofHours(1), month)).isEmpty();
        clock.advance(Duration.ofDays(10));
        store.write(List.of(row("example.com", "id2", clock.instant())));
        clock.advance(Duration.ofHours(13));
        assertThat(store.claimDue(1, Duration.ofHours(1), month)).containsExactly(DOMAIN);
        store.used(List.of(DOMAIN));
        assertThat(store.claimDue(1, Duration.ofHours(1), month)).isEmpty();
    }

    @Test
    void worksWhenTheServerHasForgottenItsScripts() throws IOException {
        store.write(List.of(row("example.com", "id1", START)));
        server.command("SCRIPT FLUSH");
        store.write(List.of(row("b.example", "id2", START), row("c.example", "id3", START)));
        server.command("SCRIPT FLUSH");
        assertThat(store.list(null, 10)).hasSize(3);
    }

    @Test
    void losesOneRowToOneThatMakesNoSense() throws IOException {
        store.write(List.of(
                row("a.example", "id1", START), row("b.example", "id2", START), row("c.example", "id3", START)));
        server.command("HSET {mta-sts}:p:b.example fetchedAt nonsense");
        StoredPolicy damaged = store.read(PolicyDomain.of("b.example"));
        assertThat(damaged).as("the absence of this policy is not certain").isNotNull();
        assertThat(damaged.isRemoval()).isFalse();
        assertThatThrownBy(damaged::parse)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("b.example");
        assertThat(store.list(null, 2)).extracting(StoredPolicy::id).containsExactly("id1", "id3");
        try (DurablePolicyCache cache = DurablePolicyCache.over(
                        at(server).clock(clock).open())
                .clock(clock)
                .deferWhenUnreadable()
                .build()) {
            assertFault(Kind.CORRUPT, "invalid row for b.example", () -> cache.get(PolicyDomain.of("b.example")));
            assertThat(cache.statistics().unreadableRows()).isEqualTo(1);
            assertThat(cache.get(PolicyDomain.of("c.example")))
                    .as("the store is still read")
                    .isNotNull();
            assertThat(cache.remove(PolicyDomain.of("b.example"), "its row is damaged"))
                    .isTrue();
            assertThat(cache.get(PolicyDomain.of("b.example"))).isNull();
        }
        store.write(List.of(row("b.example", "id4", START)));
        assertThat(store.read(PolicyDomain.of("b.example"))).isNotNull().isNotEqualTo(damaged);
    }

    @Test
    void takesUserPasswordAndDatabaseFromAnAddressAndNeverShowsThem() throws IOException {
        server.command("ACL SETUSER alice on >secret ~* +@all");
        URI uri = URI.create("redis://alice:secret@127.0.0.1:" + server.port() + "/0");
        try (PolicyStore node = RedisPolicyStore.builder()
                .uri(uri)
                .timeout(Duration.ofMinutes(2))
                .open()) {
            assertThat(node.read(DOMAIN)).isNull();
        }
        URI wrong = URI.create("redis://alice:hushhush@127.0.0.1:" + server.port() + "/0");
        try (PolicyStore node = RedisPolicyStore.builder().uri(wrong).open()) {
            assertThatThrownBy(() -> node.read(DOMAIN))
                    .isInstanceOf(StoreException.class)
                    .message()
                    .contains("127.0.0.1")
                    .doesNotContain("hushhush");
        }
    }
}
