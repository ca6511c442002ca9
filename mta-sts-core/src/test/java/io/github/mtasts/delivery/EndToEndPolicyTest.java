package io.github.mtasts.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.InForce;
import io.github.mtasts.resolution.PolicyResolution.NoPolicy;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.ResolutionSettings;
import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.TestNetwork;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the published record and policy to the policy in force, over real DNS and HTTPS, with every request counted. */
@Timeout(120)
class EndToEndPolicyTest {
    private static final String DOMAIN = "example.com";
    private static final String TXT = "_mta-sts.example.com";
    private static final String HOST = "mx1.example.com";
    private static final String ENFORCE = TestNetwork.policy("enforce", 86_400, HOST);

    private final TestNetwork net = TestNetwork.start();
    private final PolicyHost policyHost = net.policyHost(DOMAIN);
    private final Rig rig = new Rig(net);

    @AfterEach
    void stop() {
        rig.close();
        net.close();
    }

    static Stream<Arguments> unusableRecords() {
        return Stream.of(
                record("none at all", dns -> dns.noData(TXT)),
                record("foreign only", dns -> dns.txt(TXT, "v=spf1 -all")),
                record("two", dns -> dns.txt(TXT, "v=STSv1; id=1;", "v=STSv1; id=2;")),
                record("two, one malformed", dns -> dns.txt(TXT, "v=STSv1; id=1;", "v=STSv1; id=!;")),
                record("malformed", dns -> dns.txt(TXT, "v=STSv1; id=a-b;")),
                record("no such name", dns -> {}));
    }

    private static Arguments record(String name, Consumer<DnsServer> publish) {
        return Arguments.of(name, publish);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusableRecords")
    @Tag("STS-3-01")
    @Tag("STS-3.1-16")
    @Tag("STS-3.1-17")
    @Tag("STS-3.1-18")
    @Tag("STS-6-05")
    void asksNoPolicyHostWithoutAUsableRecord(String name, Consumer<DnsServer> publish) {
        policyHost.body(ENFORCE);
        publish.accept(net.dns());
        net.mxServer(HOST);

        assertThat(resolution()).isInstanceOf(NoPolicy.class);
        assertThat(policyHost.requests()).isEmpty();
        assertThat(deliverable()).isTrue();
        assertThat(rig.outcomes)
                .extracting(outcome -> outcome.policies().get(0).type())
                .containsExactly(PolicyType.NO_POLICY_FOUND);
    }

    @Test
    @Tag("STS-3-02")
    @Tag("STS-10.3-01")
    void fetchesOnceForAnIdAndOnceForTheNext() {
        net.publish(DOMAIN, "A", TestNetwork.policy("enforce", 31_557_600, HOST));
        resolution();
        resolution();
        check();
        assertThat(policyHost.requests()).hasSize(1);

        net.publish(DOMAIN, "B", TestNetwork.policy("testing", 86_400, HOST));
        check();
        assertThat(policyHost.requests()).hasSize(2);
        assertThat(mode()).isEqualTo(PolicyMode.TESTING);
    }

    static Stream<Arguments> blocks() {
        return Stream.of(
                record("SERVFAIL", dns -> dns.servfail(TXT)),
                record("silence", dns -> dns.silent(TXT)),
                record("TXT vanished", dns -> dns.remove(TXT)),
                record("TXT malformed", dns -> dns.txt(TXT, "v=STSv1; id=;")),
                record("new id, nothing behind it", dns -> dns.txt(TXT, "v=STSv1; id=new;")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("blocks")
    @Tag("STS-3.3-18")
    @Tag("STS-6-02")
    void staysUnderACachedPolicyWhateverIsBlocked(String name, Consumer<DnsServer> block) {
        net.publish(DOMAIN, "A", ENFORCE);
        net.mxServer(HOST).noStartTls();
        resolution();
        policyHost.down();
        block.accept(net.dns());
        net.clock().advance(Duration.ofHours(23));
        check();

        assertThat(mode()).isEqualTo(PolicyMode.ENFORCE);
        assertThat(deliverable()).isFalse();
        AppliedPolicy applied = rig.outcomes.get(0).policies().get(0);
        assertThat(applied.refreshFailures())
                .extracting(failure -> failure.type())
                .containsExactly(ResultType.STS_POLICY_FETCH_ERROR);

        net.clock().advance(Duration.ofHours(2)); // max_age has passed
        assertThat(resolution()).isInstanceOf(NoPolicy.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308, 404, 500})
    @Tag("STS-3.3-11")
    @Tag("STS-3.3-16")
    @Tag("STS-6-01")
    void deliversAsWithoutMtaStsWhenThePolicyIsNotToBeHad(int status) {
        net.publish(DOMAIN, "A", ENFORCE);
        net.publish("elsewhere.example", "A", ENFORCE);
        if (status < 400) {
            policyHost.redirect(status, "https://mta-sts.elsewhere.example/.well-known/mta-sts.txt");
        } else {
            policyHost.status(status);
        }
        net.mxServer(HOST).certificate(net.ca().selfSigned(HOST));

        assertThat(deliverable()).isTrue();
        assertThat(policyHost.requests()).hasSize(1);
        assertThat(net.policyHost("elsewhere.example").requests()).isEmpty();
        AppliedPolicy applied = rig.outcomes.get(0).policies().get(0);
        assertThat(applied.type()).isEqualTo(PolicyType.STS);
        assertThat(applied.policyString()).isEmpty();
        assertThat(applied.failures())
                .extracting(failure -> failure.type())
                .containsExactly(ResultType.STS_POLICY_FETCH_ERROR);
    }

    @Test
    @Tag("STS-3.3-13")
    void waitsFiveMinutesAfterAFailureUnlessTheIdChanges() {
        net.publish(DOMAIN, "A", "no policy");
        resolution();
        net.clock().advance(Duration.ofSeconds(60));
        resolution();
        assertThat(policyHost.requests()).hasSize(1);
        net.dns().txt(TXT, "v=STSv1; id=B;");
        net.clock().advance(Duration.ofSeconds(30));
        resolution();
        assertThat(policyHost.requests()).hasSize(2);
        net.dns().txt(TXT, "v=STSv1; id=A;");
        net.clock().advance(Duration.ofSeconds(211)); // 301 s after the first
        resolution();
        assertThat(policyHost.requests()).hasSize(3);
    }

    @Test
    @Tag("STS-3.3-12")
    @Tag("STS-3.2-28")
    void usesNoHttpCache() {
        net.publish(DOMAIN, "A", ENFORCE);
        policyHost
                .header("ETag", "\"x\"")
                .header("Cache-Control", "max-age=1")
                .header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
        resolution();
        net.clock().advance(Duration.ofHours(23));
        assertThat(mode()).isEqualTo(PolicyMode.ENFORCE);
        net.dns().txt(TXT, "v=STSv1; id=B;");
        check();
        assertThat(policyHost.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.headers().keySet())
                    .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("if-"));
            assertThat(request.sni()).isEqualTo("mta-sts.example.com");
            assertThat(request.path()).isEqualTo("/.well-known/mta-sts.txt");
        });
    }

    @Test
    @Tag("STS-3.3-01")
    void triesNoPortButThatOfHttps() {
        net.publish(DOMAIN, "A", ENFORCE);
        policyHost.down();
        assertThat(resolution()).isInstanceOf(NoPolicy.class);
        assertThat(net.connections()).isNotEmpty().allMatch(address -> address.getPort() == 443);
    }

    @Test
    @Tag("STS-3.2-16")
    void governsOnlyTheDeliveryInProgressWithMaxAgeZero() {
        net.publish(DOMAIN, "A", TestNetwork.policy("enforce", 0, HOST));
        assertThat(mode()).isEqualTo(PolicyMode.ENFORCE);
        assertThat(mode()).isEqualTo(PolicyMode.ENFORCE);
        assertThat(policyHost.requests()).hasSize(2);
    }

    @Test
    @Tag("STS-10.2-03")
    void isNotKeptInForceByAnUnchangedId() {
        net.publish(DOMAIN, "A", TestNetwork.policy("enforce", 100, HOST));
        resolution();
        net.clock().advance(Duration.ofSeconds(90));
        check();
        policyHost.down();
        net.clock().advance(Duration.ofSeconds(11));
        assertThat(resolution()).isInstanceOf(NoPolicy.class);
    }

    @Test
    @Tag("STS-8.3-02")
    void outlivesTheRemovalOfRecordAndEndpointUntilItExpires() {
        net.publish(DOMAIN, "A", ENFORCE);
        resolution();
        net.dns().remove(TXT);
        policyHost.down();
        net.clock().advance(Duration.ofHours(23));
        assertThat(mode()).isEqualTo(PolicyMode.ENFORCE);
        net.clock().advance(Duration.ofHours(2));
        assertThat(resolution()).isInstanceOf(NoPolicy.class);
    }

    @Test
    @Tag("STS-8.2-01")
    @Tag("STS-3.1-20")
    @Tag("STS-3.1-14")
    void followsDelegationByAliasesAndStaysWithTheOriginalName() {
        net.policyHost("user.example").body(ENFORCE);
        String address = net.policyHost("user.example").address().getAddress().getHostAddress();
        net.dns().remove("mta-sts.user.example");
        net.dns().cname("mta-sts.user.example", "web.provider.example").a("web.provider.example", address);
        net.dns()
                .cname("_mta-sts.user.example", "one.provider.example")
                .cname("one.provider.example", "two.provider.example");
        net.dns().txtChunks("two.provider.example", "v=STSv1; id=2016", "0831;");

        assertThat(begin("user.example")).isInstanceOf(InForce.class);
        assertThat(net.policyHost("user.example").requests()).singleElement().satisfies(request -> {
            assertThat(request.host()).isEqualTo("mta-sts.user.example");
            assertThat(request.sni()).isEqualTo("mta-sts.user.example");
        });
    }

    @Test
    @Tag("STS-8.2-01")
    void refusesTheCertificateOfTheProviderAlone() {
        net.publish(DOMAIN, "A", ENFORCE);
        policyHost.certificate(net.ca().issue("web.provider.example"));
        assertThat(resolution())
                .isInstanceOfSatisfying(
                        NoPolicy.class,
                        none -> assertThat(none.failure())
                                .extracting(failure -> failure.type())
                                .isEqualTo(ResultType.STS_WEBPKI_INVALID));
    }

    @Test
    @Tag("STS-3.4-03")
    @Tag("STS-3.4-04")
    void asksForTheNameItselfAndForNoOther() {
        net.publish(DOMAIN, "A", ENFORCE);
        net.dns().cname("alias.example", DOMAIN);
        assertThat(begin("mail.example.com")).isInstanceOf(NoPolicy.class);
        assertThat(begin("alias.example")).isInstanceOf(NoPolicy.class);
        assertThat(net.dns().queries())
                .extracting(DnsServer.Query::name)
                .containsExactly("_mta-sts.mail.example.com", "_mta-sts.alias.example");
    }

    @Test
    @Tag("STS-3.1-01")
    @Tag("STS-3.2-01")
    @Tag("STS-7.1-01")
    void speaksOfInternationalNamesInALabels() {
        String domain = "xn--bcher-kva.example";
        net.publish(domain, "A", TestNetwork.policy("enforce", 86_400, "*." + domain));
        net.mxServer("mx." + domain);
        try (Attempt attempt = rig.begin("b\u00fccher.example")) {
            Proceed proceed = (Proceed) attempt.candidate("mx.b\u00fccher.example.");
            assertThat(proceed.open(rig.dialer("mx." + domain))).isInstanceOf(Ready.class);
        }
        assertThat(net.mxServer("mx." + domain).sessions())
                .singleElement()
                .satisfies(session -> assertThat(session.sni()).isEqualTo("mx." + domain));
        assertThat(net.policyHost(domain).requests())
                .singleElement()
                .satisfies(request -> assertThat(request.host()).isEqualTo("mta-sts." + domain));
    }

    @Test
    @Tag("STS-4.1-07")
    void judgesTheImplicitMxByThePolicyToo() {
        net.dns().a(DOMAIN, "203.0.113.200");
        net.publish(DOMAIN, "A", TestNetwork.policy("enforce", 86_400, "mail.example.com"));
        try (DnsResolver dns = DnsResolver.builder().server(net.dns().address()).build()) {
            MxLookupResult hosts = new MxLookup(dns, dns, Set.of()).lookup(PolicyDomain.of(DOMAIN));
            assertThat(hosts).isInstanceOfSatisfying(MxLookupResult.Hosts.class, implicit -> {
                assertThat(implicit.implicit()).isTrue();
                assertThat(rig.begin(DOMAIN).candidate(implicit.hosts().get(0))).isInstanceOf(Candidate.Rejected.class);
                net.publish(DOMAIN, "B", TestNetwork.policy("enforce", 86_400, "mail.example.com", DOMAIN));
                check();
                assertThat(rig.begin(DOMAIN).candidate(implicit.hosts().get(0))).isInstanceOf(Proceed.class);
            });
        }
    }

    @Test
    @Tag("STS-5.1-02")
    void asksBeforeEveryDeliveryWhenToldTo() {
        net.publish(DOMAIN, "A", ENFORCE);
        ResolutionSettings always = new ResolutionSettings(true, false, false, Duration.ofMinutes(5), 10, 10, 100);
        try (Rig strict = new Rig(net, builder -> builder.resolution(always))) {
            for (int delivery = 1; delivery <= 3; delivery++) {
                strict.begin(DOMAIN).close();
                assertThat(net.dns().queries(TXT)).hasSize(delivery);
            }
        }
        assertThat(policyHost.requests()).hasSize(1);
    }

    @Test
    @Tag("STS-5.1-01")
    void holdsNothingBackForTheFirstFetchWhenToldTo() {
        net.publish(DOMAIN, "A", ENFORCE);
        policyHost.stall();
        ResolutionSettings background = new ResolutionSettings(false, true, false, Duration.ofMinutes(5), 10, 10, 100);
        try (Rig quick = new Rig(net, builder -> builder.resolution(background))) {
            assertThat(quick.begin(DOMAIN).resolution())
                    .isInstanceOfSatisfying(
                            NoPolicy.class, none -> assertThat(none.reason()).isEqualTo(Reason.NOT_YET_KNOWN));
        }
    }

    @Test
    @Tag("STS-3.1-22")
    void goesOnOrDefersWhenTheDnsFailsAsTheOperatorChose() {
        net.dns().servfail(TXT);
        assertThat(resolution())
                .isInstanceOfSatisfying(
                        NoPolicy.class, none -> assertThat(none.reason()).isEqualTo(Reason.DNS_FAILURE));
        ResolutionSettings careful = new ResolutionSettings(false, false, true, Duration.ofMinutes(5), 10, 10, 100);
        try (Rig rigThatDefers = new Rig(net, builder -> builder.resolution(careful));
                Attempt attempt = rigThatDefers.begin(DOMAIN)) {
            assertThat(attempt.candidate(HOST)).isInstanceOf(Candidate.Rejected.class);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
    }

    private PolicyResolution resolution() {
        return begin(DOMAIN);
    }

    private PolicyResolution begin(String domain) {
        try (Attempt attempt = rig.begin(domain)) {
            return attempt.resolution();
        }
    }

    private PolicyMode mode() {
        PolicyResolution resolution = resolution();
        assertThat(resolution).isInstanceOf(InForce.class);
        return ((InForce) resolution).policy().mode();
    }

    private void check() {
        rig.mtaSts.check(PolicyDomain.of(DOMAIN)).join();
    }

    private boolean deliverable() {
        try (Attempt attempt = rig.begin(DOMAIN)) {
            return attempt.candidate(HOST) instanceof Proceed proceed
                    && proceed.open(rig.dialer(HOST)) instanceof Ready;
        }
    }
}
