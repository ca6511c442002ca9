package io.github.mtasts.tool.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
    @Test
    void readsNoRequestsOfAPeerThatDoesNotReadResponses() {
        EmbeddedChannel channel = new EmbeddedChannel(new TimeLimit(Duration.ofMinutes(1)));

        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        channel.runPendingTasks();
        assertThat(channel.config().isAutoRead()).isFalse();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();

        assertThat(channel.config().isAutoRead()).isTrue();
        var unused = channel.close();
    }

    @Test
    void closesAnIdleConnectionWhenItsTimeIsOver() {
        EmbeddedChannel channel = new EmbeddedChannel(new TimeLimit(Duration.ofMinutes(1)));

        channel.advanceTimeBy(59, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isFalse();
    }
}
