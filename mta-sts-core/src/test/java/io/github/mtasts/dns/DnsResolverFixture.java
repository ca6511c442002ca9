package io.github.mtasts.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Servers and resolvers that end with the test. */
abstract class DnsResolverFixture {
    final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    LoopbackDns server(LoopbackDns.Script script) {
        LoopbackDns server = new LoopbackDns(script);
        open.add(server);
        return server;
    }

    DnsResolver resolver(LoopbackDns... servers) {
        return resolver(Duration.ofMinutes(2), servers);
    }

    /** With a limit, which is shared out among the attempts: for servers that are silent at first. */
    DnsResolver resolver(Duration timeout, LoopbackDns... servers) {
        return resolver(
                timeout, Arrays.stream(servers).map(LoopbackDns::address).toArray(InetSocketAddress[]::new));
    }

    DnsResolver resolver(Duration timeout, InetSocketAddress... addresses) {
        DnsResolver resolver =
                DnsResolver.builder().server(addresses).timeout(timeout).build();
        open.add(resolver);
        return resolver;
    }

    DnsResolver resolver(LoopbackDns.Script script) {
        return resolver(server(script));
    }

    static LoopbackDns.Script code(int rcode) {
        return (query, tcp) -> Answers.to(query).code(rcode).wire();
    }
}
