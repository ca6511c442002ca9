package io.github.mtasts.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import java.time.Clock;
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
    void refusesABudgetOfNothing() {
        assertThatThrownBy(() -> MemoryPolicyStore.create(0, clock)).hasMessageContaining("budgetOctets is 0");
    }
}
