package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several tries of one message (RFC 8461 section 5.1). */
class LastTryTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final String TXT = "_mta-sts.example.com";

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mx(DOMAIN, HOST).mxServer(HOST);
    private final Rig rig = new Rig(net);

    @AfterEach
    void stop() {
        rig.close();
        net.close();
    }

    @Test
    @Tag("STS-5-07")
    @Tag("STS-5.1-05")
    void asksTheDnsBeforeAMessageMayFail() {
        blocked();
        net.dns().clearQueries();
        try (DeliveryAttempt attempt = lastTry()) {
            assertThat(net.dns().queries(TXT)).hasSize(1);
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.MayFail.class);
        }
    }

    @Test
    @Tag("STS-5.1-04")
    void deliversALastTryUnderANewerPolicy() throws Exception {
        blocked();
        net.publish(DOMAIN, "id2", TestNetwork.policy("testing", 86_400, HOST));
        try (DeliveryAttempt attempt = lastTry()) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.Ready.class);
        }
    }

    @Test
    @Tag("STS-5.1-05")
    void takesAFailedCheckAsNoNewPolicy() {
        blocked();
        net.dns().servfail(TXT);
        try (DeliveryAttempt attempt = lastTry()) {
            assertThat(attempt.resolution()).isInstanceOf(PolicyResolution.InForce.class);
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.MayFail.class);
        }
    }

    @Test
    @Tag("STS-5-08")
    void neverLetsAnotherTryFail() {
        blocked();
        net.clock().advance(Duration.ofHours(20));
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
        }
    }

    @Test
    @Tag("STS-5.1-06")
    @Tag("STS-8.3-01")
    void judgesEachTryByThePolicyInForceThen() throws Exception {
        blocked();
        net.publish(DOMAIN, "id2", TestNetwork.policy("none", 86_400));
        net.clock().advance(Duration.ofMinutes(6));
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class); // a deferral looks for a newer policy
        }
        awaitCheck();
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.Ready.class);
        }
    }

    @Test
    @Tag("STS-5.1-03")
    @Tag("STS-8.4-01")
    void walksTheHostsInOrderAndPassesOverWhatFails() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, "*.example.com"));
        net.mxServer("a.example.com").noStartTls();
        net.mxServer("c.example.com");
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.open(attempt, "a.example.com")).isInstanceOf(Opening.NotReady.class);
            assertThat(attempt.candidate("b.example.net")).isInstanceOf(Candidate.Rejected.class);
            assertThat(rig.open(attempt, "c.example.com")).isInstanceOf(Opening.Ready.class);
        }
        assertThat(rig.outcomes)
                .extracting(outcome -> outcome.mxHost().name())
                .containsExactly("a.example.com", "b.example.net", "c.example.com");
        assertThat(rig.outcomes)
                .extracting(outcome -> outcome.policies().get(0).success())
                .containsExactly(false, false, true);
    }

    @Test
    @Tag("STS-4.1-07")
    void letsANullMxFailWhereNoCachedPolicyContradictsIt() {
        net.dns().clearQueries();
        DeliveryRequest request = DeliveryRequest.willRetry(DOMAIN)
                .ehloName("mail.sender.example")
                .build();
        assertThat(rig.mtaSts.unroutable(request, new MxLookupResult.NullMx())).isInstanceOf(Unsent.MayFail.class);
        assertThat(net.dns().queries(TXT)).isEmpty();
        assertThat(net.connections()).isEmpty();
    }

    @Test
    @Tag("STS-4.1-07")
    void defersANullMxThatACachedPolicyContradicts() {
        blocked();
        DeliveryRequest request = DeliveryRequest.willRetry(DOMAIN)
                .ehloName("mail.sender.example")
                .build();
        assertThat(rig.mtaSts.unroutable(request, new MxLookupResult.NullMx())).isInstanceOf(Unsent.Defer.class);
        net.dns().clearQueries();
        assertThat(rig.mtaSts.unroutable(
                        DeliveryRequest.lastTry(DOMAIN)
                                .ehloName("mail.sender.example")
                                .build(),
                        new MxLookupResult.NullMx()))
                .isInstanceOf(Unsent.MayFail.class);
        assertThat(net.dns().queries(TXT)).as("asked before it may fail").isNotEmpty();
    }

    @Test
    @Tag("STS-4.1-07")
    void letsANullMxFailThatOnlyATestingPolicyContradicts() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("testing", 86_400, HOST));
        rig.begin(DOMAIN).close();
        DeliveryRequest request = DeliveryRequest.willRetry(DOMAIN)
                .ehloName("mail.sender.example")
                .build();
        assertThat(rig.mtaSts.unroutable(request, new MxLookupResult.NullMx())).isInstanceOf(Unsent.MayFail.class);
    }

    @Test
    @Tag("STS-5-07")
    void defersADomainThatIsForgedAwayWhileACachedPolicyIsInForce() {
        net.dns().forge(DOMAIN, lie -> lie.nxDomain());
        DeliveryRequest request = DeliveryRequest.willRetry(DOMAIN)
                .ehloName("mail.sender.example")
                .build();
        assertThat(new MxLookup(rig.dns, rig.dns, Set.of()).lookup(PolicyDomain.of(DOMAIN)))
                .isInstanceOf(MxLookupResult.NoSuchDomain.class);
        assertThat(rig.mtaSts.unroutable(request, new MxLookupResult.NoSuchDomain()))
                .isEqualTo(new Unsent.MayFail(DOMAIN + " takes no mail: the domain does not exist"));
        blocked();
        assertThat(rig.mtaSts.unroutable(request, new MxLookupResult.NoSuchDomain()))
                .isInstanceOfSatisfying(
                        Unsent.Defer.class,
                        defer -> assertThat(defer.sentence())
                                .contains(DOMAIN, "the domain does not exist", "contradicts"));
    }

    private void blocked() {
        net.publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        mx.noStartTls();
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(rig.open(attempt, HOST)).isInstanceOf(Opening.NotReady.class);
        }
    }

    private DeliveryAttempt lastTry() {
        return rig.mtaSts.begin(
                DeliveryRequest.lastTry(DOMAIN).ehloName("mail.sender.example").build());
    }

    /** Waits for the check in the background, or makes another one. */
    private void awaitCheck() {
        lastTry().close();
    }
}
