package io.github.mtasts.cache;

import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store that a test can make fail, and that stays open when its cache is closed, like a server. */
final class FaultyStore implements PolicyStore {
    final Map<PolicyDomain, StoredPolicy> acknowledged = new ConcurrentHashMap<>();
    final AtomicInteger calls = new AtomicInteger();
    private final PolicyStore store;
    private volatile StoreException.@Nullable Kind fault;
    private volatile boolean unexpected;
    private volatile boolean broken;
    private volatile boolean closed;

    private static final Hold NOT_HELD = new Hold(new CountDownLatch(0), new CountDownLatch(0));
    private volatile Hold held = NOT_HELD;

    private record Hold(CountDownLatch begun, CountDownLatch end) {
        void await() {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    FaultyStore(PolicyStore store) {
        this.store = store;
    }

    void failWith(StoreException.Kind kind) {
        fault = kind;
    }

    /** Fails with an exception that is no {@link StoreException}. */
    void failUnexpectedly() {
        unexpected = true;
    }

    /** Fails with an {@link Error}. */
    void failWithError() {
        broken = true;
    }

    /** Holds up reads until {@link #release}. Returns when the first has begun. */
    CountDownLatch hold() {
        CountDownLatch begun = new CountDownLatch(1);
        held = new Hold(begun, new CountDownLatch(1));
        return begun;
    }

    void release() {
        held.end.countDown();
        held = NOT_HELD;
    }

    void heal() {
        unexpected = false;
        broken = false;
        fault = null;
    }

    boolean isFaulty() {
        return fault != null;
    }

    /** Reads a row even while the store fails, as a new process would find it. */
    @Nullable
    StoredPolicy onDisk(PolicyDomain domain) {
        return store.read(domain);
    }

    private PolicyStore store() {
        calls.incrementAndGet();
        if (broken) {
            throw new NoClassDefFoundError("the test");
        }
        if (unexpected) {
            throw new IllegalStateException("the test");
        }
        StoreException.Kind kind = fault;
        if (kind != null) {
            throw new StoreException(kind, "The store of the test fails.", null);
        }
        return store;
    }

    @Override
    public @Nullable StoredPolicy read(PolicyDomain domain) {
        held.await();
        if (fault == StoreException.Kind.FULL) {
            return store.read(domain);
        }
        return store().read(domain);
    }

    /** Refuses two rows of one domain, as PostgreSQL does. */
    @Override
    public void write(List<StoredPolicy> rows) {
        if (rows.stream().map(StoredPolicy::domain).distinct().count() < rows.size()) {
            throw new IllegalArgumentException("two rows of one domain");
        }
        store().write(rows);
        rows.forEach(row -> acknowledged.put(row.domain(), row));
    }

    @Override
    public void correctFetchTime(PolicyDomain domain, Instant fetchedAt) {
        store().correctFetchTime(domain, fetchedAt);
    }

    @Override
    public Changes changes(@Nullable String mark, int limit) {
        return store().changes(mark, limit);
    }

    @Override
    public List<StoredPolicy> list(@Nullable PolicyDomain after, int limit) {
        return store().list(after, limit);
    }

    @Override
    public boolean remove(PolicyDomain domain) {
        return store().remove(domain);
    }

    @Override
    public void used(Collection<PolicyDomain> domains) {
        store().used(domains);
    }

    @Override
    public List<PolicyDomain> claimDue(int limit, Duration lease, Duration usedWithin) {
        return store().claimDue(limit, lease, usedWithin);
    }

    @Override
    public void retryIn(PolicyDomain domain, Duration delay) {
        store().retryIn(domain, delay);
    }

    @Override
    public int deleteExpired(Duration keptFor) {
        return store().deleteExpired(keptFor);
    }

    @Override
    public boolean isShared() {
        return store.isShared();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
