package io.github.mtasts.lab.readme;

import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.quickstart.Disposition;
import io.github.mtasts.quickstart.Sender;
import io.github.mtasts.quickstart.Trace;
import io.github.mtasts.trust.TrustAnchors;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import javax.net.SocketFactory;

/** A mail server as a reader of the README may have one, with the least queue there can be. */
final class MyServer implements AutoCloseable {
    private final DnsResolver dns;
    private final MtaSts mtaSts;
    private final Sender sender;
    private final List<Queued> queue = new ArrayList<>();

    private record Queued(String to, String text) {}

    private MyServer(InetSocketAddress dnsServer, X509Certificate root, SocketFactory sockets) {
        this.dns = DnsResolver.builder()
                .server(dnsServer)
                .timeout(Duration.ofSeconds(1))
                .build();
        this.mtaSts = MtaSts.builder()
                .cache(MemoryPolicyCache.create())
                .dns(dns)
                .trustAnchors(TrustAnchors.of(List.of(root)))
                .socketFactory(sockets)
                .openingLimit(Duration.ofSeconds(5))
                .build();
        this.sender = new Sender(mtaSts, new MxLookup(dns, dns, Set.of()), sockets, "mail.author.test", new Trace());
    }

    static MyServer start(InetSocketAddress dnsServer, X509Certificate root, SocketFactory sockets) {
        return new MyServer(dnsServer, root, sockets);
    }

    void enqueueAndTry(String to, String text) throws MessagingException {
        queue.add(new Queued(to, text));
        runQueue();
    }

    void runQueue() throws MessagingException {
        for (Queued queued : List.copyOf(queue)) {
            MimeMessage message = new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(queued.text().getBytes(StandardCharsets.UTF_8)));
            String domain = queued.to().substring(queued.to().indexOf('@') + 1);
            if (sender.send(PolicyDomain.of(domain), message) instanceof Disposition.Sent) {
                queue.remove(queued);
            }
        }
    }

    @Override
    public void close() {
        mtaSts.close();
        dns.close();
    }
}
