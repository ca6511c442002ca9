package io.github.mtasts.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.MtaSts;
import io.github.mtasts.Opening;
import io.github.mtasts.ParkedConnection;
import io.github.mtasts.Unsent;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels that the library opens, over a test network. */
class NettyTransportTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final int PATIENCE_SECONDS = 240;

    private final TestNetwork net = TestNetwork.start();
    private final List<DeliveryOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final DnsResolver dns = DnsResolver.builder()
            .server(net.dns().address())
            .timeout(Duration.ofMinutes(2))
            .build();
    private final MtaSts mtaSts = MtaSts.builder()
            .cache(new MapCache())
            .dns(dns)
            .trustAnchors(TrustAnchors.of(List.of(net.ca().root())))
            .socketFactory(net.sockets())
            .clock(net.clock())
            .outcomes(outcomes::add)
            .build();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Bootstrap bootstrap = new Bootstrap().group(loops).channel(NioSocketChannel.class);

    @AfterEach
    void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        mtaSts.close();
        dns.close();
        net.close();
    }

    private MxServer host(String mode) {
        net.publish(DOMAIN, "1", TestNetwork.policy(mode, 86_400, HOST));
        return net.mx(DOMAIN, HOST).mxServer(HOST);
    }

    private DeliveryAttempt begin() throws Exception {
        return mtaSts.beginAsync(DeliveryRequest.willRetry(DOMAIN)
                        .ehloName("mail.sender.example")
                        .build())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Candidate.Proceed candidate(DeliveryAttempt attempt) {
        return (Candidate.Proceed) attempt.candidate(HOST);
    }

    private Opening<NettyTransport> open(DeliveryAttempt attempt) throws Exception {
        SocketAddress address = net.route(net.mxServer(HOST).address());
        return candidate(attempt)
                .openAsync(NettyTransport.dialer(bootstrap, address))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private Opening.Ready<NettyTransport> opened(DeliveryAttempt attempt) throws Exception {
        Opening<NettyTransport> opening = open(attempt);
        assertThat(opening).isInstanceOf(Opening.Ready.class);
        return (Opening.Ready<NettyTransport>) opening;
    }

    @Test
    void deliversOverTls() throws Exception {
        MxServer mx = host("enforce");
        try (DeliveryAttempt attempt = begin()) {
            Opening.Ready<NettyTransport> ready = opened(attempt);
            assertThat(ready.ehloReply().get(0)).startsWith("250");
            assertThat(Client.say(ready, Client.message("canary-4711")).get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .hasSize(4)
                    .allMatch(reply -> reply.startsWith("2") || reply.startsWith("354"));
        }
        assertThat(mx.messages()).singleElement().satisfies(message -> {
            assertThat(message.tls()).isTrue();
            assertThat(message.body()).contains("canary-4711");
        });
        assertThat(outcomes).hasSize(1);
    }

    @Test
    void opensNoChannelToAHostWhoseStartTlsIsStripped() throws Exception {
        MxServer mx = host("enforce").noStartTls();
        try (DeliveryAttempt attempt = begin()) {
            assertThat(open(attempt))
                    .isInstanceOfSatisfying(
                            Opening.NotReady.class,
                            notReady -> assertThat(notReady.cause()).isEqualTo(Opening.NotReady.Cause.NO_STARTTLS));
        }
        assertThat(mx.awaitIdle(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
        assertThat(mx.messages()).isEmpty();
    }

    /** After a failed handshake the library dials again, in the clear, where the policy permits that. */
    @ParameterizedTest
    @ValueSource(strings = {"testing", "none"})
    void dialsAgainWhereThePolicyPermitsIt(String mode) throws Exception {
        MxServer mx = host(mode).cutInHandshake();
        try (DeliveryAttempt attempt = begin()) {
            Client.say(opened(attempt), Client.message("plain")).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(mx.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.tls()).isFalse());
        assertThat(mx.sessions()).hasSize(2);
    }

    /** The next try may end otherwise, which a refusal of TLS does not suggest (RFC 8689 section 4.2.1). */
    @Test
    void aConnectionThatIsCutInTheHandshakeIsNoRefusalOfTls() throws Exception {
        host("testing").requireTls().cutInHandshake();
        DeliveryRequest request = DeliveryRequest.willRetry(DOMAIN)
                .ehloName("mail.sender.example")
                .kind(DeliveryKind.REQUIRE_TLS)
                .build();
        try (DeliveryAttempt attempt = mtaSts.beginAsync(request).get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            assertThat(open(attempt)).isInstanceOf(Opening.NotReady.class);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
    }

    @Test
    void aParkedChannelComesBackAndItsEarlierHandlersAreGone() throws Exception {
        MxServer mx = host("enforce");
        ParkedConnection<NettyTransport> parked;
        try (DeliveryAttempt attempt = begin()) {
            Opening.Ready<NettyTransport> ready = opened(attempt);
            Client.say(ready, Client.message("first")).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            parked = ready.park();
        }
        try (DeliveryAttempt attempt = begin()) {
            Opening.Ready<NettyTransport> again =
                    candidate(attempt).reuse(parked).orElseThrow();
            assertThat(again.reused()).isTrue();
            String[] message = Client.message("second");
            List<String> replies = Client.say(again, "RSET", message[0], message[1], message[2], message[3])
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(replies).hasSize(5);
            assertThat(again.connection().channel().pipeline().toMap().values())
                    .filteredOn(Client.class::isInstance)
                    .hasSize(1);
            again.park().close();
        }
        assertThat(mx.messages()).hasSize(2);
        assertThat(mx.awaitIdle(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
        assertThat(mx.sessions())
                .singleElement()
                .satisfies(session -> assertThat(session.commands()).endsWith("QUIT"));
    }

    @Test
    void aChannelThatEndedBeforeIsReportedToTheServer() throws Exception {
        host("enforce");
        try (DeliveryAttempt attempt = begin()) {
            Opening.Ready<NettyTransport> ready = opened(attempt);
            ready.connection().close();
            ready.connection().channel().closeFuture().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            CompletableFuture<Boolean> ended = new CompletableFuture<>();
            NettyTransport.handOver(ready, new ChannelInboundHandlerAdapter() {
                @Override
                public void channelInactive(ChannelHandlerContext context) {
                    ended.complete(true);
                }
            });
            assertThat(ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** A cache for one test. */
    private static final class MapCache implements PolicyCache {
        private final Map<PolicyDomain, CachedPolicy> entries = new ConcurrentHashMap<>();

        @Override
        public @Nullable CachedPolicy get(PolicyDomain domain) {
            return entries.get(domain);
        }

        @Override
        public void put(PolicyDomain domain, CachedPolicy entry) {
            entries.put(domain, entry);
        }
    }
}
