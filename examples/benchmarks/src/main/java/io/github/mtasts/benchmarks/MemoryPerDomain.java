package io.github.mtasts.benchmarks;

import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.resolution.CachedPolicy;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/**
 * Load program: the heap that a cached domain occupies. Baseline: a {@code HashMap} from each name to a separate entry. The
 * figure is the difference of the heap in use after a garbage collection, before and after filling.
 */
final class MemoryPerDomain {
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    private MemoryPerDomain() {}

    static void run(int domains) {
        Instant now = Instant.now();
        var unused = library(1_000, now); // loads the classes, which do not count
        double library = library(domains, now);
        double baseline = measure(
                domains,
                HashMap<String, CachedPolicy>::new,
                (map, i) -> map.put("customer-" + i + ".example", Rows.entry(i, now)));
        System.out.printf(
                Locale.ROOT,
                "%d domains: %.0f octets of heap per domain; HashMap of unshared entries: %.0f%n",
                domains,
                library,
                baseline);
    }

    private static double library(int domains, Instant now) {
        return measure(
                domains,
                () -> MemoryPolicyCache.create(1L << 40, Clock.systemUTC()),
                (cache, i) -> cache.put(Rows.domain(i), Rows.entry(i, now)));
    }

    private static <C> double measure(int domains, Supplier<C> maker, ObjIntConsumer<C> put) {
        long before = used();
        C cache = maker.get();
        for (int i = 0; i < domains; i++) {
            put.accept(cache, i);
        }
        long after = used();
        Map.of(cache.getClass(), cache).forEach((type, kept) -> {}); // keeps the cache reachable until here
        return (after - before) / (double) domains;
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return MEMORY.getHeapMemoryUsage().getUsed();
    }
}
