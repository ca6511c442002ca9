package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.trust.TrustAnchors;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The mailer of src/main on a test network. */
@ExtendWith(TestNetworkExtension.class)
class MailerTest {
    private static final String HOST = "mx1.example.com";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void deliversOverTls(TestNetwork network) throws Exception {
        MxServer mx = host(network);
        assertEquals(1, send(network).delivered().size());
        assertEquals(1, mx.messages().size());
        assertTrue(mx.messages().get(0).tls());
        assertTrue(mx.messages().get(0).body().contains("the secret"));
        awaitOne("mta.sts.session", "result", "ready");
    }

    @Test
    void sendsNothingToAHostWhoseStartTlsIsStripped(TestNetwork network) throws Exception {
        MxServer mx = host(network).noStartTls();
        assertEquals(1, send(network).deferred().size());
        assertTrue(mx.sessions().size() > 0);
        assertFalse(mx.sawInClear("the secret"));
        awaitOne("mta.sts.unsent", "action", "deferred");
    }

    /** Events reach meters on a thread of their own. */
    private void awaitOne(String meter, String tag, String value) throws InterruptedException {
        for (int i = 0; registry.find(meter).tag(tag, value).meter() == null; i++) {
            assertTrue(i < 1200, registry.getMetersAsString());
            Thread.sleep(100);
        }
    }

    private static MxServer host(TestNetwork network) {
        return network.publish("example.com", "1", TestNetwork.policy("enforce", 86_400, HOST))
                .mx("example.com", HOST)
                .mxServer(HOST);
    }

    private SendResult send(TestNetwork network) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Bootstrap bootstrap =
                new Bootstrap().group(loops).channel(NioSocketChannel.class).resolver(new Routes(network));
        try (DnsResolver dns =
                        DnsResolver.builder().server(network.dns().address()).build();
                Mailer mailer = Mailer.start(
                        MtaSts.builder()
                                .cache(MemoryPolicyCache.create())
                                .trustAnchors(TrustAnchors.of(List.of(network.ca().root())))
                                .socketFactory(network.sockets()),
                        dns,
                        bootstrap,
                        registry)) {
            byte[] message = "Subject: test\r\n\r\nthe secret\r\n".getBytes(StandardCharsets.US_ASCII);
            return mailer.send("b@example.com", message).get(2, TimeUnit.MINUTES);
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        }
    }

    /** Leads channels to the hosts of a test network. */
    private static final class Routes extends AddressResolverGroup<InetSocketAddress> {
        private final TestNetwork network;

        Routes(TestNetwork network) {
            this.network = network;
        }

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new AbstractAddressResolver<>(executor, InetSocketAddress.class) {
                @Override
                protected boolean doIsResolved(InetSocketAddress address) {
                    return false;
                }

                @Override
                protected void doResolve(InetSocketAddress address, Promise<InetSocketAddress> promise) {
                    promise.setSuccess(network.route(address));
                }

                @Override
                protected void doResolveAll(InetSocketAddress address, Promise<List<InetSocketAddress>> promise) {
                    promise.setSuccess(List.of(network.route(address)));
                }
            };
        }
    }
}
