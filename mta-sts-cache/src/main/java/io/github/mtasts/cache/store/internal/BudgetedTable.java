package io.github.mtasts.cache.store.internal;

import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Limits the size of a table: above its budget, existing rows are replaced and new ones refused. Thread-safe. */
public final class BudgetedTable implements PolicyStore {
    private static final long MEASURED_FOR_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final PolicyStore table;
    private final LongSupplier size;
    private final long budgetOctets;
    private long measuredAtNanos;
    private boolean isMeasured;
    private boolean isFull;

    /**
     * Creates a limited view of a table.
     *
     * @param size returns the size of the table in octets
     */
    public BudgetedTable(PolicyStore table, LongSupplier size, long budgetOctets) {
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
        List<StoredPolicy> renewed = new ArrayList<>();
        for (StoredPolicy row : rows) {
            if (table.read(row.domain()) != null) {
                renewed.add(row);
            }
        }
        table.write(renewed);
        if (renewed.size() < rows.size()) {
            throw new StoreException(
                    StoreException.Kind.FULL,
                    "The policy store has reached its budget of " + budgetOctets + " octets and refused "
                            + (rows.size() - renewed.size()) + " policies: raise the budget.",
                    null);
        }
    }

    /** Whether the budget is used up. Measured once a minute, because it reads the disk. */
    private synchronized boolean isFull() {
        long now = System.nanoTime();
        if (!isMeasured || now - measuredAtNanos >= MEASURED_FOR_NANOS) {
            isFull = size.getAsLong() >= budgetOctets;
            measuredAtNanos = now;
            isMeasured = true;
        }
        return isFull;
    }

    @Override
    public @Nullable StoredPolicy read(PolicyDomain domain) {
        return table.read(domain);
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
