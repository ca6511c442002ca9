package io.github.mtasts.lab.readme;

import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.lab.sender.library.Courier;
import io.github.mtasts.lab.sender.library.Delivery;
import io.github.mtasts.trust.TrustAnchors;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.SocketFactory;

/** A mail server such as a reader of the README may have, with a minimal queue. */
final class MyServer implements AutoCloseable {
    private final DnsResolver dns;
    private final MtaSts mtaSts;
    private final Delivery delivery;
    private final List<Courier.Message> queue = new ArrayList<>();

    private MyServer(InetSocketAddress dnsServer, X509Certificate root, SocketFactory sockets) {
        this.dns = DnsResolver.builder()
                .server(dnsServer)
                .timeout(Duration.ofSeconds(4))
                .build();
        this.mtaSts = MtaSts.builder()
                .cache(MemoryPolicyCache.create())
                .dns(dns)
                .trustAnchors(TrustAnchors.of(List.of(root)))
                .socketFactory(sockets)
                .openingLimit(Duration.ofSeconds(5))
                .build();
        this.delivery = new Delivery(mtaSts, new MxLookup(dns, dns, Set.of()), sockets, "mail.author.test");
    }

    static MyServer start(InetSocketAddress dnsServer, X509Certificate root, SocketFactory sockets) {
        return new MyServer(dnsServer, root, sockets);
    }

    void enqueueAndTry(String to, String text) {
        queue.add(new Courier.Message("alice@author.test", to, text));
        runQueue();
    }

    void runQueue() {
        queue.removeIf(message -> delivery.send(message, false).isEmpty());
    }

    @Override
    public void close() {
        mtaSts.close();
        dns.close();
    }
}
