package io.github.mtasts.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class BoundedPoolTest {
    private final ThreadPoolExecutor pool = BoundedPool.named("test", 3);

    @AfterEach
    void close() {
        pool.shutdownNow();
    }

    @Test
    void startsNoMoreThreadsThanItMayAndLetsTheRestWait() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(20);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 20; i++) {
            pool.execute(() -> {
                threads.add(Thread.currentThread());
                await(release);
                done.countDown();
            });
        }
        assertThat(pool.getPoolSize()).isEqualTo(3);
        release.countDown();
        assertThat(done.await(2, TimeUnit.MINUTES)).isTrue();
        assertThat(threads).hasSize(3).allMatch(Thread::isDaemon);
    }

    @Test
    void refusesWhatIsTooMuch() {
        CountDownLatch release = new CountDownLatch(1);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        pool.execute(() -> await(release));
                    }
                })
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(pool.getQueue()).hasSize(10_000);
        release.countDown();
    }

    @Test
    void refusesWorkOnceItIsClosed() throws Exception {
        Future<?> work = pool.submit(() -> {});
        work.get(2, TimeUnit.MINUTES);
        pool.shutdownNow();
        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
