package io.github.mtasts.embeddings;

import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.Dialer;
import io.github.mtasts.MtaSts;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The library, set up against a test network. */
final class Rig implements AutoCloseable {
    final TestNetwork net;
    final List<DeliveryOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final DnsResolver dns;
    private final MtaSts mtaSts;

    Rig(TestNetwork net) {
        this.net = net;
        this.dns = DnsResolver.builder()
                .server(net.dns().address())
                .timeout(Duration.ofMinutes(2))
                .build();
        this.mtaSts = MtaSts.builder()
                .cache(new MapCache())
                .dns(dns)
                .trustAnchors(TrustAnchors.of(List.of(net.ca().root())))
                .socketFactory(net.sockets())
                .clock(net.clock())
                .outcomes(outcomes::add)
                .build();
    }

    DeliveryAttempt begin(String domain) {
        return mtaSts.begin(DeliveryRequest.willRetry(domain)
                .ehloName("mail.sender.example")
                .build());
    }

    Dialer dialer(String host) {
        return () -> {
            Socket socket = net.sockets().createSocket();
            socket.connect(net.mxServer(host).address(), 120_000);
            return socket;
        };
    }

    @Override
    public void close() {
        mtaSts.close();
        dns.close();
    }

    /** A cache for one test: nothing is evicted, and nothing outlives the process. */
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
