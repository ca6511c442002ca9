package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.trust.TrustAnchors;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sender of src/main on a test network, with an SMTP client that sends one message. */
@ExtendWith(TestNetworkExtension.class)
class SenderTest {
    private static final String HOST = "mx1.example.com";

    @Test
    void deliversOverTls(TestNetwork network) throws Exception {
        MxServer mx = host(network);
        assertTrue(send(network));
        assertEquals(1, mx.messages().size());
        assertTrue(mx.messages().get(0).tls());
        assertTrue(mx.messages().get(0).body().contains("the secret"));
    }

    @Test
    void sendsNothingToAHostWhoseStartTlsIsStripped(TestNetwork network) throws Exception {
        MxServer mx = host(network).noStartTls();
        assertFalse(send(network));
        assertTrue(mx.sessions().size() > 0);
        assertFalse(mx.sawInClear("the secret"));
    }

    private static MxServer host(TestNetwork network) {
        return network.publish("example.com", "1", TestNetwork.policy("enforce", 86_400, HOST))
                .mx("example.com", HOST)
                .mxServer(HOST);
    }

    private static boolean send(TestNetwork network) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (DnsResolver dns =
                        DnsResolver.builder().server(network.dns().address()).build();
                MtaSts mtaSts = MtaSts.builder()
                        .cache(MemoryPolicyCache.create())
                        .dns(dns)
                        .trustAnchors(TrustAnchors.of(List.of(network.ca().root())))
                        .socketFactory(network.sockets())
                        .build();
                DeliveryAttempt attempt = mtaSts.begin(DeliveryRequest.willRetry("example.com")
                        .ehloName("mail.sender.example")
                        .build())) {
            Sender sender = new Sender(new Bootstrap().group(loops).channel(NioSocketChannel.class));
            Smtp smtp = new Smtp();
            boolean open = sender.open(
                            attempt, HOST, network.route(network.mxServer(HOST).address()), smtp)
                    .get(2, TimeUnit.MINUTES);
            return open && smtp.taken.get(2, TimeUnit.MINUTES);
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        }
    }

    private static final class Smtp extends SimpleChannelInboundHandler<ByteBuf> {
        final CompletableFuture<Boolean> taken = new CompletableFuture<>();
        private final Queue<String> commands = new ArrayDeque<>(List.of(
                "MAIL FROM:<a@sender.example>",
                "RCPT TO:<b@example.com>",
                "DATA",
                "Subject: test\r\n\r\nthe secret\r\n."));

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            say(context, commands.remove());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf reply) {
            char code = reply.toString(StandardCharsets.US_ASCII).charAt(0);
            if (commands.isEmpty() || code > '3') {
                taken.complete(code == '2');
                context.close();
            } else {
                say(context, commands.remove());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            taken.complete(false);
        }

        private static void say(ChannelHandlerContext context, String line) {
            context.writeAndFlush(Unpooled.copiedBuffer(line + "\r\n", StandardCharsets.US_ASCII));
        }
    }
}
