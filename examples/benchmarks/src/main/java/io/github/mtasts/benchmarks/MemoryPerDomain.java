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
 * Load program: how much heap a cached domain takes. Baseline: a {@code HashMap} from the name to an entry of its own.
 * Measured is what is in use after the collector has run, before and after filling; no estimate is made.
 */
final class MemoryPerDomain {
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    private MemoryPerDomain() {}

    static void run(int domains) {
        Instant now = Instant.now();
        var unused = library(1_000, now); // classes that are loaded by the way are no policies
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
        Map.of(cache.getClass(), cache).forEach((type, kept) -> {}); // in use until here
        return (after - before) / (double) domains;
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return MEMORY.getHeapMemoryUsage().getUsed();
    }
}
