package io.github.mtasts;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The library set up against a test network, as an embedder does it. */
public final class Rig implements AutoCloseable {
    /** As long as a busy machine may take; nothing that works waits for it. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    public final TestNetwork net;
    public final List<DeliveryOutcome> outcomes = new CopyOnWriteArrayList<>();
    public final MtaSts mtaSts;
    public final DnsResolver dns;

    public Rig(TestNetwork net) {
        this(net, builder -> builder);
    }

    public Rig(TestNetwork net, UnaryOperator<MtaStsBuilder> choices) {
        this(net, PATIENCE, choices);
    }

    public Rig(TestNetwork net, Duration dnsTimeout, UnaryOperator<MtaStsBuilder> choices) {
        this.net = net;
        this.dns = DnsResolver.builder()
                .server(net.dns().address())
                .timeout(dnsTimeout)
                .build();
        this.mtaSts = choices.apply(MtaSts.builder()
                        .cache(new MapCache())
                        .dns(dns)
                        .trustAnchors(TrustAnchors.of(List.of(net.ca().root())))
                        .socketFactory(net.sockets())
                        .clock(net.clock())
                        .outcomes(outcomes::add))
                .build();
    }

    public DeliveryAttempt begin(String domain) {
        return mtaSts.begin(DeliveryRequest.willRetry(domain)
                .ehloName("mail.sender.example")
                .build());
    }

    public Dialer dialer(String host) {
        return () -> {
            Socket socket = net.sockets().createSocket();
            socket.connect(net.mxServer(host).address(), (int) PATIENCE.toMillis());
            return socket;
        };
    }

    /** One candidate, opened at its one address. */
    public Opening<Socket> open(DeliveryAttempt attempt, String host) {
        if (attempt.candidate(host) instanceof Candidate.Proceed proceed) {
            return proceed.open(dialer(host));
        }
        throw new AssertionError(host + " was rejected");
    }

    /** Opens the host and closes the connection again. */
    public SessionResult use(DeliveryAttempt attempt, String host) throws IOException {
        if (open(attempt, host) instanceof Opening.Ready<Socket> ready) {
            ready.connection().close();
            return ready.session();
        }
        throw new AssertionError(host + " was not ready");
    }

    /** Checks for a newer policy as a due comparison does, and waits for the result. */
    public PolicyResolution check(String domain) {
        return mtaSts.check(PolicyDomain.of(domain)).join();
    }

    @Override
    public void close() {
        mtaSts.close();
        dns.close();
    }

    /** The simplest implementation of the port. */
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
