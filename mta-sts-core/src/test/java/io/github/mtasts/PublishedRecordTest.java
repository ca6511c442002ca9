package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.InForce;
import io.github.mtasts.resolution.PolicyResolution.NoPolicy;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.PolicyResolution.Source;
import io.github.mtasts.resolution.ResolutionSettings;
import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.TestNetwork;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Deliveries with every kind of TXT record in the DNS (RFC 8461 section 3.1). */
class PublishedRecordTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final String TXT = "_mta-sts.example.com";

    /** The time-out for a server that does not answer. */
    private static final Duration IMPATIENT = Duration.ofSeconds(1);

    private final TestNetwork net = TestNetwork.start();
    private final PolicyHost policyHost = net.policyHost(DOMAIN).body(TestNetwork.policy("enforce", 86_400, HOST));

    private TestNetwork noStartTls() {
        net.mxServer(HOST).noStartTls();
        return net;
    }

    @AfterEach
    void stop() {
        net.close();
    }

    static Stream<Arguments> unusableRecords() {
        return Stream.of(
                unusable("no such name", dns -> dns.remove(TXT), Reason.NOT_PUBLISHED),
                unusable("no TXT record", dns -> dns.noData(TXT), Reason.NOT_PUBLISHED),
                unusable("a foreign record", dns -> dns.txt(TXT, "v=spf1 -all"), Reason.NOT_PUBLISHED),
                unusable("malformed", dns -> dns.txt(TXT, "v=STSv1; id=a-b;"), Reason.INVALID_RECORD),
                unusable("two records", dns -> dns.txt(TXT, "v=STSv1; id=1;", "v=STSv1; id=2;"), Reason.INVALID_RECORD),
                unusable(
                        "a malformed record beside a good one",
                        dns -> dns.txt(TXT, "v=STSv1; id=1;", "v=STSv1; id=!;"),
                        Reason.INVALID_RECORD));
    }

    private static Arguments unusable(String name, Consumer<DnsServer> publication, Reason reason) {
        return Arguments.of(name, publication, reason);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusableRecords")
    @Tag("STS-3-01")
    @Tag("STS-3.1-16")
    @Tag("STS-3.1-17")
    @Tag("STS-3.1-18")
    @Tag("STS-6-05")
    void withoutAUsableRecordNothingIsFetchedEnforcedOrReported(
            String name, Consumer<DnsServer> publication, Reason reason) throws Exception {
        publication.accept(net.dns());
        try (Rig rig = new Rig(noStartTls())) {
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(attempt.resolution())
                        .isInstanceOfSatisfying(
                                NoPolicy.class,
                                none -> assertThat(none.reason()).isEqualTo(reason));
                assertThat(rig.use(attempt, HOST).encrypted()).isFalse();
            }
            assertThat(net.dns().queries(TXT)).hasSize(1);
            assertThat(policyHost.requests()).isEmpty();
            assertThat(net.connections()).containsExactly(net.mxServer(HOST).address());
            assertNoStsIn(rig);
        }
    }

    @Test
    @Tag("STS-3.1-19")
    void judgesASoleRecordByTheGrammarAndSeveralByTheirPrefix() {
        try (Rig rig = new Rig(net)) {
            net.dns().txt(TXT, "v=STSv1 ; id=1");
            assertInForce(rig.check(DOMAIN), Source.FETCH);
            net.dns().txt(TXT, "v=STSv1; id=1");
            assertInForce(rig.check(DOMAIN), Source.CACHE); // it was id 1
            net.dns().txt(TXT, "v=STSv1 ; id=1", "v=STSv1; id=2");
            assertInForce(rig.check(DOMAIN), Source.FETCH);
            net.dns().txt(TXT, "v=STSv1; id=2");
            assertInForce(rig.check(DOMAIN), Source.CACHE);
            assertThat(policyHost.requests()).hasSize(2);
        }
    }

    @Test
    @Tag("STS-3.1-14")
    @Tag("STS-3.1-20")
    void followsAliasesToARecordThatIsCutIntoStrings() {
        net.dns()
                .cname(TXT, "alias.example.net")
                .cname("alias.example.net", "_mta-sts.provider.example")
                .txtChunks("_mta-sts.provider.example", "v=STSv1; id=2016", "0831;");
        try (Rig rig = new Rig(noStartTls())) {
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertInForce(attempt.resolution(), Source.FETCH);
                assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
            }
            net.dns().remove(TXT).txt(TXT, "v=STSv1; id=20160831;");
            assertInForce(rig.check(DOMAIN), Source.CACHE); // the same id, so nothing is fetched
            assertThat(policyHost.requests()).hasSize(1);
        }
    }

    @Test
    @Tag("STS-3-02")
    void fetchesWhenTheIdIsAnotherAndOnlyThen() {
        net.publish(DOMAIN, "A", TestNetwork.policy("enforce", 86_400, HOST));
        try (Rig rig = new Rig(net)) {
            assertInForce(rig.check(DOMAIN), Source.FETCH);
            policyHost.clearRequests();
            net.clearConnections();
            assertInForce(rig.check(DOMAIN), Source.CACHE);
            assertThat(net.dns().queries(TXT)).hasSize(2);
            assertThat(policyHost.requests()).isEmpty();
            assertThat(net.connections()).isEmpty();

            net.publish(DOMAIN, "B", TestNetwork.policy("testing", 86_400, HOST));
            assertInForce(rig.check(DOMAIN), Source.FETCH);
            assertThat(policyHost.requests()).hasSize(1);
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(attempt.resolution()).isInstanceOfSatisfying(InForce.class, inForce -> {
                    assertThat(inForce.source()).isEqualTo(Source.CACHE);
                    assertThat(inForce.policy().mode()).isEqualTo(PolicyMode.TESTING);
                });
            }
            assertInForce(rig.check(DOMAIN), Source.CACHE); // it was stored with id B
            assertThat(policyHost.requests()).hasSize(1);
        }
    }

    @Test
    @Tag("STS-3.1-22")
    void aTimeOutWithoutACachedPolicyIsNoPolicyAndNotReported() throws Exception {
        net.dns().silent(TXT);
        try (Rig rig = new Rig(noStartTls(), IMPATIENT, builder -> builder)) {
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(attempt.resolution())
                        .isInstanceOfSatisfying(
                                NoPolicy.class,
                                none -> assertThat(none.reason()).isEqualTo(Reason.DNS_FAILURE));
                assertThat(rig.use(attempt, HOST).encrypted()).isFalse();
            }
            assertThat(policyHost.requests()).isEmpty();
            assertNoStsIn(rig);
        }
    }

    @Test
    @Tag("STS-3.1-22")
    void aTimeOutDefersTheMessageWhereTheOperatorChoseTo() {
        net.dns().silent(TXT);
        ResolutionSettings defer =
                ResolutionSettings.builder().deferOnDnsFailure(true).build();
        try (Rig rig = new Rig(noStartTls(), IMPATIENT, builder -> builder.resolution(defer))) {
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                assertThat(attempt.candidate(HOST)).isInstanceOf(Candidate.Rejected.class);
                assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
            }
            assertThat(net.connections()).isEmpty();
            assertThat(rig.outcomes).isEmpty();
        }
    }

    private static void assertInForce(PolicyResolution resolution, Source source) {
        assertThat(resolution)
                .isInstanceOfSatisfying(
                        InForce.class, inForce -> assertThat(inForce.source()).isEqualTo(source));
    }

    private static void assertNoStsIn(Rig rig) {
        assertThat(rig.outcomes)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.policies())
                        .singleElement()
                        .satisfies(applied -> {
                            assertThat(applied.type()).isEqualTo(PolicyType.NO_POLICY_FOUND);
                            assertThat(applied.refreshFailures()).isEmpty();
                        }));
    }
}
