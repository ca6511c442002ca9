package io.github.mtasts.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.dns.RecordType;
import io.github.mtasts.dns.SecureAnswer;
import io.github.mtasts.faults.FreePort;
import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.Dnssec;
import io.github.mtasts.testkit.SignatureFault;
import io.github.mtasts.testkit.SigningAlgorithm;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** What the library says about signed, unsigned and forged answers, beside what a validating Unbound says about the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DnssecTest {
    @RegisterExtension
    static final Servers SERVERS = new Servers(Software.UNBOUND);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final List<String> ZONES = List.of(
            "nsec.example",
            "nsec3.example",
            "optout.example",
            "iterations.example",
            "rsa.example",
            "p384.example",
            "ed25519.example",
            "withoutds.example",
            "wrongds.example",
            "unknowndigest.example",
            "plain.test");

    /**
     * Names for which the verdicts differ. In a zone with opt-out, Unbound takes a denial that lacks one of its proofs for that of
     * an unsigned name; the library takes it for wrong, and mail waits.
     */
    private static final Set<String> DIFFERENCES = Set.of("proof-missing.optout.example");

    private final TestNetwork network = TestNetwork.start();
    private InetSocketAddress unbound;
    private DnssecResolver library;

    private enum Verdict {
        SECURE,
        INSECURE,
        BOGUS
    }

    @BeforeAll
    void start() throws IOException {
        Dnssec dnssec = network.dns().dnssec();
        dnssec.sign("nsec.example");
        dnssec.sign("nsec3.example").nsec3(0, "", false);
        dnssec.sign("optout.example").nsec3(1, "abcd", true);
        dnssec.sign("iterations.example").nsec3(100, "01", false);
        dnssec.sign("rsa.example").newKey(SigningAlgorithm.RSASHA256);
        dnssec.sign("p384.example").newKey(SigningAlgorithm.ECDSAP384SHA384);
        dnssec.sign("ed25519.example").newKey(SigningAlgorithm.ED25519);
        dnssec.sign("withoutds.example").withoutDs();
        dnssec.sign("wrongds.example").wrongDs();
        dnssec.sign("unknowndigest.example").unknownDigest();
        ZONES.forEach(this::fill);
        unbound = NameServers.validating(
                SERVERS, "dnssec-unbound", network.dns(), Servers.at("127.77.10.9", FreePort.choose()));
        library = DnssecResolver.builder()
                .server(network.dns().address())
                .trustAnchors(dnssec.trustAnchors())
                .clock(network.clock())
                .timeout(PATIENCE)
                .build();
    }

    @AfterAll
    void stop() {
        if (library != null) {
            library.close();
        }
        network.close();
    }

    private void fill(String zone) {
        DnsServer dns = network.dns();
        dns.mx(zone, 10, "mx." + zone)
                .a("mx." + zone, "198.51.100.7")
                .tlsa("_25._tcp.mx." + zone, 3, 1, 1, new byte[32])
                .a("*.wild." + zone, "198.51.100.8")
                .cname("inside." + zone, "mx." + zone)
                .cname("across." + zone, "mx.nsec.example")
                .cname("out." + zone, "mx.plain.test")
                .cname("dangling." + zone, "nowhere." + zone);
        for (SignatureFault fault : SignatureFault.values()) {
            String name = name(fault) + "." + zone;
            boolean denies = fault == SignatureFault.PROOF_MISSING
                    || fault == SignatureFault.PROOF_WRONG
                    || fault == SignatureFault.BARE;
            if (!denies) {
                dns.a(name, "198.51.100.9");
            }
            dns.dnssec().fault(name, "A", fault);
        }
    }

    private static String name(SignatureFault fault) {
        return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (String zone : ZONES) {
            for (String label : List.of(
                    "mx", "a.wild", "b.a.wild", "inside", "across", "out", "dangling", "nowhere", "under.mx", "wild")) {
                names.add(label + "." + zone);
            }
            for (SignatureFault fault : SignatureFault.values()) {
                names.add(name(fault) + "." + zone);
            }
        }
        return names;
    }

    private Verdict library(String name, RecordType type) {
        SecureAnswer answer = library.lookup(name, type);
        if (answer instanceof SecureAnswer.Failed) {
            return Verdict.BOGUS;
        }
        boolean secure =
                answer instanceof SecureAnswer.Found found ? found.secure() : ((SecureAnswer.Nothing) answer).secure();
        return secure ? Verdict.SECURE : Verdict.INSECURE;
    }

    private Verdict unbound(String name, int type) throws IOException {
        SimpleResolver resolver = new SimpleResolver(unbound);
        resolver.setTimeout(PATIENCE);
        Message query = Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
        query.getHeader().setFlag(Flags.AD);
        Message answer = resolver.send(query);
        if (answer.getRcode() != Rcode.NOERROR && answer.getRcode() != Rcode.NXDOMAIN) {
            return Verdict.BOGUS;
        }
        return answer.getHeader().getFlag(Flags.AD) ? Verdict.SECURE : Verdict.INSECURE;
    }

    @Test
    void agreesWithUnboundAboutAddresses() throws IOException {
        List<String> names = names();
        assertThat(names).hasSizeGreaterThanOrEqualTo(100);
        List<String> differences = new ArrayList<>();
        Set<Verdict> seen = new HashSet<>();
        for (String name : names) {
            Verdict ours = library(name, RecordType.A);
            Verdict theirs = unbound(name, Type.A);
            seen.add(ours);
            if (ours != theirs && !DIFFERENCES.contains(name)) {
                differences.add(name + ": " + ours + ", Unbound " + theirs);
            }
        }
        assertThat(differences).isEmpty();
        assertThat(seen).containsExactlyInAnyOrder(Verdict.values());
    }

    @Test
    void agreesWithUnboundAboutTheRecordsOfMail() throws IOException {
        for (String zone : ZONES) {
            assertThat(library(zone, RecordType.MX)).as(zone).isEqualTo(unbound(zone, Type.MX));
            String tlsa = "_25._tcp.mx." + zone;
            assertThat(library(tlsa, RecordType.TLSA)).as(tlsa).isEqualTo(unbound(tlsa, Type.TLSA));
            String none = "_465._tcp.mx." + zone;
            assertThat(library(none, RecordType.TLSA)).as(none).isEqualTo(unbound(none, Type.TLSA));
        }
    }
}
