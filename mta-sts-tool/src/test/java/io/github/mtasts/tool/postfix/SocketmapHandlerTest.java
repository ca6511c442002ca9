package io.github.mtasts.tool.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SocketmapHandlerTest {
    @Test
    void readsNoMoreAsSoonAsSixtyFourRequestsWait() {
        EmbeddedChannel channel = new EmbeddedChannel(
                new NetstringDecoder(Request.LIMIT_OCTETS),
                new SocketmapHandler(
                        request -> new CompletableFuture<>(),
                        SocketmapHandler.Limits.DEFAULT,
                        false,
                        new RequestMetrics(new SimpleMeterRegistry())));

        // The event that all is read does not come: a peer may send without a pause.
        channel.pipeline().fireChannelRead(Unpooled.copiedBuffer("1:a,".repeat(63), StandardCharsets.US_ASCII));
        assertThat(channel.config().isAutoRead()).isTrue();
        channel.pipeline().fireChannelRead(Unpooled.copiedBuffer("1:a,".repeat(10), StandardCharsets.US_ASCII));

        assertThat(channel.config().isAutoRead()).isFalse();
        var unused = channel.close();
    }
}
