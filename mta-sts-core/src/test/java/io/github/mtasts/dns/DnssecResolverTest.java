package io.github.mtasts.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.Dnssec;
import io.github.mtasts.testkit.SignatureFault;
import io.github.mtasts.testkit.SignedZone;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestNetworkExtension.class)
class DnssecResolverTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private TestNetwork network;
    private DnsServer dns;
    private Dnssec dnssec;
    private SignedZone zone;
    private final AtomicLong nanos = new AtomicLong();
    private final List<DnssecResolver> open = new ArrayList<>();

    @BeforeEach
    void sign(TestNetwork testNetwork) {
        network = testNetwork;
        dns = network.dns();
        dnssec = dns.dnssec();
        zone = dnssec.sign("example.com");
        dnssec.sign("example.net");
        dns.mx("example.com", 10, "mx1.example.com")
                .a("mx1.example.com", "198.51.100.7")
                .tlsa("_25._tcp.mx1.example.com", 3, 1, 1, new byte[32])
                .cname("alias.example.com", "mx1.example.net")
                .a("mx1.example.net", "198.51.100.8")
                .cname("out.example.com", "mx.plain.test")
                .a("mx.plain.test", "198.51.100.9");
    }

    @AfterEach
    void close() {
        open.forEach(DnssecResolver::close);
    }

    private DnssecResolver.Builder settings() {
        return DnssecResolver.builder()
                .server(dns.address())
                .trustAnchors(dnssec.trustAnchors())
                .clock(network.clock())
                .nanoTime(nanos::get)
                .timeout(PATIENCE);
    }

    private DnssecResolver built(DnssecResolver.Builder settings) {
        DnssecResolver resolver = settings.build();
        open.add(resolver);
        return resolver;
    }

    private DnssecResolver resolver() {
        return built(settings());
    }

    @Test
    @Tag("DANE-2.1.1-01")
    void tellsSecureInsecureAndBogusApart() {
        DnssecResolver resolver = resolver();
        dnssec.fault("bogus.example.com", "A", SignatureFault.BAD);
        dns.a("bogus.example.com", "198.51.100.66");

        assertThat(resolver.lookup("mx1.example.com", RecordType.A))
                .isInstanceOfSatisfying(SecureAnswer.Found.class, found -> {
                    assertThat(found.secure()).isTrue();
                    assertThat(found.expandedName()).isEqualTo("mx1.example.com");
                    assertThat(found.records()).hasToString("[address 198.51.100.7]");
                    assertThat(found.ttl()).isEqualTo(Duration.ofMinutes(5));
                });
        assertThat(resolver.lookup("mx.plain.test", RecordType.A))
                .isInstanceOfSatisfying(
                        SecureAnswer.Found.class,
                        found -> assertThat(found.secure()).isFalse());
        assertThat(resolver.lookup("bogus.example.com", RecordType.A))
                .isInstanceOfSatisfying(SecureAnswer.Failed.class, failed -> {
                    assertThat(failed.bogus()).isTrue();
                    assertThat(failed.fault()).isEqualTo(LookupFault.DOMAIN);
                });
    }

    @Test
    void returnsDataOfEachType() {
        DnssecResolver resolver = resolver();
        dns.aaaa("mx1.example.com", "2001:db8::7");

        assertThat(records(resolver.lookup("example.com", RecordType.MX)))
                .containsExactly(new RecordData.Mx(10, "mx1.example.com"));
        assertThat(records(resolver.lookup("alias.example.com", RecordType.CNAME)))
                .containsExactly(new RecordData.Alias("mx1.example.net"));
        assertThat(records(resolver.lookup("_25._tcp.mx1.example.com", RecordType.TLSA)))
                .containsExactly(new RecordData.Tlsa(3, 1, 1, "00".repeat(32)));
        assertThat(records(resolver.lookup("mx1.example.com", RecordType.AAAA))).hasSize(1);
    }

    private static List<RecordData> records(SecureAnswer answer) {
        assertThat(answer).isInstanceOf(SecureAnswer.Found.class);
        return ((SecureAnswer.Found) answer).records();
    }

    @Test
    @Tag("DANE-2.1.1-04")
    void takesDenialsForAnswers() {
        DnssecResolver resolver = resolver();

        assertThat(resolver.lookup("mx1.example.com", RecordType.TLSA))
                .isInstanceOfSatisfying(SecureAnswer.Nothing.class, nothing -> {
                    assertThat(nothing.secure()).isTrue();
                    assertThat(nothing.nameExists()).isTrue();
                });
        assertThat(resolver.lookup("_25._tcp.nowhere.example.com", RecordType.TLSA))
                .isInstanceOfSatisfying(SecureAnswer.Nothing.class, nothing -> {
                    assertThat(nothing.secure()).isTrue();
                    assertThat(nothing.nameExists()).isFalse();
                });
        assertThat(resolver.lookup("_25._tcp.mx.plain.test", RecordType.TLSA))
                .isInstanceOfSatisfying(
                        SecureAnswer.Nothing.class,
                        nothing -> assertThat(nothing.secure()).isFalse());
    }

    @Test
    @Tag("DANE-2.1.3-01")
    void countsAllAfterAnInsecureAliasAsInsecure() {
        dns.cname("first.example.com", "middle.plain.test").cname("middle.plain.test", "mx1.example.net");

        assertThat(resolver().lookup("first.example.com", RecordType.A))
                .isInstanceOfSatisfying(SecureAnswer.Found.class, found -> {
                    assertThat(found.secure()).isFalse();
                    assertThat(found.expandedName()).isEqualTo("mx1.example.net");
                });
        assertThat(resolver().lookup("alias.example.com", RecordType.A))
                .isInstanceOfSatisfying(
                        SecureAnswer.Found.class,
                        found -> assertThat(found.secure()).isTrue());
    }

    @Test
    @Tag("DANE-2.1.3-02")
    void failsWhereAStepOfTheAliasesFails() {
        dns.cname("first.example.com", "second.example.net").servfail("second.example.net");

        assertThat(resolver().lookup("first.example.com", RecordType.A)).isInstanceOf(SecureAnswer.Failed.class);
    }

    @Test
    @Tag("DANE-2.1.1-05")
    void takesANameThatNoAnchorCoversForInsecure() {
        String anchor = dnssec.trustAnchors().get(0).replaceFirst("^\\.", "example.org.");

        assertThat(built(settings().trustAnchors(List.of(anchor))).lookup("mx1.example.com", RecordType.A))
                .isInstanceOfSatisfying(
                        SecureAnswer.Found.class,
                        found -> assertThat(found.secure()).isFalse());
    }

    @ParameterizedTest
    @EnumSource(SignatureFault.class)
    @Tag("DANE-2.1.1-03")
    void failsForEachFaultOfASignedZone(SignatureFault fault) {
        DnssecResolver resolver = resolver();
        dnssec.fault("_25._tcp.mx1.example.com", "AAAA", fault);

        assertThat(resolver.lookup("_25._tcp.mx1.example.com", RecordType.AAAA))
                .isInstanceOfSatisfying(
                        SecureAnswer.Failed.class,
                        failed -> assertThat(failed.bogus()).isTrue());

        dnssec.heal("_25._tcp.mx1.example.com");
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(resolver.lookup("_25._tcp.mx1.example.com", RecordType.AAAA))
                .isInstanceOf(SecureAnswer.Nothing.class);
    }

    @Test
    void takesADenialWithoutSoaFromAnUnsignedZoneForAnAnswer() {
        dnssec.fault("mx.plain.test", "TLSA", SignatureFault.BARE);

        assertThat(resolver().lookup("mx.plain.test", RecordType.TLSA))
                .isInstanceOfSatisfying(
                        SecureAnswer.Nothing.class,
                        nothing -> assertThat(nothing.secure()).isFalse());
    }

    /** RFC 9276 section 3.2 lets a validator answer insecure or fail beyond its limit; the validator does both. */
    @Test
    void limitsIterationsOfNsec3() {
        zone.nsec3(150, "", false);
        assertThat(resolver().lookup("mx1.example.com", RecordType.TLSA))
                .isInstanceOfSatisfying(
                        SecureAnswer.Nothing.class,
                        nothing -> assertThat(nothing.secure()).isTrue());

        zone.nsec3(151, "", false);
        assertThat(resolver().lookup("none.example.com", RecordType.TLSA))
                .isInstanceOfSatisfying(
                        SecureAnswer.Nothing.class,
                        nothing -> assertThat(nothing.secure()).isFalse());
        assertThat(resolver().lookup("mx1.example.com", RecordType.TLSA))
                .isInstanceOfSatisfying(
                        SecureAnswer.Failed.class,
                        failed -> assertThat(failed.bogus()).isTrue());
    }

    @Test
    @Tag("DANE-2.1.1-06")
    void answersInsecureWhileServersDropSignaturesAndSecureAgainAfterwards() {
        dnssec.stripSignatures(true);
        DnssecResolver resolver = resolver();

        assertThat(resolver.lookup("mx1.example.com", RecordType.A))
                .isInstanceOfSatisfying(
                        SecureAnswer.Found.class,
                        found -> assertThat(found.secure()).isFalse());

        dnssec.stripSignatures(false);
        nanos.addAndGet(Duration.ofMinutes(11).toNanos());
        assertThat(resolver.lookup("mx1.example.com", RecordType.A))
                .isInstanceOfSatisfying(
                        SecureAnswer.Found.class,
                        found -> assertThat(found.secure()).isTrue());
    }

    @Test
    void noticesThatServersBeginToDropSignatures() {
        DnssecResolver resolver = resolver();
        assertThat(resolver.lookup("mx1.example.com", RecordType.A)).isInstanceOf(SecureAnswer.Found.class);

        dnssec.stripSignatures(true);
        nanos.addAndGet(Duration.ofMinutes(9).toNanos());

        assertThat(resolver.lookup("_25._tcp.mx1.example.com", RecordType.TLSA))
                .isInstanceOfSatisfying(
                        SecureAnswer.Found.class,
                        found -> assertThat(found.secure()).isFalse());
    }

    @Test
    @Tag("DANE-2.1.1-06")
    void failsWhileServersDropSignaturesWhereTheOperatorSaysSo() {
        dnssec.stripSignatures(true);
        DnssecResolver resolver = built(settings().whenSignaturesAreStripped(DnssecResolver.StrippedSignatures.FAIL));

        assertThat(resolver.lookup("mx.plain.test", RecordType.A))
                .isEqualTo(new SecureAnswer.Failed("the DNS servers drop signatures", false, LookupFault.RESOLVERS));
    }

    @Test
    void asksOnceForEqualQuestionsAtTheSameTime() {
        DnssecResolver resolver = resolver();
        dns.delay("example.com", Duration.ofMillis(200));
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            List<CompletableFuture<SecureAnswer>> all = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                all.add(CompletableFuture.supplyAsync(() -> resolver.lookup("example.com", RecordType.MX), threads));
            }
            all.forEach(one -> assertThat(one.join()).isInstanceOf(SecureAnswer.Found.class));
        } finally {
            threads.shutdownNow();
        }

        assertThat(dns.queries()).hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void asksAFewQuestionsForADomain() {
        DnssecResolver resolver = resolver();
        askAll(resolver, "example.com", "mx1.example.com");
        // The probe, and what the design found: 9 questions cold, 4 warm.
        assertThat(dns.queries()).hasSizeLessThanOrEqualTo(10);

        dns.clearQueries();
        dns.mx("example.net", 10, "mx1.example.net");
        dns.tlsa("_25._tcp.mx1.example.net", 3, 1, 1, new byte[32]);
        askAll(resolver, "example.net", "mx1.example.net");
        // Two for the keys of "net", which was not seen before either.
        assertThat(dns.queries()).hasSizeLessThanOrEqualTo(8);

        dns.clearQueries();
        askAll(resolver, "example.net", "mx1.example.net");
        assertThat(dns.queries()).isEmpty();
    }

    private static void askAll(DnssecResolver resolver, String domain, String host) {
        resolver.lookup(domain, RecordType.MX);
        resolver.lookup(host, RecordType.A);
        resolver.lookup(host, RecordType.AAAA);
        resolver.lookup("_25._tcp." + host, RecordType.TLSA);
    }

    @Test
    void keepsAnswersNoLongerThanTheirSignatures() {
        dns.ttl("mx1.example.com", 86_400);
        DnssecResolver resolver = resolver();
        // The test kit signs for 13 to 14 days.
        network.clock().advance(Duration.ofHours(1));

        assertThat(((SecureAnswer.Found) resolver.lookup("mx1.example.com", RecordType.A)).ttl())
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void doesNotRunOnTheCommonPool() {
        Set<String> before = commonPoolThreads();
        DnssecResolver resolver = resolver();
        askAll(resolver, "example.com", "mx1.example.com");
        askAll(resolver, "example.net", "nowhere.example.net");

        assertThat(before).containsAll(commonPoolThreads()); // idle threads end
    }

    private static Set<String> commonPoolThreads() {
        Set<String> names = new HashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("ForkJoinPool.commonPool")) {
                names.add(thread.getName());
            }
        }
        return names;
    }

    @Test
    void failsAfterClose() {
        DnssecResolver resolver = resolver();
        resolver.close();
        resolver.close();

        assertThat(resolver.lookup("mx1.example.com", RecordType.A))
                .isEqualTo(new SecureAnswer.Failed("closed", false, LookupFault.NOT_ASKED));
    }

    @Test
    void blamesSilentServersForSilence() {
        dns.silent(".").silent("mx1.example.com");
        DnssecResolver resolver = built(settings().timeout(Duration.ofSeconds(2)));

        assertThat(resolver.lookup("mx1.example.com", RecordType.A))
                .isInstanceOfSatisfying(SecureAnswer.Failed.class, failed -> {
                    assertThat(failed.bogus()).isFalse();
                    assertThat(failed.fault()).isEqualTo(LookupFault.RESOLVERS);
                });
    }

    @Test
    @Tag("DANE-2.1.1-02")
    void trustsTheAdBitOfAServerOnThisMachineOnly() {
        dnssec.validate(true);
        DnssecResolver resolver = built(settings().trustAdBit());

        assertThat(resolver.lookup("mx1.example.com", RecordType.A))
                .isInstanceOfSatisfying(
                        SecureAnswer.Found.class,
                        found -> assertThat(found.secure()).isTrue());
        assertThat(resolver.lookup("mx.plain.test", RecordType.A))
                .isInstanceOfSatisfying(
                        SecureAnswer.Found.class,
                        found -> assertThat(found.secure()).isFalse());
        assertThat(dns.queries("mx1.example.com")).hasSize(1);

        assertThatThrownBy(() -> DnssecResolver.builder()
                        .server(new InetSocketAddress("192.0.2.1", 53))
                        .trustAdBit()
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("192.0.2.1");
    }

    @Test
    @Tag("DANE-2.1.1-02")
    void believesNoAdBitWithoutBeingTold() {
        dnssec.forceAuthenticData(true);

        assertThat(resolver().lookup("mx.plain.test", RecordType.A))
                .isInstanceOfSatisfying(
                        SecureAnswer.Found.class,
                        found -> assertThat(found.secure()).isFalse());
    }

    @Test
    void bringsTheAnchorsOfTheRoot() {
        assertThat(TrustAnchorFile.read()).hasSize(2).allMatch(line -> line.startsWith(". IN DS "));
        built(DnssecResolver.builder().server(dns.address()));
        assertThatThrownBy(() -> DnssecResolver.builder().trustAnchors(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The validator would pass over such a line, and take every answer for insecure. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "; a comment",
                ". IN A 192.0.2.1",
                ". IN DS 20326 8",
                "nonsense",
                "$INCLUDE /etc/hosts",
                "$GENERATE 1-9 a$ IN A 192.0.2.1",
                ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n. IN A 192.0.2.1"
            })
    void refusesAnAnchorThatIsNone(String line) {
        assertThatThrownBy(() -> built(
                        settings().trustAnchors(List.of(dnssec.trustAnchors().get(0), line))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "DnssecResolver.trustAnchors got \"" + line.strip() + "\": expected one DS or DNSKEY record");
    }

    @Test
    void refusesMoreThanAHundredRecords() {
        for (int i = 0; i <= 100; i++) {
            dns.tlsa("_26._tcp.mx1.example.com", 3, 1, 1, new byte[] {(byte) i});
        }

        assertThat(resolver().lookup("_26._tcp.mx1.example.com", RecordType.TLSA))
                .isInstanceOfSatisfying(
                        SecureAnswer.Failed.class,
                        failed -> assertThat(failed.reason()).contains("101 records"));
    }
}
