package io.github.mtasts.embeddings;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The threads and descriptors of this process.
 *
 * @param threads without those that the JDK and others share in the process
 * @param descriptors open ones; 0 where the system does not tell
 */
record ProcessState(Set<Thread> threads, long descriptors) {
    private static final long PATIENCE_MILLIS = 240_000;
    private static final long PAUSE_MILLIS = 100;
    private static final List<String> SHARED = List.of(
            "ForkJoinPool.commonPool",
            "CompletableFutureDelayScheduler",
            "OkHttp",
            "Okio",
            "globalEventExecutor",
            "surefire");

    static ProcessState now() {
        Set<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> SHARED.stream().noneMatch(thread.getName()::startsWith))
                .collect(Collectors.toSet());
        long descriptors = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
        return new ProcessState(threads, descriptors);
    }

    /** The state once the threads that were started since have ended, and their descriptors were closed. */
    ProcessState comparable() throws InterruptedException {
        for (Thread thread : now().threads()) {
            if (!threads.contains(thread) && thread != Thread.currentThread()) {
                thread.join(PATIENCE_MILLIS);
            }
        }
        // Some descriptors are closed after the thread that used them has ended.
        ProcessState state = now();
        for (long waited = 0; waited < PATIENCE_MILLIS && state.descriptors > descriptors; waited += PAUSE_MILLIS) {
            Thread.sleep(PAUSE_MILLIS);
            state = now();
        }
        return state;
    }

    List<String> violations(ProcessState after) {
        List<String> violations = new ArrayList<>();
        after.threads().stream()
                .filter(thread -> !threads.contains(thread))
                .forEach(thread -> violations.add("thread left: " + thread.getName()));
        if (after.descriptors() > descriptors) {
            violations.add("descriptors left: " + (after.descriptors() - descriptors));
        }
        return violations;
    }

    @Override
    public String toString() {
        return threads.size() + " threads, " + descriptors + " descriptors";
    }
}
