package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.InForce;
import io.github.mtasts.resolution.PolicyResolution.NoPolicy;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import io.github.mtasts.resolution.ResolutionSettings;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.TestNetwork;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The life of a policy from its fetch to its expiry, shown by deliveries to a host without STARTTLS: they are refused only while
 * an enforce policy is in force.
 */
class PublishedPolicyTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final String TXT = "_mta-sts.example.com";
    private static final String ENFORCE = TestNetwork.policy("enforce", 86_400, HOST);

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mxServer(HOST).noStartTls();
    private final PolicyHost policyHost = net.policyHost(DOMAIN);

    /** Waits for a comparison at each delivery, so that each uses the policy that is published then. */
    private final Rig checking =
            new Rig(net, Duration.ofSeconds(5), builder -> builder.resolution(settings(true, false)));

    private final Rig rig = new Rig(net);

    @AfterEach
    void stop() {
        rig.close();
        checking.close();
        net.close();
    }

    @Test
    @Tag("STS-3.2-16")
    void aLifetimeOfZeroServesOneDelivery() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 0, HOST));
        assertEnforced(rig);
        assertThat(policyHost.requests()).hasSize(1);
        assertEnforced(rig);
        assertThat(policyHost.requests()).hasSize(2);
    }

    @Test
    @Tag("STS-3.2-16")
    void aLifetimeOfZeroReplacesTheCachedPolicy() {
        net.publish(DOMAIN, "id1", ENFORCE);
        assertEnforced(checking);
        net.publish(DOMAIN, "id2", TestNetwork.policy("testing", 0, HOST));
        assertNotEnforced(checking);
        policyHost.status(500);
        assertNotEnforced(checking); // neither of the two is there any more
        assertThat(policyHost.requests()).hasSize(3);
    }

    @Test
    @Tag("STS-3.2-28")
    void livesAsLongAsThePolicySaysAndNotAsHttpDoes() {
        policyHost.header("Cache-Control", "max-age=1").header("Expires", "0");
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 100, HOST));
        assertEnforced(rig);
        net.clock().advance(Duration.ofSeconds(99));
        assertEnforced(rig);
        assertThat(policyHost.requests()).hasSize(1);
        net.clock().advance(Duration.ofSeconds(2));
        assertEnforced(rig);
        assertThat(policyHost.requests()).hasSize(2);
    }

    @Test
    @Tag("STS-3.3-01")
    void neverTriesPlainHttp() {
        net.publish(DOMAIN, "id1", ENFORCE);
        policyHost.down();
        assertFetchFails(rig);
        assertThat(net.connections()).containsExactly(policyHost.address());

        policyHost.up().redirect(302, "http://mta-sts.example.com/.well-known/mta-sts.txt");
        net.clock().advance(Duration.ofMinutes(6));
        assertFetchFails(rig);
        assertThat(net.connections()).extracting(InetSocketAddress::getPort).containsOnly(443);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    @Tag("STS-3.3-11")
    void doesNotFollowARedirect(int status) {
        net.publish(DOMAIN, "id1", ENFORCE);
        PolicyHost elsewhere = net.policyHost("elsewhere.example").body(ENFORCE);
        policyHost.redirect(status, "https://mta-sts.elsewhere.example/.well-known/mta-sts.txt");
        assertFetchFails(rig);
        assertThat(policyHost.requests()).hasSize(1);
        assertThat(elsewhere.requests()).isEmpty();
    }

    @Test
    @Tag("STS-3.3-12")
    void fetchesInFullEachTime() {
        policyHost
                .header("ETag", "\"1\"")
                .header("Last-Modified", "Wed, 01 Jan 2020 00:00:00 GMT")
                .header("Cache-Control", "max-age=86400");
        net.publish(DOMAIN, "id1", ENFORCE);
        assertEnforced(checking);
        net.publish(DOMAIN, "id2", TestNetwork.policy("testing", 86_400, HOST));
        assertNotEnforced(checking);
        assertThat(policyHost.requests())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.headers())
                        .doesNotContainKeys("if-none-match", "if-modified-since", "range"));
    }

    @Test
    @Tag("STS-3.3-13")
    void waitsFiveMinutesAfterAFailureUnlessTheIdChanges() {
        net.publish(DOMAIN, "A", ENFORCE);
        policyHost.status(500);
        assertFetchFails(rig);
        assertThat(policyHost.requests()).hasSize(1);
        net.clock().advance(Duration.ofSeconds(60));
        assertFetchFails(rig);
        assertThat(policyHost.requests()).hasSize(1);
        net.clock().advance(Duration.ofSeconds(30));
        net.publish(DOMAIN, "B", ENFORCE);
        assertFetchFails(rig);
        assertThat(policyHost.requests()).hasSize(2);
        net.clock().advance(Duration.ofSeconds(211));
        net.publish(DOMAIN, "A", ENFORCE);
        assertFetchFails(rig);
        assertThat(policyHost.requests()).hasSize(3);
    }

    @Test
    @Tag("STS-3.3-16")
    @Tag("STS-6-01")
    void withoutAPolicyToApplyAnyCertificateWillDoAndTheFailureIsReported() throws Exception {
        net.publish(DOMAIN, "id1", ENFORCE);
        policyHost.status(500);
        mx.reset().certificate(net.ca().selfSigned(HOST));
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.use(attempt, HOST).encrypted()).isTrue();
        }
        assertReported(only(rig), PolicyType.STS, ResultType.STS_POLICY_FETCH_ERROR);
    }

    @Test
    @Tag("STS-6-01")
    void reportsAPolicyThatIsAnnouncedAndNotThere() {
        net.publish(DOMAIN, "id1", ENFORCE);
        policyHost.status(404);
        assertNotEnforced(rig);
        assertReported(only(rig), PolicyType.STS, ResultType.STS_POLICY_FETCH_ERROR);
    }

    @Test
    @Tag("STS-3.3-17")
    void aBodyThatIsNoPolicyLeavesTheCachedOneInForce() {
        net.publish(DOMAIN, "id1", ENFORCE);
        assertEnforced(checking);
        net.publish(DOMAIN, "id2", "<html><body>Welcome</body></html>");
        assertEnforced(checking);
        assertThat(policyHost.requests()).hasSize(2);
        assertThat(last(checking).refreshFailures())
                .extracting(Failure::type)
                .containsExactly(ResultType.STS_POLICY_INVALID);
    }

    static Stream<Arguments> interruptions() {
        return Stream.of(
                interruption("TXT SERVFAIL", net -> net.dns().servfail(TXT)),
                interruption("TXT removed", net -> net.dns().remove(TXT)),
                interruption("HTTPS refused", net -> newId(net).down()),
                interruption("HTTPS 404", net -> newId(net).status(404)));
    }

    private static Arguments interruption(String name, Consumer<TestNetwork> doing) {
        return Arguments.of(name, doing);
    }

    private static PolicyHost newId(TestNetwork net) {
        return net.publish(DOMAIN, "id2", TestNetwork.policy("none", 86_400)).policyHost(DOMAIN);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("interruptions")
    @Tag("STS-3.3-18")
    void keepsEnforcingWhileThePolicyCannotBeRefreshed(String name, Consumer<TestNetwork> interruption) {
        net.publish(DOMAIN, "id1", ENFORCE);
        assertEnforced(checking);
        interruption.accept(net);
        assertEnforced(checking);
        assertThat(last(checking).refreshFailures())
                .extracting(Failure::type)
                .containsExactly(ResultType.STS_POLICY_FETCH_ERROR);
        assertThat(mx.messages()).isEmpty();
    }

    /** D34: that no name server answers is the sender's own failure. */
    @Test
    @Tag("STS-3.3-18")
    void keepsEnforcingWithoutAReportWhileNoNameServerAnswers() {
        net.publish(DOMAIN, "id1", ENFORCE);
        assertEnforced(checking);
        net.dns().silent(TXT);
        assertEnforced(checking);
        assertThat(last(checking).refreshFailures()).isEmpty();
        assertThat(checking.mtaSts.ownFailures()).isPositive();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("interruptions")
    @Tag("STS-3.3-19")
    void appliesNoExpiredPolicy(String name, Consumer<TestNetwork> interruption) {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 100, HOST));
        assertEnforced(checking);
        interruption.accept(net);
        net.clock().advance(Duration.ofSeconds(101));
        assertNotEnforced(checking);
    }

    @Test
    @Tag("STS-5.1-01")
    void doesNotHoldTheFirstMessageBackInBackgroundMode() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        net.publish(DOMAIN, "id1", ENFORCE);
        policyHost.respondWith(request -> {
            asked.countDown();
            await(release);
            return new PolicyHost.Response(200, Map.of("Content-Type", "text/plain"), ENFORCE);
        });
        try (Rig background = new Rig(net, builder -> builder.resolution(settings(false, true)))) {
            try (DeliveryAttempt attempt = background.begin(DOMAIN)) {
                assertThat(attempt.resolution())
                        .isInstanceOfSatisfying(
                                NoPolicy.class,
                                none -> assertThat(none.reason()).isEqualTo(Reason.NOT_YET_KNOWN));
                assertThat(background.use(attempt, HOST).encrypted()).isFalse();
            }
            await(asked); // the message is delivered, and the policy host has not answered yet
            release.countDown();
            background.check(DOMAIN);
            assertEnforced(background);
            assertThat(policyHost.requests()).hasSize(1);
        } finally {
            release.countDown();
        }
    }

    @Test
    @Tag("STS-5.1-02")
    void asksTheDnsAtEachDeliveryWhereTheOperatorChoseTo() {
        net.publish(DOMAIN, "id1", ENFORCE);
        for (int deliveries = 1; deliveries <= 3; deliveries++) {
            assertEnforced(checking);
            assertThat(net.dns().queries(TXT)).hasSize(deliveries);
        }
        assertThat(policyHost.requests()).hasSize(1);
        net.dns().clearQueries();
        for (int deliveries = 1; deliveries <= 3; deliveries++) {
            assertEnforced(rig);
        }
        assertThat(net.dns().queries(TXT)).as("otherwise the cache answers").hasSize(1);
    }

    @Test
    @Tag("STS-6-02")
    void reportsAVanishedRecordUnlessThePolicyIsNone() {
        net.publish(DOMAIN, "id1", ENFORCE);
        net.publish("none.example", "id1", TestNetwork.policy("none", 86_400));
        assertEnforced(checking);
        checking.check("none.example");
        net.dns().remove(TXT).remove("_mta-sts.none.example");
        checking.outcomes.clear();

        assertEnforced(checking);
        assertThat(last(checking).refreshFailures())
                .extracting(Failure::type)
                .containsExactly(ResultType.STS_POLICY_FETCH_ERROR);
        checking.outcomes.clear();
        try (DeliveryAttempt attempt = checking.begin("none.example")) {
            assertThat(attempt.resolution()).isInstanceOf(InForce.class);
            assertThat(checking.open(attempt, HOST)).isInstanceOf(Opening.Ready.class);
        }
        assertThat(only(checking).type()).isEqualTo(PolicyType.NO_POLICY_FOUND);
        assertThat(only(checking).refreshFailures()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"enforce", "testing"})
    @Tag("STS-8.3-01")
    void noneReplacesWhatWasCached(String mode) {
        net.publish(DOMAIN, "A", TestNetwork.policy(mode, 86_400, HOST));
        rig.check(DOMAIN);
        net.publish(DOMAIN, "B", TestNetwork.policy("none", 86_400));
        rig.check(DOMAIN);
        assertNotEnforced(rig);
        assertThat(only(rig).type()).isEqualTo(PolicyType.NO_POLICY_FOUND);
    }

    @Test
    @Tag("STS-8.3-02")
    void removalWithoutNoneTakesEffectWhenThePolicyExpires() {
        net.publish(DOMAIN, "id1", ENFORCE);
        assertEnforced(checking);
        policyHost.down();
        net.dns().remove(TXT).remove("mta-sts." + DOMAIN);
        net.clock().advance(Duration.ofHours(23));
        assertEnforced(checking);
        net.clock().advance(Duration.ofHours(2));
        assertNotEnforced(checking);
    }

    @Test
    @Tag("STS-10.2-03")
    void theSameIdDoesNotProlongAPolicy() {
        net.publish(DOMAIN, "A", TestNetwork.policy("enforce", 100, HOST));
        assertEnforced(checking);
        net.clock().advance(Duration.ofSeconds(90));
        assertEnforced(checking);
        assertThat(net.dns().queries(TXT)).hasSize(2);
        assertThat(policyHost.requests()).hasSize(1);
        policyHost.status(500);
        net.clock().advance(Duration.ofSeconds(11));
        assertNotEnforced(checking);
    }

    @Test
    @Tag("STS-10.3-01")
    void aLongLivedPolicyIsDisplacedByANewOne() {
        net.publish(DOMAIN, "evil", TestNetwork.policy("enforce", 31_557_600, "mx.attacker.example"));
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.candidate(HOST)).isInstanceOf(Candidate.Rejected.class);
        }
        net.publish(DOMAIN, "good", TestNetwork.policy("enforce", 86_400, HOST));
        net.clock().advance(Duration.ofDays(30));
        rig.begin(DOMAIN).close(); // its comparison is due, and runs in the background
        rig.check(DOMAIN);
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.candidate(HOST)).isInstanceOf(Candidate.Proceed.class);
            assertThat(attempt.candidate("mx.attacker.example")).isInstanceOf(Candidate.Rejected.class);
        }
    }

    private static ResolutionSettings settings(boolean alwaysCheck, boolean fetchInBackground) {
        return ResolutionSettings.builder()
                .alwaysCheck(alwaysCheck)
                .fetchInBackground(fetchInBackground)
                .build();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertEnforced(Rig rig) {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
        }
    }

    private static void assertNotEnforced(Rig rig) {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Opening<Socket> opening = rig.open(attempt, HOST);
            assertThat(opening).isInstanceOf(Opening.Ready.class);
            ((Opening.Ready<Socket>) opening).park().close();
        }
    }

    /** Begins a delivery and connects to no MX host. */
    private static void assertFetchFails(Rig rig) {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            PolicyResolution resolution = attempt.resolution();
            assertThat(resolution)
                    .isInstanceOfSatisfying(
                            NoPolicy.class, none -> assertThat(none.reason()).isEqualTo(Reason.FETCH_FAILED));
        }
    }

    private static void assertReported(AppliedPolicy applied, PolicyType type, ResultType failure) {
        assertThat(applied.type()).isEqualTo(type);
        assertThat(applied.failures()).extracting(Failure::type).isEqualTo(List.of(failure));
    }

    private static AppliedPolicy only(Rig rig) {
        assertThat(rig.outcomes).hasSize(1);
        return last(rig);
    }

    private static AppliedPolicy last(Rig rig) {
        List<AppliedPolicy> applied = rig.outcomes.get(rig.outcomes.size() - 1).policies();
        assertThat(applied).hasSize(1);
        return applied.get(0);
    }
}
