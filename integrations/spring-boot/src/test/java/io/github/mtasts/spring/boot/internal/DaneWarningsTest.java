package io.github.mtasts.spring.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.Dialer;
import io.github.mtasts.MtaSts;
import io.github.mtasts.Opening;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.dns.RecordType;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.DaneRule;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The warnings about DANE, with the logging of Spring Boot: the library's own tests have none. */
class DaneWarningsTest {
    private final TestNetwork net = TestNetwork.start();

    @BeforeEach
    void sign() {
        net.dns().dnssec().sign("example.com");
        net.dns().mx("example.com", 10, "mx.example.com").a("mx.example.com", "198.51.100.7");
    }

    @AfterEach
    void close() {
        net.close();
    }

    private DnssecResolver resolver() {
        return DnssecResolver.builder()
                .server(net.dns().address())
                .trustAnchors(net.dns().dnssec().trustAnchors())
                .clock(net.clock())
                .build();
    }

    @Test
    @Tag("DANE-2.1.1-06")
    void namesTheServersThatDropSignatures() {
        net.dns().dnssec().stripSignatures(true);
        try (Console console = Console.taken();
                DnssecResolver resolver = resolver()) {
            resolver.lookup("mx.example.com", RecordType.A);
            resolver.lookup("mx.example.com", RecordType.AAAA);
            assertThat(console.text()).containsOnlyOnce("drop DNSSEC signatures");
            assertThat(console.text())
                    .containsPattern(
                            "WARN.*The DNS servers .*" + net.dns().address().getPort() + ".* drop DNSSEC signatures");
        }
    }

    @Test
    @Tag("DANE-9.1-01")
    void warnsOfAMessageThatAnAuditLetsThrough() throws Exception {
        MxServer mx = net.mxServer("mx.example.com");
        net.dns().tlsa("_25._tcp.mx.example.com", 3, 1, 1, new byte[32]);
        LocalPolicy audit = new LocalPolicy() {
            @Override
            public LocalRule rule(PolicyDomain domain) {
                return LocalRule.FOLLOW;
            }

            @Override
            public DaneRule daneRule(PolicyDomain domain) {
                return DaneRule.AUDIT;
            }
        };
        try (Console console = Console.taken();
                DnssecResolver resolver = resolver();
                DnsResolver dns =
                        DnsResolver.builder().server(net.dns().address()).build();
                MtaSts mtaSts = MtaSts.builder()
                        .cache(MemoryPolicyCache.create())
                        .dns(dns)
                        .dane(resolver)
                        .localPolicy(audit)
                        .clock(net.clock())
                        .trustAnchors(TrustAnchors.of(net.ca().trustStore()))
                        .build();
                DeliveryAttempt attempt = mtaSts.begin(DeliveryRequest.willRetry("example.com")
                        .ehloName("mail.sender.example")
                        .build())) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate("mx.example.com");
            Opening<Socket> opening = proceed.open(
                    Dialer.to(mx.address().getAddress(), mx.address().getPort(), net.sockets()));
            ((Opening.Ready<Socket>) opening).connection().close();
            assertThat(console.text()).containsPattern("WARN.*Mail goes to mx.example.com in spite of .*tlsa-mismatch");
        }
    }
}
