package io.github.mtasts.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.discovery.StsDiscovery;
import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Discovery and MX lookup over real packets, from the domain to the result. */
class DnsDiscoveryTest {
    private final LoopbackDns server =
            new LoopbackDns((query, tcp) -> zone(query).wire());
    private final DnsResolver resolver = DnsResolver.builder()
            .server(server.address())
            .timeout(Duration.ofMinutes(2))
            .build();

    @AfterEach
    void close() throws IOException {
        resolver.close();
        server.close();
    }

    private static Answers zone(Message query) {
        Answers answer = Answers.to(query);
        String name = query.getQuestion().getName().toString(true);
        return switch (name + " " + Type.string(query.getQuestion().getType())) {
            case "_mta-sts.chunks.example TXT" -> answer.has(name, Type.TXT, "\"v=STSv1; id=2016\" \"0831;\"");
            case "_mta-sts.spf.example TXT" ->
                answer.has(name, Type.TXT, "\"v=spf1 -all\"").has(name, Type.TXT, "\"v=STSv1; id=1;\"");
            case "_mta-sts.lonely.example TXT" -> answer.has(name, Type.TXT, "\"v=spf1 -all\"");
            case "_mta-sts.empty.example TXT" -> answer.soa("example", 60, 60);
            case "_mta-sts.user.example TXT" ->
                answer.alias(name, "user.provider.example", 50)
                        .alias("user.provider.example", "all.provider.example", 40)
                        .has("all.provider.example", Type.TXT, "\"v=STSv1; id=7;\"");
            case "_mta-sts.broken.example TXT", "broken.example MX" -> answer.code(Rcode.SERVFAIL);
            case "_mta-sts.b.example TXT" -> answer.has(name, Type.TXT, "\"v=STSv1; id=8;\"");
            case "a.example MX" -> answer.alias(name, "b.example", 60).soa("b.example", 60, 60);
            case "null.example MX" -> answer.has(name, Type.MX, "0 .");
            default -> answer.code(Rcode.NXDOMAIN).soa("example", 60, 60);
        };
    }

    private StsDiscoveryResult discover(String domain) {
        return new StsDiscovery(resolver).discover(PolicyDomain.of(domain));
    }

    private MxLookupResult mx(String domain) {
        return new MxLookup(resolver, resolver, Set.of()).lookup(PolicyDomain.of(domain));
    }

    private static String idOf(StsDiscoveryResult result) {
        assertThat(result).isInstanceOf(StsDiscoveryResult.Found.class);
        return ((StsDiscoveryResult.Found) result).record().id();
    }

    @Test
    @Tag("STS-3.1-14")
    void readsARecordCutIntoStrings() {
        assertThat(idOf(discover("chunks.example"))).isEqualTo("20160831");
    }

    @Test
    @Tag("STS-3.1-15")
    void readsOurRecordBesideAForeignOne() {
        assertThat(idOf(discover("spf.example"))).isEqualTo("1");
    }

    @Test
    @Tag("STS-3.1-17")
    void nothingThereIsAbsent() {
        for (String domain : List.of("missing.example", "empty.example", "lonely.example")) {
            assertThat(discover(domain)).isInstanceOf(StsDiscoveryResult.Absent.class);
        }
    }

    @Test
    @Tag("STS-3.1-20")
    void followsTwoAliasesToTheRecord() {
        StsDiscoveryResult result = discover("user.example");
        assertThat(idOf(result)).isEqualTo("7");
        assertThat(((StsDiscoveryResult.Found) result).ttl()).isEqualTo(Duration.ofSeconds(40));
        assertThat(server.questions()).containsExactly("_mta-sts.user.example TXT");
    }

    @Test
    @Tag("STS-3.1-22")
    void aServerFailureIsTemporary() {
        assertThat(discover("broken.example")).isInstanceOf(StsDiscoveryResult.TemporaryFailure.class);
        assertThat(mx("broken.example")).isInstanceOf(MxLookupResult.TemporaryFailure.class);
    }

    @Test
    void aDomainWhoseRecordNameIsTooLongForTheDnsHasNoPolicy() {
        assertThat(discover("a234567890.".repeat(22) + "a234567.com")).isInstanceOf(StsDiscoveryResult.Absent.class);
        assertThat(server.questions()).isEmpty();
    }

    @Test
    @Tag("STS-3.4-04")
    void aDomainThatIsAnAliasKeepsItsOwnName() {
        assertThat(discover("a.example")).isInstanceOf(StsDiscoveryResult.Absent.class);
        assertThat(server.questions()).containsExactly("_mta-sts.a.example TXT");
        assertThat(mx("a.example"))
                .isEqualTo(new MxLookupResult.Hosts(List.of(MxHost.of("a.example")), true, List.of()));
    }

    @Test
    @Tag("STS-4.1-07")
    void aNullMxIsSeenAsOne() {
        assertThat(mx("null.example")).isEqualTo(new MxLookupResult.NullMx());
        assertThat(mx("missing.example")).isEqualTo(new MxLookupResult.NoSuchDomain());
    }
}
