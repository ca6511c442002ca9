package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DeliveryKind;
import io.github.mtasts.outcome.DeliveryOutcome;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.resolution.DaneRule;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DANE from the next hop to the outcome, over signed zones and real handshakes. */
class DaneDeliveryTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final String TLSA = "_25._tcp." + HOST;

    private final TestNetwork net = TestNetwork.start();
    private final DnsServer dns = net.dns();
    private final MxServer mx = net.mxServer(HOST);
    private ServerCertificate own = net.ca().selfSigned("nobody.example");
    private DaneRule rule = DaneRule.FOLLOW;
    private DnssecResolver resolver;
    private Rig rig;

    @BeforeEach
    void sign() {
        dns.dnssec().sign("example.com");
        dns.dnssec().sign("example.net");
        dns.mx(DOMAIN, 10, HOST);
        mx.certificate(own);
        start();
    }

    private void start() {
        if (rig != null) {
            stopRig();
        }
        resolver = DnssecResolver.builder()
                .server(dns.address())
                .trustAnchors(dns.dnssec().trustAnchors())
                .clock(net.clock())
                .timeout(Duration.ofMinutes(2))
                .build();
        LocalPolicy rules = new LocalPolicy() {
            @Override
            public LocalRule rule(PolicyDomain domain) {
                return LocalRule.FOLLOW;
            }

            @Override
            public DaneRule daneRule(PolicyDomain domain) {
                return rule;
            }
        };
        rig = new Rig(net, builder -> builder.dane(resolver).localPolicy(rules));
    }

    @AfterEach
    void stop() {
        stopRig();
        net.close();
    }

    private void stopRig() {
        rig.close();
        resolver.close();
    }

    private static byte[] digest(ServerCertificate certificate) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(certificate.leaf().getPublicKey().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void publishMatch() {
        dns.tlsa(TLSA, 3, 1, 1, digest(own));
    }

    private void publishMismatch() {
        dns.tlsa(TLSA, 3, 1, 1, new byte[32]);
    }

    private void policy(String mode) {
        net.publish(DOMAIN, "1", TestNetwork.policy(mode, 86_400, HOST));
    }

    private Opening<Socket> open() {
        return open(DOMAIN, HOST);
    }

    private Opening<Socket> open(String domain, String host) {
        try (DeliveryAttempt attempt = rig.begin(domain)) {
            return rig.open(attempt, host);
        }
    }

    private Failure rejected() {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Candidate candidate = attempt.candidate(HOST);
            assertThat(candidate).isInstanceOf(Candidate.Rejected.class);
            assertThat(attempt.candidate(HOST)).isInstanceOf(Candidate.Rejected.class);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
            return ((Candidate.Rejected) candidate).reason();
        }
    }

    private Opening.Ready<Socket> ready() {
        Opening<Socket> opening = open();
        assertThat(opening).isInstanceOf(Opening.Ready.class);
        return (Opening.Ready<Socket>) opening;
    }

    private void assertTls() {
        Opening<Socket> opening = open();
        assertThat(opening)
                .isInstanceOfSatisfying(
                        Opening.NotReady.class,
                        ended -> assertThat(ended.cause()).isEqualTo(Opening.NotReady.Cause.TLS));
        assertThat(mx.sessions())
                .allSatisfy(session -> assertThat(session.commands()).noneMatch(command -> command.startsWith("MAIL")));
    }

    private AppliedPolicy applied(PolicyType type) {
        List<AppliedPolicy> found = outcome().policies().stream()
                .filter(policy -> policy.type() == type)
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private DeliveryOutcome outcome() {
        assertThat(rig.outcomes).hasSize(1);
        return rig.outcomes.get(0);
    }

    private void assertFailed(PolicyType type, ResultType... results) {
        AppliedPolicy policy = applied(type);
        assertThat(policy.success()).isFalse();
        assertThat(policy.failures()).extracting(Failure::type).containsExactly(results);
    }

    @Test
    @Tag("DANE-2.2-01")
    void deliversWhereARecordMatchesWhateverTheCertificate() {
        publishMatch();

        Opening.Ready<Socket> ready = ready();

        assertThat(ready.session().validated()).isFalse();
        assertThat(ready.session().daneAuthenticated()).isTrue();
        assertThat(ready.session().toString()).endsWith("DANE authenticated " + HOST);
        assertThat(outcome().policies()).hasSize(1);
        AppliedPolicy tlsa = applied(PolicyType.TLSA);
        assertThat(tlsa.success()).isTrue();
        assertThat(tlsa.policyDomain()).isEqualTo(HOST);
        assertThat(tlsa.policyString()).hasSize(1).allMatch(line -> line.startsWith("3 1 1 "));
    }

    @Test
    @Tag("DANE-2.2-01")
    @Tag("DANE-3.2-01")
    void passesAHostOverThatNoRecordMatches() {
        publishMismatch();

        assertTls();

        assertThat(outcome().policies()).hasSize(1);
        assertFailed(PolicyType.TLSA, ResultType.TLSA_INVALID);
    }

    @Test
    void defersWithoutBlamingThePolicy() {
        own = net.ca().issue(HOST);
        mx.certificate(own);
        publishMismatch();
        policy("enforce");

        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            rig.open(attempt, HOST);
            assertThat(attempt.unsent()).isInstanceOfSatisfying(Unsent.Defer.class, defer -> {
                assertThat(defer.toString()).startsWith("4.7.5").contains("tlsa-mismatch");
            });
        }
    }

    @Test
    @Tag("STS-2-01")
    void letsNoPolicyOverrideAFailureOfDane() {
        own = net.ca().issue(HOST);
        mx.certificate(own);
        publishMismatch();
        policy("enforce");

        assertTls();

        assertFailed(PolicyType.TLSA, ResultType.TLSA_INVALID);
        assertThat(applied(PolicyType.STS).success()).isTrue();
    }

    @Test
    @Tag("STS-2-02")
    void letsNoTestingPolicyOverrideAFailureOfDane() {
        publishMismatch();
        policy("testing");

        assertTls();

        assertFailed(PolicyType.TLSA, ResultType.TLSA_INVALID);
        assertThat(applied(PolicyType.STS).success()).isFalse();
    }

    @Test
    void requiresWhatThePolicyEnforcesBesidesDane() {
        publishMatch();
        policy("enforce");

        assertTls();

        assertThat(applied(PolicyType.TLSA).success()).isTrue();
        assertThat(applied(PolicyType.STS).failures())
                .extracting(Failure::type)
                .contains(ResultType.CERTIFICATE_NOT_TRUSTED, ResultType.CERTIFICATE_HOST_MISMATCH);
    }

    @Test
    @Tag("STS-2-03")
    void standsInForTheCertificateOnlyByAnOption() {
        publishMatch();
        policy("enforce");
        assertTls();
        rig.close();
        rig = new Rig(net, builder -> builder.dane(resolver).daneInPlaceOfCertificates(true));

        assertThat(ready().session().daneAuthenticated()).isTrue();

        assertThat(applied(PolicyType.TLSA).success()).isTrue();
        assertThat(applied(PolicyType.STS).success())
                .as("the report of the policy")
                .isFalse();
    }

    @Test
    void deliversWhereBothHold() {
        own = net.ca().issue(HOST);
        mx.certificate(own);
        publishMatch();
        policy("enforce");

        assertThat(ready().session().validated()).isTrue();

        assertThat(applied(PolicyType.TLSA).success()).isTrue();
        assertThat(applied(PolicyType.STS).success()).isTrue();
    }

    @Test
    @Tag("DANE-2.2-02")
    void encryptsWithoutAuthenticationWhereNoRecordIsUsable() {
        dns.tlsa(TLSA, 0, 0, 1, new byte[32]);

        assertThat(ready().session().encrypted()).isTrue();

        assertFailed(PolicyType.TLSA, ResultType.TLSA_INVALID);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    @Tag("DANE-2.2-02")
    @Tag("DANE-2.2.3-04")
    void sendsNothingInTheClearBesideSignedRecords(int usage) {
        dns.tlsa(TLSA, usage, 1, 1, digest(own));
        mx.noStartTls();

        assertThat(open())
                .isInstanceOfSatisfying(
                        Opening.NotReady.class,
                        ended -> assertThat(ended.cause()).isEqualTo(Opening.NotReady.Cause.NO_STARTTLS));
        assertThat(applied(PolicyType.TLSA).failures())
                .extracting(Failure::type)
                .endsWith(ResultType.STARTTLS_NOT_SUPPORTED);
    }

    @Test
    void reconnectsNotInTheClearBesideSignedRecords() {
        dns.tlsa(TLSA, 0, 0, 1, new byte[32]);
        mx.cutInHandshake();

        assertTls();
        assertThat(mx.sessions()).hasSize(1);
    }

    @Test
    @Tag("DANE-2.2-04")
    @Tag("DANE-2.2-03")
    void reconnectsInTheClearWithoutRecordsAndPolicy() {
        dns.mx("plain.test", 10, "mx.plain.test").tlsa("_25._tcp.mx.plain.test", 3, 1, 1, new byte[32]);
        net.mxServer("mx.plain.test").cutInHandshake();

        assertThat(open("plain.test", "mx.plain.test")).isInstanceOf(Opening.Ready.class);
        assertThat(outcome().policies()).extracting(AppliedPolicy::type).containsExactly(PolicyType.NO_POLICY_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "enforce"})
    @Tag("DANE-2.1.2-04")
    @Tag("DANE-2.1.2-05")
    void opensNoConnectionWhereTheRecordsAreUnknown(String mode) {
        if (mode.equals("enforce")) {
            policy(mode);
        }
        dns.servfail(TLSA);

        assertThat(rejected().type()).isEqualTo(ResultType.DNSSEC_INVALID);

        assertThat(mx.sessions()).isEmpty();
        assertFailed(PolicyType.TLSA, ResultType.DNSSEC_INVALID);
        assertThat(applied(PolicyType.TLSA).policyString()).isEmpty();
    }

    @Test
    @Tag("DANE-2.1.2-01")
    void defersWhereTheMxLookupFails() {
        dns.servfail(DOMAIN, "MX");

        assertThat(rejected().reason()).startsWith("dane-unknown: MX records of example.com");
        assertThat(new MxLookup(resolver, resolver, Set.of()).lookup(PolicyDomain.of(DOMAIN)))
                .isInstanceOf(MxLookupResult.TemporaryFailure.class);
        assertThat(rig.outcomes).as("the domain may have no DANE").isEmpty();
    }

    @Test
    void countsItsOwnResolversOutageForTheOperator() {
        resolver.close();

        assertThat(rejected().type()).isEqualTo(ResultType.DNSSEC_INVALID);

        assertThat(rig.mtaSts.ownFailures()).isEqualTo(2);
        assertThat(rig.outcomes).isEmpty();
    }

    @Test
    @Tag("DANE-2.1.2-02")
    void goesOnWithAnotherHost() {
        dns.mx(DOMAIN, 20, "mx2.example.com").servfail(HOST);
        net.mxServer("mx2.example.com");

        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.candidate(HOST)).isInstanceOf(Candidate.Rejected.class);
            assertThat(rig.open(attempt, "mx2.example.com")).isInstanceOf(Opening.Ready.class);
        }
    }

    @Test
    @Tag("DANE-8.1-01")
    @Tag("STS-7.1-03")
    void sendsTheBaseAsServerName() {
        dns.mx(DOMAIN, 20, "mx20.example.com").cname("mx20.example.com", "mxbackup.example.net");
        MxServer backup = net.mxServer("mxbackup.example.net").certificate(own);
        dns.tlsa("_25._tcp.mxbackup.example.net", 3, 1, 1, digest(own));

        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate("mx20.example.com");
            assertThat(proceed.open(rig.dialer("mxbackup.example.net"))).isInstanceOf(Opening.Ready.class);
        }

        assertThat(backup.sessions())
                .singleElement()
                .satisfies(session -> assertThat(session.sni()).isEqualTo("mxbackup.example.net"));
        assertThat(applied(PolicyType.TLSA).policyDomain()).isEqualTo("mxbackup.example.net");
    }

    @Test
    @Tag("DANE-2.2.1-03")
    @Tag("DANE-2.2.1-04")
    void tellsASuccessBehindUnsignedMxRecordsApart() {
        publishMatch();
        dns.mx("plain.test", 10, "alias.example.com").cname("alias.example.com", HOST);

        Opening<Socket> opening;
        try (DeliveryAttempt attempt = rig.begin("plain.test")) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate("alias.example.com");
            opening = proceed.open(rig.dialer(HOST));
        }

        assertThat(((Opening.Ready<Socket>) opening).session().toString()).endsWith("behind unsigned MX records");
        assertThat(outcome().mxHost()).isEqualTo(MxHost.of("alias.example.com"));
    }

    @Test
    @Tag("DANE-6-01")
    void refusesADomainWithoutDaneWhereTheOperatorRequiresIt() {
        rule = DaneRule.REQUIRE;

        assertThat(rejected().type()).isEqualTo(ResultType.DANE_REQUIRED);

        assertFailed(PolicyType.TLSA, ResultType.DANE_REQUIRED);
        assertThat(mx.sessions()).isEmpty();
    }

    @Test
    @Tag("DANE-6-01")
    @Tag("DANE-2.2.1-06")
    void refusesUnsignedMxRecordsWhereTheOperatorRequiresDane() {
        rule = DaneRule.REQUIRE;
        publishMatch();
        assertThat(open()).isInstanceOf(Opening.Ready.class);
        rig.outcomes.clear();
        dns.mx("plain.test", 10, HOST);

        try (DeliveryAttempt attempt = rig.begin("plain.test")) {
            assertThat(attempt.candidate(HOST)).isInstanceOf(Candidate.Rejected.class);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
        assertFailed(PolicyType.TLSA, ResultType.DANE_REQUIRED);
    }

    @Test
    @Tag("DANE-9.1-01")
    void deliversAndReportsWhereTheOperatorAuditsOnly() {
        rule = DaneRule.AUDIT;
        publishMismatch();

        assertThat(open()).isInstanceOf(Opening.Ready.class);

        assertFailed(PolicyType.TLSA, ResultType.TLSA_INVALID);
    }

    @Test
    void asksForNothingWhereTheOperatorIgnoresRecords() {
        rule = DaneRule.IGNORE;
        publishMismatch();

        assertThat(open()).isInstanceOf(Opening.Ready.class);

        assertThat(dns.queries()).noneMatch(query -> query.type().equals("TLSA"));
        assertThat(outcome().policies()).extracting(AppliedPolicy::type).containsExactly(PolicyType.NO_POLICY_FOUND);
    }

    @Test
    void blocksNothingWhereTlsIsNotRequiredAndReportsIt() {
        DeliveryRequest request = DeliveryRequest.willRetry(DOMAIN)
                .kind(DeliveryKind.TLS_NOT_REQUIRED)
                .ehloName("mail.sender.example")
                .build();
        dns.servfail(TLSA);
        try (DeliveryAttempt attempt = rig.mtaSts.begin(request)) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.Ready.class);
        }
        assertFailed(PolicyType.TLSA, ResultType.DNSSEC_INVALID);

        rig.outcomes.clear();
        publishMismatch();
        start();
        try (DeliveryAttempt attempt = rig.mtaSts.begin(request)) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.Ready.class);
        }
        assertFailed(PolicyType.TLSA, ResultType.TLSA_INVALID);
    }

    @Test
    void judgesNoTlsReport() {
        publishMismatch();
        DeliveryRequest request = DeliveryRequest.willRetry(DOMAIN)
                .kind(DeliveryKind.TLS_REPORT)
                .ehloName("mail.sender.example")
                .build();

        try (DeliveryAttempt attempt = rig.mtaSts.begin(request)) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.Ready.class);
        }

        assertThat(rig.outcomes).isEmpty();
    }

    @Test
    @Tag("DANE-2.2.3-01")
    @Tag("DANE-2.2.2-06")
    void asksForTheRecordsOfAConfiguredHostAndPort() {
        dns.tlsa("_2525._tcp." + HOST, 3, 1, 1, new byte[32]);
        DeliveryRequest request = DeliveryRequest.willRetry(HOST)
                .hostWithoutMx()
                .port(2525)
                .ehloName("mail.sender.example")
                .build();

        try (DeliveryAttempt attempt = rig.mtaSts.begin(request)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
            assertThat(proceed.decision()).hasToString("DANE required");
        }
        assertThat(dns.queries()).noneMatch(query -> query.type().equals("MX"));
    }

    @Test
    @Tag("DANE-2.2-05")
    void asksForNoRecordsOfAddresses() {
        net.mxServer("198.51.100.77");
        try (DeliveryAttempt attempt = rig.begin("[198.51.100.77]")) {
            assertThat(attempt.candidate("198.51.100.77")).isInstanceOf(Candidate.Proceed.class);
        }
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.candidate("198.51.100.77")).isInstanceOf(Candidate.Rejected.class);
        }
        assertThat(dns.queries()).noneMatch(query -> query.type().equals("TLSA"));
    }

    @Test
    @Tag("DANE-2.2.1-01")
    void keepsTheOrderOfPreference() {
        dns.mx(DOMAIN, 5, "mx0.example.com").a("mx0.example.com", "198.51.100.99");
        publishMatch();

        assertThat(new MxLookup(resolver, resolver, Set.of()).lookup(PolicyDomain.of(DOMAIN)))
                .isInstanceOfSatisfying(
                        MxLookupResult.Hosts.class,
                        found -> assertThat(found.hosts())
                                .containsExactly(MxHost.of("mx0.example.com"), MxHost.of(HOST)));
    }

    @Test
    void decidesWithoutBlockingWhateverTheServersOwnCodeThrows() throws Exception {
        dns.servfail(TLSA);
        AtomicBoolean throwsOnce = new AtomicBoolean();
        InstantSource faulty = () -> {
            if (throwsOnce.getAndSet(false)) {
                throw new IllegalStateException("broken");
            }
            return net.clock().instant();
        };
        try (Rig server = new Rig(net, builder -> builder.dane(resolver).clock(faulty.withZone(ZoneOffset.UTC)));
                DeliveryAttempt attempt = server.begin(DOMAIN)) {
            throwsOnce.set(true);

            assertThat(attempt.candidateAsync(HOST).get(2, TimeUnit.MINUTES))
                    .isInstanceOfSatisfying(
                            Candidate.Rejected.class,
                            rejected -> assertThat(rejected.reason().reason()).startsWith("no-decision: "));

            assertThat(throwsOnce).isFalse();
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
            assertThat(server.mtaSts.ownFailures()).isEqualTo(1);
        }
    }

    @Test
    void decidesWithoutBlocking() throws Exception {
        publishMismatch();

        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Candidate cold = attempt.candidateAsync(HOST).get(2, TimeUnit.MINUTES);
            assertThat(((Candidate.Proceed) cold).decision()).hasToString("DANE required");
            dns.clearQueries();
            assertThat(attempt.candidateAsync(HOST).isDone()).isTrue();
            assertThat(dns.queries()).isEmpty();
            assertThat(attempt.candidateAsync("..").join()).isInstanceOf(Candidate.Rejected.class);
        }
    }

    @Test
    void endsAnAttemptWhoseThreadIsInterrupted() {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Thread.currentThread().interrupt();
            assertThat(attempt.candidate(HOST))
                    .isInstanceOfSatisfying(
                            Candidate.Rejected.class,
                            rejected -> assertThat(rejected.reason().reason()).contains("interrupted"));
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(rig.outcomes).isEmpty();
    }

    @Test
    void reusesAConnectionOnlyWhileItsRecordCounts() {
        publishMatch();
        ParkedConnection<Socket> parked = ready().park();

        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Opening.Ready<Socket> again =
                    ((Candidate.Proceed) attempt.candidate(HOST)).reuse(parked).orElseThrow();
            parked = again.park();
        }
        dns.noData(TLSA);
        publishMismatch();
        DnssecResolver fresh = resolver;
        resolver = DnssecResolver.builder()
                .server(dns.address())
                .trustAnchors(dns.dnssec().trustAnchors())
                .clock(net.clock())
                .timeout(Duration.ofMinutes(2))
                .build();
        fresh.close();
        try (Rig later = new Rig(net, builder -> builder.dane(resolver));
                DeliveryAttempt attempt = later.begin(DOMAIN)) {
            assertThat(((Candidate.Proceed) attempt.candidate(HOST)).reuse(parked))
                    .isEmpty();
        }
        parked.close();
    }

    @Test
    void judgesAResumedSessionByTheRecordsOfNow() throws Exception {
        own = net.ca().issue(HOST);
        mx.certificate(own);
        publishMatch();
        dns.ttl(TLSA, 0); // so that they are looked up for each delivery
        ready().connection().close();
        Opening.Ready<Socket> again = ready();
        assertThat(again.session().resumed()).isTrue();
        again.connection().close();
        ServerCertificate next = net.ca().issue(HOST).inPlaceOf(own);
        own = next;
        mx.certificate(next);
        dns.remove(TLSA);
        publishMatch();
        dns.ttl(TLSA, 0);
        int before = mx.sessions().size();
        Opening.Ready<Socket> fresh = ready();
        assertThat(fresh.session().daneAuthenticated()).isTrue();
        assertThat(fresh.session().resumed())
                .as("the chain of the resumed session matches no record any more")
                .isFalse();
        assertThat(fresh.session().certificate()).isEqualTo(next.leaf());
        assertThat(mx.sessions()).hasSize(before + 2);
        fresh.connection().close();
    }

    @Test
    void costsNoMoreQueriesForADomainWithoutDnssecThanBefore() throws Exception {
        for (String name : List.of("first.test", "second.test")) {
            dns.mx(name, 10, "mx." + name);
            net.mxServer("mx." + name);
        }
        assertThat(queries("first.test"))
                .as("with the questions about the zones above")
                .isLessThanOrEqualTo(8);
        assertThat(queries("second.test")).as("TXT, MX, A and AAAA").isEqualTo(4);
    }

    private int queries(String domain) throws Exception {
        dns.clearQueries();
        MxLookup lookup = new MxLookup(resolver, resolver, Set.of());
        MxLookupResult.Hosts hosts = (MxLookupResult.Hosts) lookup.lookup(PolicyDomain.of(domain));
        try (DeliveryAttempt attempt = rig.begin(domain)) {
            MxHost host = hosts.hosts().get(0);
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(host);
            lookup.addresses(host);
            Opening<Socket> opening = proceed.open(rig.dialer(host.name()));
            ((Opening.Ready<Socket>) opening).connection().close();
        }
        return dns.queries().size();
    }
}
