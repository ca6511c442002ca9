package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** The kit's signed zones, judged by a validator that is not the kit's. */
@ExtendWith(TestNetworkExtension.class)
class DnssecTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SECURE = "secure";
    private static final String INSECURE = "insecure";
    private static final String BOGUS = "bogus";

    private TestNetwork network;
    private DnsServer dns;
    private SignedZone zone;

    @BeforeEach
    void sign(TestNetwork testNetwork) {
        network = testNetwork;
        dns = network.dns();
        zone = dns.dnssec().sign("example.com");
        dns.mx("example.com", 10, "mx1.example.com")
                .a("mx1.example.com", "198.51.100.7")
                .tlsa("_25._tcp.mx1.example.com", 3, 1, 1, new byte[32])
                .a("*.wild.example.com", "198.51.100.8")
                .cname("alias.example.com", "mx1.example.com")
                .cname("out.example.com", "mx.plain.test")
                .a("mx.plain.test", "198.51.100.9")
                .a("host.cut.example.com", "198.51.100.10")
                .dname("old.example.com", "new.example.com")
                .a("mx1.new.example.com", "198.51.100.11")
                .dname("left.example.com", "plain.test");
        dns.dnssec().unsigned("cut.example.com");
    }

    private SimpleResolver server() throws IOException {
        SimpleResolver server = new SimpleResolver(dns.address());
        server.setTimeout(PATIENCE);
        return server;
    }

    private Message validated(String name, String type) throws IOException {
        ValidatingResolver validator = new ValidatingResolver(server(), network.clock());
        validator.init(new Properties());
        validator.loadTrustAnchors(new ByteArrayInputStream(
                String.join("\n", dns.dnssec().trustAnchors()).getBytes(StandardCharsets.US_ASCII)));
        return validator.send(query(name, type));
    }

    private static Message query(String name, String type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), Type.value(type), DClass.IN));
    }

    private String verdict(String name, String type) throws IOException {
        Message answer = validated(name, type);
        if (answer.getRcode() == Rcode.SERVFAIL) {
            return BOGUS;
        }
        return answer.getHeader().getFlag(Flags.AD) ? SECURE : INSECURE;
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, MX, secure",
        "mx1.example.com, A, secure",
        "mx1.example.com, AAAA, secure",
        "_25._tcp.mx1.example.com, TLSA, secure",
        "_tcp.mx1.example.com, A, secure",
        "nowhere.example.com, A, secure",
        "a.b.c.nowhere.example.com, A, secure",
        "one.wild.example.com, A, secure",
        "one.wild.example.com, AAAA, secure",
        "alias.example.com, A, secure",
        "alias.example.com, AAAA, secure",
        "mx1.old.example.com, A, secure",
        "mx1.old.example.com, CNAME, secure",
        "mx.left.example.com, A, insecure",
        "mx.left.example.com, CNAME, secure",
        "out.example.com, A, insecure",
        "out.example.com, AAAA, insecure",
        "host.cut.example.com, A, insecure",
        "nowhere.cut.example.com, A, insecure",
        "mx.plain.test, A, insecure",
        "plain.test, MX, insecure",
        "com, DNSKEY, secure",
        "nowhere, A, secure",
    })
    void provesWhatItSays(String name, String type, String expected) throws IOException {
        assertThat(verdict(name, type)).as("NSEC").isEqualTo(expected);

        zone.nsec3(5, "aabb", false);
        dns.dnssec().sign("com").nsec3(0, "", false);
        dns.dnssec().sign(".").nsec3(1, "cc", false);
        assertThat(verdict(name, type)).as("NSEC3").isEqualTo(expected);
    }

    @Test
    void endsAtTheAliasThatADnameMakesWithoutSigningIt() throws IOException {
        Message query = query("mx1.old.example.com", "CNAME");
        query.addRecord(new OPTRecord(1232, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);

        assertThat(server().send(query).getSection(Section.ANSWER))
                .extracting(one -> one.getName() + " " + Type.string(one.getType()))
                .containsExactly("old.example.com. DNAME", "mx1.old.example.com. CNAME", "old.example.com. RRSIG");
    }

    @Test
    void leavesUnsignedCutsOutWithOptOut() throws IOException {
        zone.nsec3(0, "", true);

        assertThat(verdict("host.cut.example.com", "A")).isEqualTo(INSECURE);
        assertThat(verdict("mx1.example.com", "A")).isEqualTo(SECURE);
    }

    @ParameterizedTest
    @EnumSource(SigningAlgorithm.class)
    void signsWithEachAlgorithm(SigningAlgorithm algorithm) throws IOException {
        zone.newKey(algorithm);

        assertThat(verdict("mx1.example.com", "A")).isEqualTo(SECURE);
    }

    @ParameterizedTest
    @EnumSource(
            value = SignatureFault.class,
            names = {"UNSIGNED", "BAD", "EXPIRED", "FUTURE", "UNKNOWN_ALGORITHM"})
    void spoilsSignatures(SignatureFault fault) throws IOException {
        dns.dnssec().fault("mx1.example.com", "A", fault);

        assertThat(verdict("mx1.example.com", "A")).isEqualTo(BOGUS);
        assertThat(verdict("example.com", "MX")).isEqualTo(SECURE);

        dns.dnssec().heal("mx1.example.com");
        assertThat(verdict("mx1.example.com", "A")).isEqualTo(SECURE);
    }

    @ParameterizedTest
    @EnumSource(SignatureFault.class)
    void spoilsDenials(SignatureFault fault) throws IOException {
        dns.dnssec().fault("mx1.example.com", "AAAA", fault);

        assertThat(verdict("mx1.example.com", "AAAA")).isEqualTo(BOGUS);
    }

    @Test
    void delegatesWithAnyDs() throws IOException {
        zone.withoutDs();
        assertThat(verdict("mx1.example.com", "A")).isEqualTo(INSECURE);
        zone.unknownDigest();
        assertThat(verdict("mx1.example.com", "A")).isEqualTo(INSECURE);
        zone.wrongDs();
        assertThat(verdict("mx1.example.com", "A")).isEqualTo(BOGUS);
        zone.rightDs();
        assertThat(verdict("mx1.example.com", "A")).isEqualTo(SECURE);
    }

    @Test
    void signsNoForgery() throws IOException {
        dns.forge("mx1.example.com", lie -> lie.a("203.0.113.66"));
        assertThat(verdict("mx1.example.com", "A")).isEqualTo(BOGUS);

        dns.forge("mx1.example.com", DnsAnswers::nxDomain);
        assertThat(verdict("mx1.example.com", "A")).isEqualTo(BOGUS);
    }

    @Test
    void answersWithoutSignaturesWhereDoIsNotSet() throws IOException {
        Message answer = server().send(query("mx1.example.com", "A"));

        assertThat(answer.getSection(Section.ANSWER)).hasSize(1);
        assertThat(answer.getHeader().getFlag(Flags.AD)).isFalse();
    }

    @Test
    void actsAsAResolverThatStripsSignatures() throws IOException {
        dns.dnssec().stripSignatures(true);

        assertThat(verdict("mx1.example.com", "A")).isEqualTo(BOGUS);
    }

    @Test
    void actsAsAValidatingResolver() throws IOException {
        dns.dnssec().validate(true);

        assertThat(askingForAd("mx1.example.com").getHeader().getFlag(Flags.AD)).isTrue();
        assertThat(askingForAd("host.cut.example.com").getHeader().getFlag(Flags.AD))
                .isFalse();
        dns.dnssec().fault("mx1.example.com", "A", SignatureFault.BAD);
        assertThat(askingForAd("mx1.example.com").getRcode()).isEqualTo(Rcode.SERVFAIL);
        dns.dnssec().heal("mx1.example.com");
        assertThat(askingForAd("mx1.example.com").getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void forcesAd() throws IOException {
        dns.dnssec().forceAuthenticData(true);

        assertThat(askingForAd("host.cut.example.com").getHeader().getFlag(Flags.AD))
                .isTrue();
    }

    private Message askingForAd(String name) throws IOException {
        Message query = query(name, "A");
        query.getHeader().setFlag(Flags.AD);
        return server().send(query);
    }

    @Test
    void signsAtTheTimeOfTheNetworksClock() throws IOException {
        network.clock().advance(Duration.ofDays(200));

        assertThat(verdict("mx1.example.com", "A")).isEqualTo(SECURE);
    }
}
