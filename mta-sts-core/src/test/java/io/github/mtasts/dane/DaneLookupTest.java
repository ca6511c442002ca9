package io.github.mtasts.dane;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.RecordType;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.Dnssec;
import io.github.mtasts.testkit.SignatureFault;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each row of the look-up, over signed zones. */
@ExtendWith(TestNetworkExtension.class)
class DaneLookupTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TLSA = "_25._tcp.mx1.example.com";

    private DnsServer dns;
    private Dnssec dnssec;
    private final AtomicLong nanos = new AtomicLong();
    private final List<AutoCloseable> open = new ArrayList<>();
    private DnssecResolver resolver;

    @BeforeEach
    void sign(TestNetwork network) {
        dns = network.dns();
        dnssec = dns.dnssec();
        dnssec.sign("example.com");
        dnssec.sign("example.net");
        dns.mx("example.com", 10, "mx1.example.com")
                .a("mx1.example.com", "198.51.100.7")
                .tlsa(TLSA, 3, 1, 1, new byte[32]);
        resolver = DnssecResolver.builder()
                .server(dns.address())
                .trustAnchors(dnssec.trustAnchors())
                .clock(network.clock())
                .timeout(PATIENCE)
                .build();
        open.add(resolver);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private DaneLookup lookup(boolean underInsecureMx) {
        DaneLookup lookup = new DaneLookup(resolver, underInsecureMx, nanos::get);
        open.add(lookup);
        return lookup;
    }

    private HostDane find(String nextHop, String host) {
        return find(new DaneQuestion(nextHop, host, 25, false));
    }

    private HostDane find(DaneQuestion question) {
        return lookup(true).find(question).join();
    }

    private void assertRecords(HostDane dane, String base, boolean secureMx, String... names) {
        assertThat(dane).isInstanceOfSatisfying(HostDane.Records.class, found -> {
            assertThat(found.base()).isEqualTo(base);
            assertThat(found.secureMx()).isEqualTo(secureMx);
            assertThat(found.referenceNames()).containsExactly(names);
        });
    }

    private void assertUnknown(HostDane dane, boolean reported) {
        assertThat(dane).isInstanceOfSatisfying(HostDane.Unknown.class, unknown -> {
            assertThat(unknown.isReported()).isEqualTo(reported);
            assertThat(unknown.failure().type()).isEqualTo(ResultType.DNSSEC_INVALID);
        });
    }

    private boolean askedTlsa() {
        return dns.queries().stream().anyMatch(query -> query.type().equals("TLSA"));
    }

    @Test
    @Tag("DANE-2.1.2-03")
    @Tag("DANE-2.2.2-01")
    void findsTheRecordsOfASignedHostAfterItsAddresses() {
        assertRecords(
                find("example.com", "mx1.example.com"), "mx1.example.com", true, "mx1.example.com", "example.com");

        List<String> asked = dns.queries().stream()
                .map(query -> query.name() + " " + query.type())
                .toList();
        assertThat(asked.indexOf(TLSA + " TLSA"))
                .isGreaterThan(asked.indexOf("mx1.example.com A"))
                .isGreaterThan(asked.indexOf("mx1.example.com AAAA"));
    }

    @Test
    @Tag("DANE-2.1.2-01")
    void knowsNothingWhereTheMxLookupFails() {
        dns.servfail("example.com", "MX");

        assertUnknown(find("example.com", "mx1.example.com"), false);
        assertThat(askedTlsa()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = SignatureFault.class,
            names = {"UNSIGNED", "BAD", "EXPIRED", "FUTURE"})
    void reportsMxRecordsThatAreBogus(SignatureFault fault) {
        dnssec.fault("example.com", "MX", fault);

        assertUnknown(find("example.com", "mx1.example.com"), true);
    }

    @Test
    @Tag("DANE-2.2.1-02")
    void appliesUnderAnInsecureMxSetOnlyWhereTheOptionIsOn() {
        dns.mx("plain.test", 10, "mx1.example.com");
        DaneQuestion question = new DaneQuestion("plain.test", "mx1.example.com", 25, false);

        assertRecords(lookup(true).find(question).join(), "mx1.example.com", false, "mx1.example.com");
        dns.clearQueries();
        assertThat(lookup(false).find(question).join()).isInstanceOf(HostDane.None.class);
        assertThat(askedTlsa()).isFalse();
    }

    @Test
    @Tag("DANE-3.2.2-03")
    void takesAHostThatTheSignedMxRecordsDoNotNameForInsecure() {
        dns.a("mx2.example.com", "198.51.100.8").tlsa("_25._tcp.mx2.example.com", 3, 1, 1, new byte[32]);

        assertRecords(find("example.com", "mx2.example.com"), "mx2.example.com", false, "mx2.example.com");
    }

    @Test
    @Tag("DANE-2.2.1-05")
    void takesMxRecordsBehindAnUnsignedAliasForInsecure() {
        dns.cname("alias.test", "example.com");

        assertRecords(find("alias.test", "mx1.example.com"), "mx1.example.com", false, "mx1.example.com");
    }

    @Test
    @Tag("DANE-3.2.2-02")
    void namesTheNextHopAndItsExpansionUnderASignedAlias() {
        dns.cname("exchange.example.net", "example.com");

        assertRecords(
                find("exchange.example.net", "mx1.example.com"),
                "mx1.example.com",
                true,
                "mx1.example.com",
                "exchange.example.net",
                "example.com");
    }

    @Test
    @Tag("DANE-2.2.2-05")
    void examinesTheDomainItselfWithoutMxRecords() {
        dns.a("single.example.com", "198.51.100.9").tlsa("_25._tcp.single.example.com", 3, 1, 1, new byte[32]);

        assertRecords(
                find("single.example.com", "single.example.com"), "single.example.com", true, "single.example.com");
    }

    @Test
    @Tag("DANE-3.2.2-04")
    void namesTheNextHopWithoutMxRecordsAndWithAnExpandedBase() {
        dns.cname("single.example.com", "host.example.net")
                .a("host.example.net", "198.51.100.9")
                .tlsa("_25._tcp.host.example.net", 3, 1, 1, new byte[32]);

        assertRecords(
                find("single.example.com", "single.example.com"),
                "host.example.net",
                true,
                "host.example.net",
                "single.example.com");
    }

    @Test
    @Tag("DANE-2.2.2-06")
    @Tag("DANE-2.2.3-01")
    void asksForAConfiguredHostAndPortWithoutMx() {
        dns.a("relay.example.net", "198.51.100.10").tlsa("_2525._tcp.relay.example.net", 3, 1, 1, new byte[32]);

        assertRecords(
                find(new DaneQuestion("relay.example.net", "relay.example.net", 2525, true)),
                "relay.example.net",
                true,
                "relay.example.net");
        assertThat(dns.queries()).noneMatch(query -> query.type().equals("MX"));
    }

    @Test
    @Tag("DANE-2.1.2-02")
    void knowsNothingWhereBothAddressLookupsFail() {
        dns.servfail("mx1.example.com");

        assertUnknown(find("example.com", "mx1.example.com"), false);
        assertThat(askedTlsa()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "AAAA"})
    @Tag("DANE-2.2.2-07")
    void goesOnWithTheFamilyThatAnswers(String failing) {
        dns.aaaa("mx1.example.com", "2001:db8::7").servfail("mx1.example.com", failing);

        assertThat(find("example.com", "mx1.example.com")).isInstanceOf(HostDane.Records.class);
    }

    @Test
    void knowsNothingWhereOneFamilyFailsAndTheOtherIsDenied() {
        dns.servfail("mx1.example.com", "A");

        assertUnknown(find("example.com", "mx1.example.com"), false);
    }

    @Test
    @Tag("DANE-2.2.2-08")
    void cannotReachAHostWithoutAddress() {
        dns.noData("mx1.example.com", "A");

        assertThat(find("example.com", "mx1.example.com")).isInstanceOf(HostDane.Unreachable.class);
        assertThat(askedTlsa()).isFalse();
    }

    @Test
    @Tag("DANE-2.2.2-02")
    void asksForNoTlsaRecordsBehindUnsignedAddresses() {
        dns.mx("plain.test", 10, "mx.plain.test")
                .a("mx.plain.test", "198.51.100.9")
                .silent("_25._tcp.mx.plain.test");

        assertThat(find("plain.test", "mx.plain.test")).isInstanceOf(HostDane.None.class);
        assertThat(askedTlsa()).isFalse();
    }

    @Test
    @Tag("DANE-2.2.2-04")
    void asksAtTheExpandedNameFirstAndThenAtTheHost() {
        dns.mx("example.com", 20, "mx20.example.com")
                .cname("mx20.example.com", "mxbackup.example.net")
                .a("mxbackup.example.net", "198.51.100.11")
                .tlsa("_25._tcp.mx20.example.com", 3, 1, 1, new byte[32]);

        assertRecords(
                find("example.com", "mx20.example.com"), "mx20.example.com", true, "mx20.example.com", "example.com");
        dns.tlsa("_25._tcp.mxbackup.example.net", 3, 1, 1, new byte[32]);
        restart();
        assertRecords(
                find("example.com", "mx20.example.com"),
                "mxbackup.example.net",
                true,
                "mxbackup.example.net",
                "example.com");
    }

    /** Another resolver, which has nothing kept. */
    private void restart() {
        restart(PATIENCE);
    }

    private void restart(Duration timeout) {
        DnssecResolver fresh = DnssecResolver.builder()
                .server(dns.address())
                .trustAnchors(dnssec.trustAnchors())
                .timeout(timeout)
                .build();
        open.add(fresh);
        resolver = fresh;
    }

    @Test
    @Tag("DANE-2.2.3-05")
    void takesNoNameWithinAChainForABase() {
        dns.mx("example.com", 20, "mx20.example.com")
                .cname("mx20.example.com", "a.example.com")
                .cname("a.example.com", "b.example.com")
                .a("b.example.com", "198.51.100.11")
                .tlsa("_25._tcp.a.example.com", 3, 1, 1, new byte[32]);

        assertThat(find("example.com", "mx20.example.com")).isInstanceOf(HostDane.None.class);
        assertThat(dns.queries("_25._tcp.a.example.com")).isEmpty();
    }

    @Test
    @Tag("DANE-2.2.3-03")
    void triesTheNextBaseWhereTheRecordsOfTheFirstAreUnsigned() {
        dns.mx("example.com", 20, "mx20.example.com")
                .cname("mx20.example.com", "mxbackup.example.net")
                .a("mxbackup.example.net", "198.51.100.11")
                .cname("_25._tcp.mxbackup.example.net", "tlsa.plain.test")
                .tlsa("tlsa.plain.test", 3, 1, 1, new byte[32])
                .tlsa("_25._tcp.mx20.example.com", 3, 1, 1, new byte[32]);

        assertRecords(
                find("example.com", "mx20.example.com"), "mx20.example.com", true, "mx20.example.com", "example.com");
    }

    @Test
    @Tag("DANE-2.2.2-03")
    @Tag("DANE-2.1.3-03")
    void takesASignedAliasIntoAnUnsignedZoneForTheOnlyBase() {
        dns.mx("example.com", 15, "mx15.example.com")
                .cname("mx15.example.com", "mx.plain.test")
                .a("mx.plain.test", "198.51.100.12")
                .tlsa("_25._tcp.mx15.example.com", 3, 1, 1, new byte[32]);

        assertRecords(
                find("example.com", "mx15.example.com"), "mx15.example.com", true, "mx15.example.com", "example.com");
        assertThat(dns.queries("mx15.example.com"))
                .anyMatch(query -> query.type().equals("CNAME"));
        assertThat(dns.queries("_25._tcp.mx.plain.test")).isEmpty();
    }

    @Test
    @Tag("DANE-2.1.3-03")
    void takesAnAliasThatASignedDnameMakesForTheOnlyBase() {
        dns.dname("moved.example.com", "plain.test")
                .mx("example.com", 15, "mx.moved.example.com")
                .a("mx.plain.test", "198.51.100.12")
                .tlsa("_25._tcp.mx.plain.test", 3, 1, 1, new byte[32]);

        // The name of the TLSA records below the DNAME is an alias itself: of unsigned records, so that DANE does not
        // apply.
        assertThat(find("example.com", "mx.moved.example.com")).isInstanceOf(HostDane.None.class);
        assertThat(dns.queries("mx.moved.example.com"))
                .anyMatch(query -> query.type().equals("CNAME"));
        assertThat(dns.queries("_25._tcp.mx.moved.example.com"))
                .anyMatch(query -> query.type().equals("TLSA"));

        dns.dname("moved.example.net", "target.example.com")
                .mx("example.com", 16, "mx.moved.example.net")
                .cname("mx.target.example.com", "mx.plain.test")
                .tlsa("_25._tcp.mx.target.example.com", 3, 1, 1, new byte[32]);
        restart();

        assertRecords(
                find("example.com", "mx.moved.example.net"),
                "mx.moved.example.net",
                true,
                "mx.moved.example.net",
                "example.com");
    }

    @Test
    void doesNotApplyBehindAnUnsignedAlias() {
        dns.mx("plain.test", 10, "mx.plain.test").cname("mx.plain.test", "mx1.example.com");

        assertThat(find("plain.test", "mx.plain.test")).isInstanceOf(HostDane.None.class);
        assertThat(askedTlsa()).isFalse();
    }

    @Test
    void knowsNothingWhereTheQuestionForTheAliasFails() {
        dns.mx("plain.test", 10, "mx.plain.test")
                .cname("mx.plain.test", "mx1.example.com")
                .servfail("mx.plain.test", "CNAME");

        assertUnknown(find("plain.test", "mx.plain.test"), false);
    }

    @Test
    @Tag("DANE-2.2-02")
    void encryptsOnlyWhereNoRecordIsUsable() {
        dns.noData(TLSA).tlsa(TLSA, 0, 0, 1, new byte[32]).tlsa(TLSA, 3, 1, 2, new byte[32]);

        assertThat(find("example.com", "mx1.example.com")).isInstanceOfSatisfying(HostDane.EncryptOnly.class, only -> {
            assertThat(only.base()).isEqualTo("mx1.example.com");
            assertThat(only.tlsa().lines()).hasSize(2).anyMatch(line -> line.startsWith("0 0 1 00"));
        });
    }

    @Test
    @Tag("DANE-2.2.3-02")
    void followsAnAliasOfTheRecordsWithoutChangingTheBase() {
        dns.noData(TLSA)
                .cname(TLSA, "tlsa201._dane.example.com")
                .tlsa("tlsa201._dane.example.com", 2, 0, 1, new byte[32]);

        assertRecords(
                find("example.com", "mx1.example.com"), "mx1.example.com", true, "mx1.example.com", "example.com");
    }

    @Test
    @Tag("DANE-2.1.1-04")
    void doesNotApplyWhereTheRecordsAreDenied() {
        dns.remove(TLSA);

        assertThat(find("example.com", "mx1.example.com")).isInstanceOf(HostDane.None.class);
    }

    @ParameterizedTest
    @EnumSource(SignatureFault.class)
    @Tag("DANE-2.1.2-04")
    @Tag("DANE-2.1.1-03")
    void knowsNothingForEachFaultOfTheRecords(SignatureFault fault) {
        switch (fault) {
            case PROOF_MISSING, PROOF_WRONG, BARE -> dns.noData(TLSA);
            default -> {}
        }
        dnssec.fault(TLSA, "TLSA", fault);

        assertUnknown(find("example.com", "mx1.example.com"), true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"servfail", "refused", "silent", "truncated"})
    @Tag("DANE-2.1.2-04")
    void knowsNothingWhereNoServerAnswersAboutTheRecords(String fault) {
        switch (fault) {
            case "servfail" -> dns.servfail(TLSA, "TLSA");
            case "refused" -> dns.refused(TLSA, "TLSA");
            case "silent" -> dns.silent(TLSA, "TLSA");
            default -> dns.truncatedEverywhere(TLSA);
        }
        if (fault.equals("silent")) {
            restart(Duration.ofSeconds(1));
            resolver.lookup("mx1.example.com", RecordType.A);
        }

        HostDane dane = find("example.com", "mx1.example.com");

        assertThat(dane).isInstanceOf(HostDane.Unknown.class);
        assertThat(((HostDane.Unknown) dane).reason()).startsWith("TLSA records of mx1.example.com: ");
    }

    @Test
    @Tag("DANE-2.1.2-04")
    void asksNoSecondBaseAfterAFailure() {
        dns.mx("example.com", 20, "mx20.example.com")
                .cname("mx20.example.com", "mxbackup.example.net")
                .a("mxbackup.example.net", "198.51.100.11")
                .servfail("_25._tcp.mxbackup.example.net")
                .tlsa("_25._tcp.mx20.example.com", 3, 1, 1, new byte[32]);

        HostDane dane = find("example.com", "mx20.example.com");

        assertUnknown(dane, true);
        assertThat(((HostDane.Unknown) dane).base()).isEqualTo("mxbackup.example.net");
        assertThat(dns.queries("_25._tcp.mx20.example.com")).isEmpty();
    }

    @Test
    void takesMoreThanAHundredRecordsForAFailure() {
        for (int i = 0; i <= 100; i++) {
            dns.tlsa(TLSA, 3, 1, 1, new byte[] {(byte) i});
        }

        assertUnknown(find("example.com", "mx1.example.com"), true);
    }

    @Test
    void keepsAnAnswerForItsTtlAndNoFailure() {
        dns.ttl(TLSA, 60);
        DaneQuestion question = new DaneQuestion("example.com", "mx1.example.com", 25, false);
        DaneLookup lookup = lookup(true);
        dns.servfail(TLSA);
        assertUnknown(lookup.find(question).join(), true);
        assertThat(lookup.known(question)).isNull();

        dns.heal(TLSA);
        restart();
        lookup = lookup(true);
        assertThat(lookup.find(question).join()).isInstanceOf(HostDane.Records.class);
        dns.clearQueries();
        assertThat(lookup.find(question).join()).isInstanceOf(HostDane.Records.class);
        assertThat(lookup.known(question)).isNotNull();
        assertThat(dns.queries()).isEmpty();

        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(lookup.known(question)).isNull();
    }

    @Test
    void asksOnceHoweverManyAsk() {
        DaneLookup lookup = lookup(true);
        DaneQuestion question = new DaneQuestion("example.com", "mx1.example.com", 25, false);
        List<CompletableFuture<HostDane>> all = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            all.add(lookup.find(question));
        }

        all.forEach(one -> assertThat(one.join()).isInstanceOf(HostDane.Records.class));
        assertThat(dns.queries()).hasSizeLessThanOrEqualTo(12);
    }

    @Test
    void asksAsFewQuestionsForAnUnsignedDomainAsWithoutDane() {
        dns.mx("plain.test", 10, "mx.plain.test").a("mx.plain.test", "198.51.100.9");

        assertThat(find("plain.test", "mx.plain.test")).isInstanceOf(HostDane.None.class);
        dns.clearQueries();
        resolver.mx("plain.test");
        resolver.addresses("mx.plain.test");
        assertThat(dns.queries())
                .as("the caller's look-ups are answered from memory")
                .isEmpty();
    }

    @Test
    void countsAResolverThatThrowsAsOurOwnFault() {
        DaneLookup lookup = new DaneLookup(
                (name, type) -> {
                    throw new IllegalStateException("broken");
                },
                true,
                nanos::get);
        open.add(lookup);

        assertThat(lookup.find(new DaneQuestion("example.com", "mx1.example.com", 25, false))
                        .join())
                .isInstanceOfSatisfying(HostDane.Unknown.class, unknown -> {
                    assertThat(unknown.fault()).isEqualTo(LookupFault.NOT_ASKED);
                    assertThat(unknown.isReported()).isFalse();
                });
    }

    @Test
    void isUnknownAfterClose() {
        DaneLookup lookup = lookup(true);
        lookup.close();

        assertUnknown(
                lookup.find(new DaneQuestion("example.com", "mx1.example.com", 25, false))
                        .join(),
                false);
    }
}
