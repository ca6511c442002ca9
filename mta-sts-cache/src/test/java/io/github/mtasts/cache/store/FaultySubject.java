package io.github.mtasts.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.faults.Fault;
import io.github.mtasts.faults.FaultContract;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.TestClock;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.ObjIntConsumer;

/** A policy store with a row that is due, for {@link FaultContract}. */
final class FaultySubject implements FaultContract.Subject {
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Duration MONTH = Duration.ofDays(30);

    private final PolicyStore store;
    private final TestClock clock;
    private final ObjIntConsumer<Fault> failing;
    private final BooleanSupplier healing;
    private final Closeable after;
    private int written;

    /** @param after closed after the store */
    FaultySubject(
            PolicyStore store,
            TestClock clock,
            ObjIntConsumer<Fault> failing,
            BooleanSupplier healing,
            Closeable after) {
        this.store = store;
        this.clock = clock;
        this.failing = failing;
        this.healing = healing;
        this.after = after;
        store.write(List.of(PolicyStoreContract.row("example.com", "id1", clock.instant())));
        clock.advance(Duration.ofHours(13));
    }

    @Override
    public void call(FaultContract.Call call) {
        switch (call) {
            case READ -> assertThat(store.read(PolicyStoreContract.DOMAIN)).isNotNull();
            case WRITE -> write("d" + written++ + ".example");
            case CLAIM -> {
                // A claim that failed in doubt is still leased.
                clock.advance(LEASE);
                assertThat(store.claimDue(10, LEASE, MONTH)).contains(PolicyStoreContract.DOMAIN);
            }
        }
    }

    private void write(String name) {
        StoredPolicy row = PolicyStoreContract.row(name, "id1", clock.instant());
        store.write(List.of(row));
        assertThat(store.read(PolicyDomain.of(name))).isEqualTo(row);
    }

    @Override
    public void fail(Fault fault, int afterStatements) {
        failing.accept(fault, afterStatements);
    }

    @Override
    public boolean heal() {
        return healing.getAsBoolean();
    }

    @Override
    public void close() throws IOException {
        store.close();
        after.close();
    }
}
