package io.github.mtasts.cache.store.internal;

import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the size of a table. Above its budget, existing rows are replaced; new ones take the place of expired or long unused
 * ones, and are refused if there are none. Thread-safe.
 */
public final class BudgetedTable implements PolicyStore {
    private static final long MEASURED_FOR_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** The number of rows that are deleted at once. */
    private static final int ROOM = 1_000;

    private final PolicyTable table;
    private final LongSupplier size;
    private final long budgetOctets;
    private final AtomicBoolean isMeasuring = new AtomicBoolean();
    /** How many rows were deleted and not yet replaced. A table does not shrink by a deletion, but reuses its space. */
    private final AtomicInteger room = new AtomicInteger();

    private volatile @Nullable Measured measured;

    private record Measured(boolean isFull, long atNanos) {}

    /**
     * Creates a limited view of a table.
     *
     * @param size returns the size of the table in octets
     */
    public BudgetedTable(PolicyTable table, LongSupplier size, long budgetOctets) {
        this.table = table;
        this.size = size;
        this.budgetOctets = budgetOctets;
    }

    @Override
    public void write(List<StoredPolicy> rows) {
        if (budgetOctets == Long.MAX_VALUE || !isFull()) {
            table.write(rows);
            return;
        }
        List<StoredPolicy> written = new ArrayList<>();
        List<StoredPolicy> added = new ArrayList<>();
        for (StoredPolicy row : rows) {
            (table.read(row.domain()) != null ? written : added).add(row);
        }
        int fitting = added.isEmpty() ? 0 : room(added.size());
        written.addAll(added.subList(0, fitting));
        table.write(written);
        if (fitting < added.size()) {
            throw new StoreException(
                    StoreException.Kind.FULL,
                    "The policy store has reached its budget of " + budgetOctets + " octets and refused "
                            + (added.size() - fitting) + " policies: raise the budget.",
                    null);
        }
    }

    /** Returns how many of these new rows replace deleted ones, and deletes rows if there are too few. */
    private int room(int rows) {
        if (room.get() < rows) {
            room.addAndGet(table.makeRoom(Math.max(rows, ROOM)));
        }
        return Math.min(rows, room.getAndUpdate(left -> Math.max(0, left - rows)));
    }

    /**
     * Whether the budget is used up. Measured once a minute, because it reads the disk, and by one thread: meanwhile the others
     * use the last result, and write if there is none.
     */
    private boolean isFull() {
        Measured last = measured;
        boolean isRecent = last != null && System.nanoTime() - last.atNanos < MEASURED_FOR_NANOS;
        if (isRecent || !isMeasuring.compareAndSet(false, true)) {
            return last != null && last.isFull;
        }
        try {
            boolean isFull = size.getAsLong() >= budgetOctets;
            measured = new Measured(isFull, System.nanoTime());
            return isFull;
        } finally {
            isMeasuring.set(false);
        }
    }

    @Override
    public @Nullable StoredPolicy read(PolicyDomain domain) {
        return table.read(domain);
    }

    @Override
    public void correctFetchTime(PolicyDomain domain, Instant fetchedAt) {
        table.correctFetchTime(domain, fetchedAt);
    }

    @Override
    public Changes changes(@Nullable String mark, int limit) {
        return table.changes(mark, limit);
    }

    @Override
    public List<StoredPolicy> list(@Nullable PolicyDomain after, int limit) {
        return table.list(after, limit);
    }

    @Override
    public boolean remove(PolicyDomain domain) {
        return table.remove(domain);
    }

    @Override
    public void used(Collection<PolicyDomain> domains) {
        table.used(domains);
    }

    @Override
    public List<PolicyDomain> claimDue(int limit, Duration lease, Duration usedWithin) {
        return table.claimDue(limit, lease, usedWithin);
    }

    @Override
    public void retryIn(PolicyDomain domain, Duration delay) {
        table.retryIn(domain, delay);
    }

    @Override
    public int deleteExpired(Duration keptFor) {
        return table.deleteExpired(keptFor);
    }

    @Override
    public boolean isShared() {
        return table.isShared();
    }

    @Override
    public void close() {
        table.close();
    }
}
