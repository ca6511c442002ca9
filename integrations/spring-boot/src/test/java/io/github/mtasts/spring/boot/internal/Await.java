package io.github.mtasts.spring.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what happens on other threads, for longer than a busy machine needs. */
final class Await {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private Await() {}

    static synchronized void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call() && System.nanoTime() < end) {
            Await.class.wait(20);
        }
        assertThat(condition.call()).isTrue();
    }
}
