package io.github.mtasts.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.MtaSts;
import io.github.mtasts.outcome.OutcomeListener;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus.Deferred;
import io.github.mtasts.smtp.RecipientStatus.Delivered;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.smtp.SmartHost;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong on this server's own side: each result comes, each recipient has a status, and nothing is left behind. */
class OwnFaultsTest {
    private static final int SECONDS = 240;

    private Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private NettyMailSender sender(MtaSts mtaSts, UnaryOperator<NettyMailSenderBuilder> choices) {
        return choices.apply(NettyMailSender.builder(mtaSts, rig.mx, rig.bootstrap, Rig.EHLO))
                .build();
    }

    private static SendResult send(NettyMailSender sender, String... recipients) throws Exception {
        return sender.send(Envelope.from("a@sender.example").to(recipients).build(), Rig.message())
                .get(SECONDS, TimeUnit.SECONDS);
    }

    /** As a thread pool does where the system has no further thread. */
    @Test
    void defersWhereTheExecutorOfLookUpsThrows() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        Executor executor = work -> {
            if (broken.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            var unused = CompletableFuture.runAsync(work);
        };
        rig.domain("example.com", "enforce");
        try (NettyMailSender sender = sender(rig.mtaSts, settings -> settings.lookups(executor))) {
            Deferred deferred =
                    (Deferred) send(sender, "b@example.com").recipients().get(0).status();
            assertThat(deferred.sentence()).contains("unable to create native thread");
            broken.set(false);
            assertThat(send(sender, "b@example.com").delivered()).hasSize(1);
        }
    }

    /** A message that one domain has must not be sent to it again because another domain met a fault of this server. */
    @Test
    void keepsTheStatusOfADomainThatHasTheMessage() throws Exception {
        rig.domain("one.example", "enforce");
        rig.domain("two.example", "enforce");
        rig.domain("three.example", "enforce");
        try (MtaSts mtaSts = rig.builder()
                        .localPolicy(domain -> {
                            if (domain.name().equals("two.example")) {
                                throw new IllegalStateException("rules cannot be read");
                            }
                            return LocalRule.FOLLOW;
                        })
                        .build();
                NettyMailSender sender = sender(mtaSts, settings -> settings)) {
            SendResult result = send(sender, "b@one.example", "b@two.example", "b@three.example");
            assertThat(result.delivered())
                    .extracting(SendResult.Recipient::address)
                    .containsExactly("b@one.example", "b@three.example");
            Deferred deferred = (Deferred) result.deferred().get(0).status();
            assertThat(deferred.enhancedStatus()).isEqualTo("4.3.0");
            assertThat(deferred.sentence()).contains("rules cannot be read");
        }
    }

    @Test
    void takesNoMoreOfTheStackForManyDomains() throws Exception {
        String[] recipients = new String[20_000];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = "b@d" + i + ".example";
        }
        rig.sender().close();
        assertThat(send(rig.sender(), recipients).deferred()).hasSize(recipients.length);
    }

    /** The delivery under way ends as it would: it looks up the second host after the sender was closed. */
    @Test
    void endsADeliveryUnderWayAsItWouldWhenItIsClosed() throws Exception {
        rig.net.publish("example.com", "1", TestNetwork.policy("testing", 86_400, "*.example.com"));
        rig.net.mx("example.com", "mx1.example.com", "mx2.example.com");
        rig.net.mxServer("mx1.example.com").rcptReply("450 4.2.0 later");
        MxServer second = rig.net.mxServer("mx2.example.com");
        CompletableFuture<NettyMailSender> made = new CompletableFuture<>();
        OutcomeListener closes = outcome -> made.join().close();
        try (MtaSts mtaSts = rig.builder().outcomes(closes).build()) {
            NettyMailSender sender = sender(mtaSts, settings -> settings);
            made.complete(sender);
            assertThat(send(sender, "b@example.com").delivered()).hasSize(1);
            assertThat(second.messages()).hasSize(1);
            assertThat(sender.idleConnections()).isZero();
            assertThat(send(sender, "b@example.com").deferred()).hasSize(1);
        }
    }

    /** Netty calls no listener of a loop that has ended: the library's limit for the opening would be all that is left. */
    @Test
    void defersWhereTheEventLoopsEndBeforeTheChannelIsRegistered() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        EventLoopGroup ending = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()) {
            @Override
            public boolean isShuttingDown() {
                if (asked.getAndIncrement() > 0) {
                    return super.isShuttingDown();
                }
                shutdownGracefully(0, 1, TimeUnit.MILLISECONDS).awaitUninterruptibly();
                return false;
            }
        };
        MxServer mx = rig.domain("example.com", "enforce");
        try (NettyMailSender sender = NettyMailSender.builder(
                        rig.mtaSts, rig.mx, RoutedChannel.bootstrap(ending, rig.net), Rig.EHLO)
                .build()) {
            Deferred deferred =
                    (Deferred) send(sender, "b@example.com").recipients().get(0).status();
            assertThat(deferred.sentence()).doesNotContain("timeout");
            assertThat(mx.messages()).isEmpty();
        }
    }

    /** A host that answers and reads nothing: what is left to send must not keep the channel open. */
    @Test
    void closesAChannelWhoseHostReadsNothing() throws Exception {
        BlockingQueue<Channel> channels = new LinkedBlockingQueue<>();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .option(ChannelOption.SO_SNDBUF, 1_024)
                .channelFactory(() -> {
                    NioSocketChannel channel = new NioSocketChannel();
                    channels.add(channel);
                    return channel;
                });
        try (ServerSocket server = new ServerSocket();
                NettyMailSender sender = NettyMailSender.builder(rig.mtaSts, rig.mx, bootstrap, Rig.EHLO)
                        .build()) {
            server.setReceiveBufferSize(1_024);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Envelope.Builder envelope = Envelope.from("a@sender.example")
                    .smartHost(SmartHost.of("[127.0.0.1]").port(server.getLocalPort()));
            for (int i = 0; i < 100; i++) {
                envelope.to("b".repeat(230) + i + "@example.com");
            }
            CompletableFuture<SendResult> result = sender.send(envelope.build(), Rig.message());
            try (Socket host = server.accept()) {
                host.setReceiveBufferSize(1_024);
                say(host, "220 host.example\r\n");
                readUntil(host.getInputStream(), "\r\n");
                say(host, "250-host.example\r\n250 PIPELINING\r\n");
                readUntil(host.getInputStream(), "MAIL");
                say(host, "450 later\r\n".repeat(101) + "503 no recipient\r\n421 bye\r\n");
                assertThat(result.get(SECONDS, TimeUnit.SECONDS).deferred()).hasSize(100);
                assertThat(channels.take().closeFuture().await(SECONDS, TimeUnit.SECONDS))
                        .isTrue();
            }
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private static void say(Socket socket, String text) throws Exception {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static void readUntil(InputStream in, String end) throws Exception {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            read.append((char) in.read());
        }
    }

    /** Memory that counts what is in use, and ends when a test says so. */
    private static final class Memory extends AbstractByteBufAllocator {
        private final UnpooledByteBufAllocator below = new UnpooledByteBufAllocator(false);
        private final AtomicInteger longBuffersLeft = new AtomicInteger(Integer.MAX_VALUE);

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            if (initialCapacity > 16 * 1024 && longBuffersLeft.getAndDecrement() <= 0) {
                throw new OutOfMemoryError("no memory for a buffer");
            }
            return below.heapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            return below.directBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }

        long used() {
            return below.metric().usedHeapMemory() + below.metric().usedDirectMemory();
        }
    }

    private static byte[] longMessage() {
        return ("Subject: long\r\n\r\n" + ".\r\n".repeat(30_000)).getBytes(StandardCharsets.US_ASCII);
    }

    /** Half a message must not become a whole one, and the next message gets through. */
    @Test
    void defersWhereMemoryEndsInTheMiddleOfTheMessage() throws Exception {
        Memory memory = new Memory();
        MxServer mx = rig.domain("example.com", "none").noStartTls();
        Bootstrap bootstrap = rig.bootstrap.clone().option(ChannelOption.ALLOCATOR, memory);
        Envelope envelope =
                Envelope.from("a@sender.example").to("b@example.com").build();
        try (NettyMailSender sender =
                NettyMailSender.builder(rig.mtaSts, rig.mx, bootstrap, Rig.EHLO).build()) {
            memory.longBuffersLeft.set(2);
            SendResult result = sender.send(envelope, longMessage()).get(SECONDS, TimeUnit.SECONDS);
            Deferred deferred = (Deferred) result.recipients().get(0).status();
            assertThat(deferred.sentence()).contains("no memory").doesNotContain("may have the message");
            assertThat(mx.messages()).isEmpty();
            memory.longBuffersLeft.set(Integer.MAX_VALUE);
            assertThat(sender.send(envelope, longMessage())
                            .get(SECONDS, TimeUnit.SECONDS)
                            .delivered())
                    .hasSize(1);
        }
        rig.close();
        assertThat(memory.used()).isZero();
        rig = new Rig();
    }

    /** Hundreds of deliveries are at every point of their dialogue when the event loops end. */
    @Test
    void everyResultComesWhenTheEventLoopsEndInTheMiddle() throws Exception {
        Memory memory = new Memory();
        List<MxServer> hosts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            hosts.add(rig.domain("d" + i + ".example", i % 2 == 0 ? "enforce" : "none"));
        }
        Bootstrap bootstrap = rig.bootstrap.clone().option(ChannelOption.ALLOCATOR, memory);
        AtomicInteger delivered = new AtomicInteger();
        try (NettyMailSender sender =
                NettyMailSender.builder(rig.mtaSts, rig.mx, bootstrap, Rig.EHLO).build()) {
            CompletableFuture<Boolean> some = new CompletableFuture<>();
            List<CompletableFuture<SendResult>> results = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                CompletableFuture<SendResult> result = sender.send(
                        Envelope.from("a@sender.example")
                                .to("b" + i + "@d" + i % hosts.size() + ".example")
                                .build(),
                        longMessage());
                var unused = result.thenAccept(each -> {
                    if (!each.delivered().isEmpty() && delivered.incrementAndGet() == 40) {
                        some.complete(true);
                    }
                });
                results.add(result);
                if (i % 10 == 0) {
                    result.cancel(true); // changes nothing for the others
                }
            }
            some.get(SECONDS, TimeUnit.SECONDS);
            rig.shutDownLoops();
            List<String> taken = new ArrayList<>();
            for (CompletableFuture<SendResult> result : results) {
                if (!result.isCancelled()) {
                    SendResult each = result.get(SECONDS, TimeUnit.SECONDS);
                    assertThat(each.failed()).isEmpty();
                    each.delivered().forEach(recipient -> taken.add(recipient.address()));
                }
            }
            List<String> received = hosts.stream()
                    .flatMap(host -> host.messages().stream())
                    .flatMap(message -> message.recipients().stream())
                    .toList();
            assertThat(received).containsAll(taken).doesNotHaveDuplicates();
            assertThat(send(sender, "b@d0.example").deferred()).hasSize(1);
        }
        assertThat(memory.used()).isZero();
    }

    /** Each call is a caller's own: one that throws in what depends on its result, or cancels it, is of no matter to the others. */
    @Test
    void aCallerThatThrowsOrCancelsChangesNothing() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        Envelope envelope =
                Envelope.from("a@sender.example").to("b@example.com").build();
        CompletableFuture<Void> thrown = rig.sender()
                .send(envelope, Rig.message())
                .thenAccept(result -> {
                    throw new IllegalStateException("of the caller");
                });
        CompletableFuture<SendResult> cancelled = rig.sender().send(envelope, Rig.message());
        cancelled.cancel(true);
        assertThat(thrown.handle((unused, error) -> error).get(SECONDS, TimeUnit.SECONDS))
                .hasMessageContaining("of the caller");
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
        assertThat(mx.messages()).hasSizeGreaterThanOrEqualTo(2);
    }
}
