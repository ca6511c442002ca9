package io.github.mtasts.tool.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tool.ToolRun;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.tool.run.NetworkSettings;
import io.github.mtasts.tool.server.Reply;
import io.github.mtasts.tool.server.ServiceLog;
import io.github.mtasts.tool.server.UnreadableRequestEnd;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestNetworkExtension.class)
class PostDeskTest {
    private static final int MAX_OCTETS = 10 << 20;
    private static final int SMALL_HEAP = 32 << 20;

    @TempDir
    Path folder;

    @Test
    void takesAQuarterOfASmallHeapAtMost(TestNetwork net) throws Exception {
        try (Network network = network(net);
                PostDesk desk = desk(network, new StringWriter())) {
            assertThat(desk.maxOctets()).isLessThan(SMALL_HEAP / 4);
            assertThat(desk.budget().take(SMALL_HEAP / 4)).isTrue();
            assertThat(desk.budget().take(1)).isFalse();
        }
    }

    /** Nobody else would end the connection: its time does not run while it is answered. */
    @Test
    void answersAlsoWhenItHasAMistake(TestNetwork net) throws Exception {
        StringWriter broken = new StringWriter() {
            @Override
            public void write(String text) {
                if (text.contains("stored a posted report")) {
                    throw new IllegalStateException("a mistake");
                }
            }

            @Override
            public void write(String text, int offset, int length) {
                write(text.substring(offset, offset + length));
            }
        };
        try (Network network = network(net);
                PostDesk desk = desk(network, broken)) {
            BodyBlocks body = new BodyBlocks();
            body.add(Unpooled.copiedBuffer("{}", StandardCharsets.US_ASCII));
            assertThat(desk.budget().take(body.memory())).isTrue();
            CompletableFuture<Reply> answer = new CompletableFuture<>();

            desk.store("application/tlsrpt+json", body, answer::complete);

            assertThat(answer.get()).isNotNull();
            assertThat(desk.budget().take(SMALL_HEAP / 4))
                    .as("all is given back")
                    .isTrue();
        }
    }

    @Test
    void answersAlsoWhenNobodyCanWrite(TestNetwork net) throws Exception {
        try (Network network = network(net)) {
            PostDesk desk = desk(network, new StringWriter());
            BodyBlocks body = new BodyBlocks();
            body.add(Unpooled.copiedBuffer("{}", StandardCharsets.US_ASCII));
            assertThat(desk.budget().take(body.memory())).isTrue();
            CompletableFuture<Reply> answer = new CompletableFuture<>();
            desk.close();

            desk.store("application/tlsrpt+json", body, answer::complete);

            assertThat(answer).isCompleted();
            assertThat(desk.budget().take(SMALL_HEAP / 4))
                    .as("all is given back")
                    .isTrue();
        }
    }

    /** Nothing comes after it that would end the connection. */
    @Test
    void endsTheConnectionWhenTheLastPartOfABodyIsTooMuch(TestNetwork net) throws Exception {
        try (Network network = network(net);
                PostDesk desk = desk(network, new StringWriter())) {
            EmbeddedChannel channel = new EmbeddedChannel(new PostHandler(desk));
            HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
            request.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);

            channel.writeInbound(
                    request, new DefaultLastHttpContent(Unpooled.wrappedBuffer(new byte[desk.maxOctets() + 1])));

            HttpResponse response = channel.readOutbound();
            assertThat(response.status().code()).isEqualTo(413);
            assertThat(channel.isOpen()).isFalse();
            EmbeddedChannel unreadable = new EmbeddedChannel(new UnreadableRequestEnd(), new PostHandler(desk));
            HttpRequest broken = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
            broken.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("a header")));
            unreadable.writeInbound(broken);
            assertThat(unreadable.isOpen()).isFalse();
        }
    }

    private Network network(TestNetwork net) throws Exception {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return Network.open(
                new NetworkSettings(), new ToolRun(folder).within(net).surroundings(nowhere, nowhere));
    }

    private PostDesk desk(Network network, StringWriter events) {
        InboxSettings settings = new InboxSettings(
                folder,
                "/",
                null,
                null,
                List.of(),
                false,
                MAX_OCTETS,
                1_000,
                0,
                Duration.ofMinutes(5),
                Duration.ofMinutes(1));
        ServiceLog log = new ServiceLog(
                new PrintWriter(events), true, network.surroundings().clock());
        return new PostDesk(settings, new InboxKeeper(settings, network, log), log, SMALL_HEAP);
    }
}
