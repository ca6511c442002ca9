package io.github.mtasts.cache;

import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store whose unchecked exceptions of other types, and errors such as a class that a driver does not find, are failures of the
 * store, too: they stop neither a delivery nor the background work.
 */
final class CheckedStore implements PolicyStore {
    private final PolicyStore store;

    CheckedStore(PolicyStore store) {
        this.store = store;
    }

    private static <T extends @Nullable Object> T checked(Supplier<T> call) {
        try {
            return call.get();
        } catch (StoreException e) {
            throw e;
        } catch (Throwable e) {
            if (e instanceof InterruptedException) { // which no method declares
                Thread.currentThread().interrupt();
            }
            throw new StoreException(
                    StoreException.Kind.UNREACHABLE,
                    "The policy store failed with an unexpected exception (" + e + "): report it to its maintainers.",
                    e);
        }
    }

    private static void check(Runnable call) {
        var unused = checked(() -> {
            call.run();
            return true;
        });
    }

    @Override
    public @Nullable StoredPolicy read(PolicyDomain domain) {
        return CheckedStore.<@Nullable StoredPolicy>checked(() -> store.read(domain));
    }

    @Override
    public void write(List<StoredPolicy> rows) {
        check(() -> store.write(rows));
    }

    @Override
    public void correctFetchTime(PolicyDomain domain, Instant fetchedAt) {
        check(() -> store.correctFetchTime(domain, fetchedAt));
    }

    @Override
    public Changes changes(@Nullable String mark, int limit) {
        return checked(() -> store.changes(mark, limit));
    }

    @Override
    public List<StoredPolicy> list(@Nullable PolicyDomain after, int limit) {
        return checked(() -> store.list(after, limit));
    }

    @Override
    public boolean remove(PolicyDomain domain) {
        return checked(() -> store.remove(domain));
    }

    @Override
    public void used(Collection<PolicyDomain> domains) {
        check(() -> store.used(domains));
    }

    @Override
    public List<PolicyDomain> claimDue(int limit, Duration lease, Duration usedWithin) {
        return checked(() -> store.claimDue(limit, lease, usedWithin));
    }

    @Override
    public void retryIn(PolicyDomain domain, Duration delay) {
        check(() -> store.retryIn(domain, delay));
    }

    @Override
    public int deleteExpired(Duration keptFor) {
        return checked(() -> store.deleteExpired(keptFor));
    }

    @Override
    public boolean isShared() {
        return store.isShared();
    }

    @Override
    public void close() {
        store.close();
    }
}
