package io.github.mtasts.interop;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.faults.FreePort;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The library's DNS client at Unbound and BIND, which validate DNSSEC and ask an authoritative BIND. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResolversTest {
    @RegisterExtension
    static final Servers SERVERS = new Servers(Software.BIND, Software.UNBOUND);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration RESTART = Duration.ofSeconds(20);

    private final Map<Software, InetSocketAddress> addresses = new EnumMap<>(Software.class);
    private final Map<Software, Sandbox> running = new EnumMap<>(Software.class);
    private final Map<Software, DnsResolver> resolvers = new EnumMap<>(Software.class);
    private NameServers zones;

    @BeforeAll
    void start() throws IOException {
        zones = new NameServers(SERVERS);
        // BIND listens at the addresses that the interfaces have, not at others of 127.0.0.0/8.
        addresses.put(Software.BIND, Servers.at("127.0.0.1", FreePort.choose()));
        addresses.put(Software.UNBOUND, Servers.at("127.77.10.3", FreePort.choose()));
        for (Map.Entry<Software, InetSocketAddress> entry : addresses.entrySet()) {
            running.put(entry.getKey(), zones.resolver(entry.getKey(), entry.getValue()));
            resolvers.put(
                    entry.getKey(),
                    DnsResolver.builder()
                            .server(entry.getValue())
                            .timeout(PATIENCE)
                            .build());
        }
    }

    @AfterAll
    void close() {
        resolvers.values().forEach(DnsResolver::close);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNBOUND", "BIND"})
    void readsTxtRecords(Software software) {
        assertThat(texts(software, "_mta-sts.plain.test")).containsExactly("v=STSv1; id=20260101T000000;");
        assertThat(texts(software, "_mta-sts.split.plain.test")).containsExactly("v=STSv1; id=20260101T000000;");
        assertThat(texts(software, "_mta-sts.two.plain.test"))
                .containsExactlyInAnyOrder("v=STSv1; id=1;", "v=spf1 -all");
        assertThat(texts(software, "_mta-sts.signed.test")).containsExactly("v=STSv1; id=20260101T000000;");
    }

    @ParameterizedTest
    @EnumSource(names = {"UNBOUND", "BIND"})
    void asksOverTcpForWhatDoesNotFit(Software software) throws IOException {
        assertThat(overUdpOnly(software, "long.plain.test", Type.TXT)
                        .getHeader()
                        .getFlag(Flags.TC))
                .as("the answer over UDP is truncated")
                .isTrue();
        assertThat(texts(software, "long.plain.test")).containsExactly(NameServers.LONG_TEXT);

        assertThat(lookUp(software, "many.plain.test")).isInstanceOfSatisfying(MxLookupResult.Hosts.class, found -> {
            assertThat(found.hosts()).hasSize(60);
            assertThat(found.hosts().get(0).name()).isEqualTo("a-rather-long-name-of-a-mail-host-0.example.com");
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"UNBOUND", "BIND"})
    void tellsAbsenceFromFailure(Software software) {
        assertThat(txt(software, "_mta-sts.nodata.plain.test")).isInstanceOf(TxtAnswer.Absent.class);
        assertThat(txt(software, "nodata.plain.test")).isInstanceOf(TxtAnswer.Absent.class);
        assertThat(txt(software, "_mta-sts.nowhere.plain.test")).isInstanceOf(TxtAnswer.Absent.class);
        assertThat(txt(software, "_mta-sts.nowhere.signed.test")).isInstanceOf(TxtAnswer.Absent.class);
        assertThat(txt(software, "dangling.plain.test")).isInstanceOf(TxtAnswer.Absent.class);
        assertThat(lookUp(software, "nowhere.plain.test")).isInstanceOf(MxLookupResult.NoSuchDomain.class);
        assertThat(lookUp(software, "dangling.plain.test")).isInstanceOf(MxLookupResult.NoSuchDomain.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNBOUND", "BIND"})
    void blamesTheDomainForABrokenSignature(Software software) {
        assertThat(txt(software, "_mta-sts.broken.test")).isInstanceOfSatisfying(TxtAnswer.Failed.class, failed -> {
            assertThat(failed.reason()).contains("SERVFAIL");
            assertThat(failed.fault()).isEqualTo(LookupFault.DOMAIN);
        });
        assertThat(lookUp(software, "broken.test")).isInstanceOf(MxLookupResult.TemporaryFailure.class);

        assertThat(texts(software, "_mta-sts.signed.test")).as("life goes on").hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNBOUND", "BIND"})
    void followsAliases(Software software) {
        assertThat(texts(software, "alias.plain.test")).containsExactly("v=STSv1; id=behindthealias;");
        assertThat(texts(software, "alias.signed.test")).containsExactly("v=STSv1; id=behindthealias;");
        assertThat(hosts(software, "alias.plain.test")).containsExactly("mx1.plain.test");
        assertThat(addresses(software, "alias.plain.test")).containsExactly("192.0.2.30");
    }

    @ParameterizedTest
    @EnumSource(names = {"UNBOUND", "BIND"})
    void failsOnEndlessAliases(Software software) {
        assertThat(txt(software, "loop.plain.test")).isInstanceOf(TxtAnswer.Failed.class);
        assertThat(txt(software, "chain0.plain.test")).isInstanceOf(TxtAnswer.Failed.class);
        assertThat(lookUp(software, "loop.plain.test")).isInstanceOf(MxLookupResult.TemporaryFailure.class);

        assertThat(texts(software, "alias.plain.test")).as("life goes on").hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNBOUND", "BIND"})
    void ordersMxHosts(Software software) {
        assertThat(hosts(software, "plain.test"))
                .startsWith("mx1.plain.test")
                .containsExactlyInAnyOrder("mx1.plain.test", "mx2.plain.test", "mx3.plain.test");
        assertThat(lookUp(software, "null.plain.test")).isInstanceOf(MxLookupResult.NullMx.class);
        assertThat(lookUp(software, "null.signed.test")).isInstanceOf(MxLookupResult.NullMx.class);
        assertThat(lookUp(software, "six.plain.test"))
                .isInstanceOfSatisfying(
                        MxLookupResult.Hosts.class,
                        found -> assertThat(found.implicit()).isTrue());
        assertThat(addresses(software, "mx1.plain.test"))
                .containsExactlyInAnyOrder("192.0.2.11", "2001:db8:0:0:0:0:0:11");
        assertThat(addresses(software, "mx3.plain.test")).containsExactly("2001:db8:0:0:0:0:0:13");
        assertThat(resolver(software).addresses("null.plain.test")).isInstanceOf(AddressAnswer.Absent.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNBOUND", "BIND"})
    void waitsForAResolverThatRestarts(Software software) throws IOException {
        sandbox(software).close();
        try (DnsResolver resolver =
                DnsResolver.builder().server(address(software)).timeout(RESTART).build()) {
            long start = System.nanoTime();
            CompletableFuture<TxtAnswer> duringRestart =
                    CompletableFuture.supplyAsync(() -> resolver.txt("_mta-sts.plain.test"));
            running.put(software, zones.resolver(software, address(software)));
            // A question that arrives while the server starts may be lost; the next one has half of the time.
            boolean slow = System.nanoTime() - start > RESTART.dividedBy(2).toNanos();
            TxtAnswer answer = duringRestart.join();

            assumeFalse(slow && answer instanceof TxtAnswer.Failed, "this machine is too busy to restart a server");
            assertThat(answer).isInstanceOf(TxtAnswer.Records.class);
        }
        assertThat(texts(software, "_mta-sts.signed.test")).as("life goes on").hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNBOUND", "BIND"})
    void countsAResolverThatIsDownAsOurOwnFailure(Software software) throws IOException {
        sandbox(software).close();
        try (DnsResolver impatient = DnsResolver.builder()
                .server(address(software))
                .timeout(Duration.ofMillis(300))
                .build()) {
            assertThat(impatient.txt("_mta-sts.plain.test"))
                    .isInstanceOfSatisfying(
                            TxtAnswer.Failed.class,
                            failed -> assertThat(failed.fault()).isNotEqualTo(LookupFault.DOMAIN));
        }
        running.put(software, zones.resolver(software, address(software)));

        assertThat(texts(software, "_mta-sts.plain.test")).as("life goes on").hasSize(1);
    }

    @Test
    void asksAServerThatRefusesEdnsWithoutIt() throws IOException {
        try (ServerWithoutEdns server = new ServerWithoutEdns("v=STSv1; id=old;");
                DnsResolver resolver = DnsResolver.builder()
                        .server(server.address())
                        .timeout(PATIENCE)
                        .build()) {
            assertThat(resolver.txt("_mta-sts.old.test"))
                    .isInstanceOfSatisfying(
                            TxtAnswer.Records.class,
                            found -> assertThat(found.records()).containsExactly("v=STSv1; id=old;"));
            assertThat(resolver.txt("_mta-sts.other.test")).isInstanceOf(TxtAnswer.Records.class);

            assertThat(server.questionsWithOpt()).as("it is remembered").containsExactly(true, false, false);
        }
    }

    private DnsResolver resolver(Software software) {
        return requireNonNull(resolvers.get(software));
    }

    private Sandbox sandbox(Software software) {
        return requireNonNull(running.get(software));
    }

    private InetSocketAddress address(Software software) {
        return requireNonNull(addresses.get(software));
    }

    private TxtAnswer txt(Software software, String name) {
        return resolver(software).txt(name);
    }

    private List<String> texts(Software software, String name) {
        TxtAnswer answer = txt(software, name);
        assertThat(answer).as(name).isInstanceOf(TxtAnswer.Records.class);
        return ((TxtAnswer.Records) answer).records();
    }

    private MxLookupResult lookUp(Software software, String domain) {
        return new MxLookup(resolver(software), resolver(software), Set.of())
                .lookup(PolicyDomain.parse(domain).orElseThrow());
    }

    private List<String> hosts(Software software, String domain) {
        MxLookupResult result = lookUp(software, domain);
        assertThat(result).as(domain).isInstanceOf(MxLookupResult.Hosts.class);
        return ((MxLookupResult.Hosts) result)
                .hosts().stream().map(MxHost::name).toList();
    }

    private List<String> addresses(Software software, String name) {
        AddressAnswer answer = resolver(software).addresses(name);
        assertThat(answer).as(name).isInstanceOf(AddressAnswer.Addresses.class);
        return ((AddressAnswer.Addresses) answer)
                .addresses().stream().map(InetAddress::getHostAddress).toList();
    }

    private Message overUdpOnly(Software software, String name, int type) throws IOException {
        SimpleResolver resolver = new SimpleResolver(address(software));
        resolver.setIgnoreTruncation(true);
        resolver.setTimeout(PATIENCE);
        return resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN)));
    }
}
