package io.github.mtasts.cache;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Creates schedulers with one daemon thread. */
final class CacheThread {
    private CacheThread() {}

    static ScheduledExecutorService scheduler(String name) {
        return Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "mta-sts-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
