package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.PolicyResolution.InForce;
import io.github.mtasts.resolution.PolicyResolution.NoPolicy;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.TestNetwork;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy for a next hop, and the names that it is matched with (RFC 8461 sections 3.4, 4.1 and 8.2). */
class NextHopTest {
    private static final String DOMAIN = "example.com";
    private static final String PROVIDER = "provider.example";

    private final TestNetwork net = TestNetwork.start();
    private final Rig rig = new Rig(net);

    @AfterEach
    void stop() {
        rig.close();
        net.close();
    }

    @Test
    @Tag("STS-3.4-01")
    void takesThePolicyOfTheSmartHostAndNotOfTheRecipient() throws Exception {
        String relay = "relay.example.net";
        enforce(DOMAIN, "mx.example.com");
        enforce(relay, relay);
        net.mxServer(relay);
        try (DeliveryAttempt attempt = rig.begin(relay)) {
            assertThat(attempt.candidate("mx.example.com")).isInstanceOf(Candidate.Rejected.class);
            assertThat(rig.use(attempt, relay).validated()).isTrue();
        }
        assertThat(net.dns().queries("_mta-sts." + relay)).hasSize(1);
        assertThat(net.policyHost(relay).requests()).hasSize(1);
        assertThat(net.dns().queries("_mta-sts." + DOMAIN)).isEmpty();
        assertThat(net.policyHost(DOMAIN).requests()).isEmpty();
        assertThat(rig.outcomes).extracting(outcome -> outcome.domain().name()).contains(relay);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[192.0.2.1]", "192.0.2.1", "[IPv6:2001:db8::1]"})
    @Tag("STS-3.4-02")
    void asksNobodyAboutAnAddress(String literal) throws Exception {
        MxServer mx = net.mxServer("mx.example.com").certificate(net.ca().selfSigned("mx.example.com"));
        try (DeliveryAttempt attempt = rig.begin(literal)) {
            assertThat(attempt.resolution()).isInstanceOf(NoPolicy.class);
            assertThat(rig.use(attempt, "mx.example.com").validated()).isFalse();
        }
        assertThat(net.dns().queries()).isEmpty();
        assertThat(net.connections()).containsExactly(mx.address());
        assertThat(rig.outcomes).isEmpty();
    }

    /** Later every candidate would be rejected, until the message bounces. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host.example:587 | it has a port",
                "cafe:587 | it has a port",
                "192.0.2.1:25 | it has a port",
                "[192.0.2.1]:25 | it has a port",
                "[host.example] | brackets are for IP addresses",
                "a\u200db.example | U-labels",
                "a b | expected labels",
                "192.0.2 | expected labels",
                "999.0.0.1 | expected labels",
                "'' | expected labels"
            })
    void refusesANextHopThatIsNoneWhenTheRequestIsMade(String nextHop, String reason) {
        List<Function<String, DeliveryRequest.Builder>> requests =
                List.of(DeliveryRequest::willRetry, DeliveryRequest::lastTry);
        for (Function<String, DeliveryRequest.Builder> request : requests) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> request.apply(nextHop))
                    .withMessageStartingWith("DeliveryRequest: the next hop \"")
                    .withMessageContaining(reason);
        }
    }

    @Test
    @Tag("STS-3.4-03")
    void doesNotTryTheParentDomain() {
        enforce(DOMAIN, "mx.example.com");
        try (DeliveryAttempt attempt = rig.begin("mail.example.com")) {
            assertNoPolicy(attempt.resolution());
        }
        assertThat(net.dns().queries())
                .extracting(query -> query.name() + " " + query.type())
                .containsExactly("_mta-sts.mail.example.com TXT");
        assertThat(net.connections()).isEmpty();
    }

    @Test
    @Tag("STS-3.4-04")
    void staysWithTheOriginalNameOfAnAlias() {
        net.dns().cname("a.example", "b.example");
        enforce("b.example", "mx.b.example");
        try (DeliveryAttempt attempt = rig.begin("a.example")) {
            assertNoPolicy(attempt.resolution());
        }
        assertThat(net.dns().queries())
                .extracting(query -> query.name() + " " + query.type())
                .containsExactly("_mta-sts.a.example TXT");
        assertThat(net.policyHost("b.example").requests()).isEmpty();
    }

    @Test
    @Tag("STS-8.2-01")
    void fetchesADelegatedPolicyUnderTheOriginalName() {
        PolicyHost provider = delegated();
        provider.certificate(net.ca().issue("mta-sts." + DOMAIN));
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.resolution()).isInstanceOf(InForce.class);
        }
        assertThat(provider.requests()).singleElement().satisfies(request -> {
            assertThat(request.host()).isEqualTo("mta-sts." + DOMAIN);
            assertThat(request.sni()).isEqualTo("mta-sts." + DOMAIN);
        });
    }

    @Test
    @Tag("STS-8.2-01")
    void refusesADelegatedPolicyUnderTheNameOfTheProviderAlone() {
        PolicyHost provider = delegated();
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.resolution()).isInstanceOfSatisfying(NoPolicy.class, none -> {
                assertThat(none.failure()).isNotNull();
                assertThat(none.failure().type()).isEqualTo(ResultType.STS_WEBPKI_INVALID);
            });
        }
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    @Tag("STS-4.1-04")
    @Tag("STS-4.1-05")
    void comparesHostsWithoutCaseAndTrailingDotAndInALabels() {
        net.publish(
                DOMAIN,
                "id1",
                TestNetwork.policy(
                        "enforce", 86_400, "MX1.Example.COM", "*.xn--bcher-kva.example", "mail.example.com"));
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            for (String host : List.of(
                    "mx1.example.com",
                    "MX1.example.com.",
                    "mail.example.com.",
                    "mx.b\u00fccher.example",
                    "MX.B\u00dcCHER.example.",
                    "mx.xn--bcher-kva.example")) {
                assertThat(attempt.candidate(host)).as(host).isInstanceOf(Candidate.Proceed.class);
            }
            for (String host : List.of("mx1.example.com.example", "b\u00fccher.example", "mail.example.com..")) {
                assertThat(attempt.candidate(host)).as(host).isInstanceOf(Candidate.Rejected.class);
            }
        }
    }

    @Test
    @Tag("STS-7.1-01")
    void sendsAnInternationalHostNameInALabels() throws Exception {
        String ascii = "mx.xn--bcher-kva.example";
        MxServer mx = net.mxServer(ascii);
        enforce(DOMAIN, ascii);
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate("mx.b\u00fccher.example.");
            Opening.Ready<Socket> ready = (Opening.Ready<Socket>) proceed.open(rig.dialer(ascii));
            assertThat(ready.session().validated()).isTrue();
            ready.connection().close();
        }
        assertThat(mx.sessions())
                .singleElement()
                .satisfies(session -> assertThat(session.sni()).isEqualTo(ascii));
    }

    @Test
    @Tag("STS-4.1-07")
    void matchesTheDomainItselfWhereItHasNoMx() throws Exception {
        net.mxServer(DOMAIN);
        enforce(DOMAIN, "mail.example.com");
        MxHost implicit = implicitHost();
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.candidate(implicit)).isInstanceOf(Candidate.Rejected.class);
        }
        net.publish(DOMAIN, "id2", TestNetwork.policy("enforce", 86_400, "mail.example.com", DOMAIN));
        rig.check(DOMAIN);
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.candidate(implicit)).isInstanceOf(Candidate.Proceed.class);
            assertThat(rig.use(attempt, DOMAIN).validated()).isTrue();
        }
    }

    @Test
    @Tag("STS-4.1-07")
    void endsAtANullMxBeforeAnyPolicyUnlessACachedOneContradicts() {
        enforce(DOMAIN, "mail.example.com");
        net.dns().nullMx(DOMAIN);
        DeliveryRequest request = DeliveryRequest.willRetry(DOMAIN)
                .ehloName("mail.sender.example")
                .build();
        assertThat(lookup()).isInstanceOf(MxLookupResult.NullMx.class);
        assertThat(rig.mtaSts.unroutable(request, new MxLookupResult.NullMx())).isInstanceOf(Unsent.MayFail.class);
        assertThat(net.dns().queries("_mta-sts." + DOMAIN)).isEmpty();
        assertThat(net.connections()).isEmpty();

        rig.begin(DOMAIN).close();
        assertThat(rig.mtaSts.unroutable(request, new MxLookupResult.NullMx())).isInstanceOf(Unsent.Defer.class);
    }

    private MxLookupResult lookup() {
        return new MxLookup(rig.dns, rig.dns, Set.of()).lookup(PolicyDomain.of(DOMAIN));
    }

    private MxHost implicitHost() {
        MxLookupResult.Hosts found = (MxLookupResult.Hosts) lookup();
        assertThat(found.implicit()).isTrue();
        assertThat(found.hosts()).containsExactly(MxHost.of(DOMAIN));
        return found.hosts().get(0);
    }

    /** Both names of the domain are aliases of its provider's, which presents a certificate for its own name. */
    private PolicyHost delegated() {
        net.publish(PROVIDER, "id1", TestNetwork.policy("enforce", 86_400, "mx.provider.example"));
        net.dns().cname("_mta-sts." + DOMAIN, "_mta-sts." + PROVIDER).cname("mta-sts." + DOMAIN, "mta-sts." + PROVIDER);
        return net.policyHost(PROVIDER);
    }

    private void enforce(String domain, String host) {
        net.publish(domain, "id1", TestNetwork.policy("enforce", 86_400, host));
    }

    private static void assertNoPolicy(PolicyResolution resolution) {
        assertThat(resolution)
                .isInstanceOfSatisfying(
                        NoPolicy.class,
                        none -> assertThat(none.reason()).isEqualTo(PolicyResolution.Reason.NOT_PUBLISHED));
    }
}
