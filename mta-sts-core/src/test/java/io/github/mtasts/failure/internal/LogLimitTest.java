package io.github.mtasts.failure.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One line per cause and minute, with the number of those that were skipped. */
class LogLimitTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // the clock of nanoTime may wrap
    private final LogLimit limit = new LogLimit(nanos::get);
    private final List<String> lines = new ArrayList<>();

    @Test
    void writesOneLinePerCauseAndMinute() {
        for (int i = 0; i < 4; i++) {
            log("dns");
        }
        log("fetch");
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        log("dns");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        log("dns");
        log("dns");
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        log("fetch");
        log("dns");
        assertThat(lines)
                .containsExactly(
                        "dns",
                        "fetch",
                        "dns (skipped 4 more lines about this)",
                        "fetch",
                        "dns (skipped 1 more lines about this)");
    }

    private void log(String cause) {
        limit.log(cause, more -> lines.add(cause + more));
    }
}
