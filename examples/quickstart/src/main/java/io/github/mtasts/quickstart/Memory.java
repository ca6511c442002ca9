package io.github.mtasts.quickstart;

import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.cache.store.SqlitePolicyStore;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.resolution.PolicyCache;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The policy cache of the sender: in memory, or in a SQLite file of a directory. */
final class Memory implements AutoCloseable {
    private static final int ALL = 10_000;

    private final @Nullable DurablePolicyCache durable;
    private final PolicyCache cache;

    Memory(@Nullable Path directory) {
        durable = directory == null
                ? null
                : DurablePolicyCache.over(SqlitePolicyStore.open(file(directory)))
                        .build();
        cache = durable == null ? MemoryPolicyCache.create() : durable;
    }

    static Path file(Path directory) {
        return directory.resolve("policies.db");
    }

    PolicyCache cache() {
        return cache;
    }

    /** The domains whose policies are in the file. */
    List<String> domains() {
        if (durable == null) {
            return List.of();
        }
        durable.flush();
        return durable.list(null, ALL).stream()
                .map(StoredPolicy::domain)
                .map(Object::toString)
                .toList();
    }

    @Override
    public void close() {
        if (durable != null) {
            durable.close();
        }
    }
}
