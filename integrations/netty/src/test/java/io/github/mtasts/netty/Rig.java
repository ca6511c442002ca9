package io.github.mtasts.netty;

import io.github.mtasts.MtaSts;
import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A sender over a test network. */
final class Rig implements AutoCloseable {
    static final String BODY = "canary-4711";
    static final String EHLO = "mail.sender.example";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    final TestNetwork net = TestNetwork.start();
    final List<DeliveryOutcome> outcomes = new CopyOnWriteArrayList<>();
    final DnsResolver dns =
            DnsResolver.builder().server(net.dns().address()).timeout(PATIENCE).build();
    final MtaSts mtaSts = builder().build();
    final MxLookup mx = new MxLookup(dns, dns, Set.of());
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    final Bootstrap bootstrap = RoutedChannel.bootstrap(loops, net);
    private final NettyMailSender sender;

    Rig() {
        this((settings, network) -> settings);
    }

    Rig(UnaryOperator<NettyMailSenderBuilder> choices) {
        this((settings, network) -> choices.apply(settings));
    }

    Rig(BiFunction<NettyMailSenderBuilder, TestNetwork, NettyMailSenderBuilder> choices) {
        sender = choices.apply(
                        NettyMailSender.builder(mtaSts, mx, bootstrap, EHLO).connectLimit(PATIENCE), net)
                .build();
    }

    MtaStsBuilder builder() {
        return MtaSts.builder()
                .cache(new MapCache())
                .dns(dns)
                .trustAnchors(TrustAnchors.of(List.of(net.ca().root())))
                .socketFactory(net.sockets())
                .clock(net.clock())
                .outcomes(outcomes::add);
    }

    NettyMailSender sender() {
        return sender;
    }

    /** Ends the event loops, as a server that stops does. */
    void shutDownLoops() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** A domain with one MX host, {@code mx.DOMAIN}, and a policy; mode none is no policy. */
    MxServer domain(String domain, String mode) {
        String host = "mx." + domain;
        if (!mode.equals("none")) {
            net.publish(domain, "1", TestNetwork.policy(mode, 86_400, host));
        }
        return net.mx(domain, host).mxServer(host);
    }

    RecipientStatus send(String recipient) throws Exception {
        return send(Envelope.from("a@sender.example").to(recipient).build())
                .recipients()
                .get(0)
                .status();
    }

    SendResult send(Envelope envelope) throws Exception {
        return send(envelope, message());
    }

    SendResult send(Envelope envelope, byte[] message) throws Exception {
        return sender.send(envelope, message).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    static byte[] message(String... moreFields) {
        String more = moreFields.length == 0 ? "" : String.join("\r\n", moreFields) + "\r\n";
        return ("From: a@sender.example\r\nTo: header@elsewhere.example\r\nSubject: Test\r\n" + more + "\r\n" + BODY
                        + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        sender.close();
        mtaSts.close();
        dns.close();
        shutDownLoops();
        net.close();
    }

    /** A cache for one test. */
    static final class MapCache implements PolicyCache {
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
