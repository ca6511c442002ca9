package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

@ExtendWith(TestNetworkExtension.class)
class DnsServerTest {
    private static final String NAME = "_mta-sts.example.com";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private DnsServer dns;
    private SimpleResolver resolver;

    @BeforeEach
    void connect(TestNetwork network) {
        dns = network.dns();
        resolver = new SimpleResolver(dns.address());
        resolver.setTimeout(PATIENCE);
        dns.txt(NAME, "v=STSv1; id=1;");
    }

    private Message ask(String name, int type) throws IOException {
        return resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN)));
    }

    private List<String> texts(String name) throws IOException {
        return ask(name, Type.TXT).getSection(Section.ANSWER).stream()
                .map(one -> String.join("|", ((TXTRecord) one).getStrings()))
                .toList();
    }

    private int rcode(String name, int type) throws IOException {
        return ask(name, type).getRcode();
    }

    @Test
    void answersRecordsOfEveryType() throws IOException {
        dns.txt("two.test", "one", "two")
                .a("host.test", "198.51.100.7", "10.0.0.1")
                .aaaa("host.test", "2001:db8::7", "::ffff:127.0.0.1")
                .mx("host.test", 10, "mx1.test")
                .mx("host.test", 20, "mx2.test");
        assertThat(texts("_MTA-STS.Example.COM")).containsExactly("v=STSv1; id=1;");
        assertThat(texts("two.test")).containsExactlyInAnyOrder("one", "two");
        assertThat(ask("host.test", Type.A).getSection(Section.ANSWER)).hasSize(2);
        assertThat(ask("host.test", Type.AAAA).getSection(Section.ANSWER).toString())
                .contains("2001:db8:0:0:0:0:0:7")
                .contains("ffff:127.0.0.1");
        assertThat(ask("host.test", Type.MX).getSection(Section.ANSWER).toString())
                .contains("10 mx1.test.")
                .contains("20 mx2.test.");
        dns.nullMx("host.test");
        assertThat(ask("host.test", Type.MX).getSection(Section.ANSWER).toString())
                .contains("0 .")
                .doesNotContain("mx1");
        assertThat(ask(NAME, Type.TXT).getHeader().getFlag(Flags.RA)).isTrue();
    }

    @Test
    void cutsTextIntoCharacterStrings() throws IOException {
        dns.txtChunks(NAME, "v=STSv1; ", "id=1;");
        assertThat(texts(NAME)).containsExactly("v=STSv1; |id=1;");
        dns.txt(NAME, "x".repeat(300));
        assertThat(chunks()).extracting(chunk -> chunk.length).containsExactly(255, 45);
        byte[] odd = {(byte) 0xff, 0, '"'};
        dns.txtBytes(NAME, odd);
        assertThat(chunks().get(0)).isEqualTo(odd);
        dns.txt(NAME, "");
        assertThat(chunks().get(0)).isEmpty();
        assertThatThrownBy(() -> dns.txtChunks(NAME, "x".repeat(256))).isInstanceOf(IllegalArgumentException.class);
    }

    private List<byte[]> chunks() throws IOException {
        return ((TXTRecord) ask(NAME, Type.TXT).getSection(Section.ANSWER).get(0)).getStringsAsByteArrays();
    }

    @Test
    void distinguishesAbsentNamesFromEmptyOnes() throws IOException {
        Message absent = ask("no.such.test", Type.TXT);
        assertThat(absent.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        SOARecord soa = (SOARecord) absent.getSection(Section.AUTHORITY).get(0);
        assertThat(soa.getName().toString()).isEqualTo("such.test.");
        assertThat(soa.getTTL()).isEqualTo(300);
        Message empty = ask(NAME, Type.A);
        assertThat(empty.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(empty.getSection(Section.ANSWER)).isEmpty();
        assertThat(empty.getSection(Section.AUTHORITY)).hasSize(1);
        assertThat(rcode("example.com", Type.TXT)).isEqualTo(Rcode.NOERROR);
        dns.noData(NAME);
        assertThat(rcode(NAME, Type.TXT)).isEqualTo(Rcode.NOERROR);
        dns.remove(NAME);
        assertThat(rcode(NAME, Type.TXT)).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void setsTimesToLive() throws IOException {
        assertThat(ttl()).isEqualTo(300);
        dns.defaultTtl(60);
        assertThat(ttl()).isEqualTo(60);
        dns.ttl(NAME, 5);
        assertThat(ttl()).isEqualTo(5);
        dns.negativeTtl(7);
        assertThat(ask("no.test", Type.A).getSection(Section.AUTHORITY).get(0).getTTL())
                .isEqualTo(7);
    }

    private long ttl() throws IOException {
        return ask(NAME, Type.TXT).getSection(Section.ANSWER).get(0).getTTL();
    }

    @Test
    void followsAliasesAndSurvivesLoops() throws IOException {
        dns.cname("alias.test", "alias2.test").cname("alias2.test", NAME);
        assertThat(ask("alias.test", Type.TXT).getSection(Section.ANSWER))
                .extracting(Record::getType)
                .containsExactly(Type.CNAME, Type.CNAME, Type.TXT);
        dns.cname("alias2.test", "gone.test");
        assertThat(rcode("alias.test", Type.TXT)).isEqualTo(Rcode.NXDOMAIN);
        dns.cname("alias2.test", "alias.test");
        assertThat(ask("alias.test", Type.TXT).getSection(Section.ANSWER)).hasSize(2);
    }

    @Test
    void failsUntilHealed() throws IOException {
        dns.servfail(NAME);
        assertThat(rcode(NAME, Type.TXT)).isEqualTo(Rcode.SERVFAIL);
        assertThat(rcode(NAME, Type.A)).isEqualTo(Rcode.SERVFAIL);
        dns.refused(NAME);
        assertThat(rcode(NAME, Type.TXT)).isEqualTo(Rcode.REFUSED);
        dns.heal(NAME).servfail(NAME, "A").refused(NAME, "MX");
        assertThat(rcode(NAME, Type.A)).isEqualTo(Rcode.SERVFAIL);
        assertThat(rcode(NAME, Type.MX)).isEqualTo(Rcode.REFUSED);
        assertThat(texts(NAME)).hasSize(1);
        dns.servfail(NAME).txt(NAME, "new");
        assertThat(texts(NAME)).containsExactly("new");
        dns.noData(NAME, "TXT");
        assertThat(texts(NAME)).isEmpty();
        assertThatThrownBy(() -> dns.servfail(NAME, "NOTATYPE")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sendsNoAnswer() {
        resolver.setTimeout(Duration.ofSeconds(2));
        dns.silent(NAME, "TXT");
        assertThatThrownBy(() -> ask(NAME, Type.TXT))
                .satisfiesAnyOf(
                        e -> assertThat(e).isInstanceOf(SocketTimeoutException.class),
                        e -> assertThat(e).hasMessageContaining("Timed out"));
        assertThat(dns.queries(NAME)).hasSize(1);
        dns.silent(NAME);
        assertThatThrownBy(() -> ask(NAME, Type.A)).isInstanceOf(IOException.class);
    }

    @Test
    void truncatesOverUdp() throws IOException {
        dns.truncated(NAME);
        assertThat(texts(NAME)).hasSize(1);
        assertThat(dns.queries(NAME))
                .extracting(DnsServer.Query::transport)
                .containsExactly(DnsServer.Transport.UDP, DnsServer.Transport.TCP);
        dns.truncatedEverywhere(NAME);
        assertThat(ask(NAME, Type.TXT).getHeader().getFlag(Flags.TC)).isTrue();
        dns.heal(NAME).txt(NAME, "x".repeat(2000));
        dns.clearQueries();
        assertThat(texts(NAME).get(0)).hasSizeGreaterThan(1999);
        assertThat(dns.queries()).hasSize(2);
    }

    @Test
    void answersLate() throws IOException {
        dns.delay(NAME, Duration.ofMillis(200));
        long start = System.nanoTime();
        texts(NAME);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(190));
        resolver.setTCP(true);
        assertThat(texts(NAME)).hasSize(1);
    }

    @Test
    void forgeriesReplaceTheZone() throws IOException {
        dns.forge(NAME, lie -> lie.txt("v=STSv1; id=evil;"));
        assertThat(texts(NAME)).containsExactly("v=STSv1; id=evil;");
        dns.forge(NAME, DnsAnswers::nxDomain);
        assertThat(rcode(NAME, Type.TXT)).isEqualTo(Rcode.NXDOMAIN);
        dns.txt(NAME, "true");
        assertThat(rcode(NAME, Type.TXT)).isEqualTo(Rcode.NXDOMAIN);
        dns.unforge(NAME);
        assertThat(texts(NAME)).containsExactly("true");
    }

    @Test
    void logsQueries() throws IOException {
        ask("A.Test", Type.MX);
        DnsServer.Query query = dns.queries("a.test.").get(0);
        assertThat(query.name()).isEqualTo("a.test");
        assertThat(query.type()).isEqualTo("MX");
        assertThat(query.id()).isBetween(0, 65_535);
        dns.mx("a.test", 10, "mx.a.test").servfail("b.test");
        dns.truncatedEverywhere("c.test").silent("d.test").noData("e.test");
        for (String name : new String[] {"a.test", "b.test", "c.test", "d.test", "e.test"}) {
            resolver.setTimeout(name.equals("d.test") ? Duration.ofSeconds(2) : PATIENCE);
            try {
                ask(name, Type.MX);
            } catch (IOException e) {
                assertThat(name).isEqualTo("d.test");
            }
        }
        assertThat(dns.queries())
                .extracting(DnsServer.Query::answer)
                .contains("NXDOMAIN", "MX 10 mx.a.test.", "SERVFAIL", "truncated", "no answer", "no data");
    }
}
