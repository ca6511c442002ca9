package io.github.mtasts.tool.publish;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts responses. Thread-safe. */
final class PublishStatistics {
    private final ConcurrentMap<Integer, LongAdder> byStatus = new ConcurrentHashMap<>();

    void answered(int status) {
        LongAdder count = byStatus.get(status);
        if (count == null) {
            count = byStatus.computeIfAbsent(status, key -> new LongAdder());
        }
        count.increment();
    }

    SortedMap<Integer, Long> responses() {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        for (Map.Entry<Integer, LongAdder> each : byStatus.entrySet()) {
            counts.put(each.getKey(), each.getValue().sum());
        }
        return counts;
    }
}
