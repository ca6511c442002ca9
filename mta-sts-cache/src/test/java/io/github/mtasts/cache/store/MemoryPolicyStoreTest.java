package io.github.mtasts.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryPolicyStoreTest extends PolicyStoreContract {
    @Override
    PolicyStore emptyStore(Clock now) {
        return MemoryPolicyStore.create(64 << 20, now);
    }

    @Test
    void keepsWhatItHasWhenItIsFull() {
        MemoryPolicyStore small = MemoryPolicyStore.create(1_000, clock);
        small.write(List.of(row("a.example", "id1", START), row("b.example", "id2", START)));
        assertThatThrownBy(() -> small.write(List.of(row("c.example", "id3", START), row("a.example", "id4", START))))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.FULL))
                .hasMessageContaining("1 new policies");
        assertThat(small.read(PolicyDomain.of("a.example")))
                .extracting(StoredPolicy::id)
                .isEqualTo("id4");
        assertThat(small.read(PolicyDomain.of("b.example"))).isNotNull();
    }

    @Test
    void deletesExpiredThenLongUnusedRowsWhenItIsFull() {
        PolicyStore small = MemoryPolicyStore.create(1_100, clock);
        small.write(List.of(
                row("a.example", policy(3_600), "id1", START), row("b.example", policy(8_640_000), "id2", START)));
        clock.advance(Duration.ofHours(2));
        small.write(List.of(row("c.example", policy(8_640_000), "id3", START)));
        assertThat(small.list(null, 10)).extracting(StoredPolicy::id).containsExactly("id2", "id3");

        clock.advance(Duration.ofHours(46));
        small.write(List.of(row("d.example", policy(8_640_000), "id4", START)));
        assertThat(small.list(null, 10))
                .as("unused for two days")
                .extracting(StoredPolicy::id)
                .containsExactly("id3", "id4");
    }

    @Test
    void refusesABudgetOfNothing() {
        assertThatThrownBy(() -> MemoryPolicyStore.create(0, clock)).hasMessageContaining("budgetOctets is 0");
    }
}
