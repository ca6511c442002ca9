package com.example;

import io.github.mtasts.MtaSts;
import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.store.SqlitePolicyStore;
import java.nio.file.Path;

/** Compiles with core and cache; the SQLite driver is there at run time only. */
final class Remembering {
    static MtaStsBuilder settings(Path file) {
        return MtaSts.builder()
                .cache(DurablePolicyCache.over(SqlitePolicyStore.open(file)).build());
    }

    private Remembering() {}
}
