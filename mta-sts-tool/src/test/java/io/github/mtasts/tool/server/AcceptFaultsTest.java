package io.github.mtasts.tool.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AcceptFaultsTest {
    private final List<String> said = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final EmbeddedChannel listening = new EmbeddedChannel(new AcceptFaults(said::add, nanos::get));

    @Test
    void tellsOnceAMinuteThatConnectionsWait() {
        for (int second = 0; second < 150; second++) {
            listening.pipeline().fireExceptionCaught(new IOException("Too many open files"));
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }

        assertThat(said)
                .hasSize(3)
                .allSatisfy(
                        line -> assertThat(line).contains("cannot be accepted: Too many open files", "LimitNOFILE"));
        listening.checkException(); // nothing reached the end of the pipeline
    }
}
