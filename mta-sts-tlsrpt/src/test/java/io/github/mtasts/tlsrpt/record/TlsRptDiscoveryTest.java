package io.github.mtasts.tlsrpt.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.TestNetwork;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TlsRptDiscoveryTest {
    private final TestNetwork net = TestNetwork.start();
    private final DnsResolver resolver = DnsResolver.builder()
            .server(net.dns().address())
            .timeout(Duration.ofMinutes(2))
            .build();

    @AfterEach
    void stop() {
        resolver.close();
        net.close();
    }

    private TlsRptDiscoveryResult discover(String domain) {
        return new TlsRptDiscovery(resolver).discover(PolicyDomain.of(domain));
    }

    private static String first(TlsRptDiscoveryResult lookup) {
        assertThat(lookup).isInstanceOf(TlsRptDiscoveryResult.Found.class);
        return ((TlsRptDiscoveryResult.Found) lookup)
                .record()
                .destinations()
                .get(0)
                .uri();
    }

    @Test
    @Tag("RPT-3-01")
    void asksForTheNameInALabels() {
        net.dns().txt("_smtp._tls.xn--bcher-kva.example", "v=TLSRPTv1; rua=mailto:a@example.com");
        assertThat(first(discover("bücher.example"))).isEqualTo("mailto:a@example.com");
        assertThat(net.dns().queries())
                .extracting(DnsServer.Query::name)
                .containsOnly("_smtp._tls.xn--bcher-kva.example");
    }

    @Test
    @Tag("RPT-3-02")
    void asksNoParentDomain() {
        net.dns().txt("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:a@example.com");
        assertThat(discover("mail.example.com")).isInstanceOf(TlsRptDiscoveryResult.Absent.class);
        assertThat(net.dns().queries()).hasSize(1);
    }

    @Test
    @Tag("RPT-3-16")
    void joinsTheStringsOfARecord() {
        net.dns().txtChunks("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:rep", "orts@example.com");
        assertThat(first(discover("example.com"))).isEqualTo("mailto:reports@example.com");
    }

    @Test
    @Tag("RPT-3-17")
    void followsAliases() {
        net.dns().cname("_smtp._tls.example.com", "reports.example.net");
        net.dns().txt("reports.example.net", "v=TLSRPTv1; rua=mailto:a@example.net");
        assertThat(first(discover("example.com"))).isEqualTo("mailto:a@example.net");
    }

    @Test
    @Tag("RPT-3-15")
    void tellsAFaultyRecordFromAFailedLookup() {
        net.dns().txt("_smtp._tls.example.com", "v=TLSRPTv1; rua=");
        net.dns().servfail("_smtp._tls.down.example");
        net.dns().txt("_smtp._tls.other.example", "v=spf1 -all");
        assertThat(discover("example.com")).isInstanceOf(TlsRptDiscoveryResult.Invalid.class);
        assertThat(discover("down.example")).isInstanceOf(TlsRptDiscoveryResult.TemporaryFailure.class);
        assertThat(discover("other.example")).isInstanceOf(TlsRptDiscoveryResult.Absent.class);
        assertThat(discover("nobody.example")).isInstanceOf(TlsRptDiscoveryResult.Absent.class);
    }
}
