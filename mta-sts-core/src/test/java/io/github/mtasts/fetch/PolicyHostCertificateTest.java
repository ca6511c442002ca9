package io.github.mtasts.fetch;

import static io.github.mtasts.fetch.PolicyBench.POLICY;
import static io.github.mtasts.fetch.PolicyBench.ok;
import static io.github.mtasts.fetch.PolicyResponseTest.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.fetch.FetchResult.Cause;
import io.github.mtasts.fetch.FetchResult.Failed;
import io.github.mtasts.fetch.FetchResult.Fetched;
import io.github.mtasts.trust.internal.CertificateForge;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The certificate of the Policy Host (RFC 8461 section 3.3): it must match the name that was dialled, and its faults have their own result type. */
class PolicyHostCertificateTest {
    private final PolicyBench bench = new PolicyBench();

    /** RFC 6066 section 3: a server that does not know the name may warn and go on. */
    @Test
    void aWarningBeforeTheServerHelloDoesNotEndTheFetch() {
        bench.beforeTls = new byte[] {21, 3, 3, 0, 2, 1, 112};
        bench.serve(ok(POLICY));

        assertThat(bench.fetch()).isInstanceOf(Fetched.class);
    }

    @Test
    void aChainThatIsTooLongForThisJvmIsNoFaultOfTheHost() {
        CertificateForge own = CertificateForge.named("x").dns("mta-sts.example.com");
        List<X509Certificate> chain = new ArrayList<>();
        CertificateForge issuer = bench.root;
        for (int i = 0; i < 10; i++) {
            CertificateForge next = CertificateForge.ca("CA " + i);
            chain.add(0, next.signedBy(issuer));
            issuer = next;
        }
        chain.add(0, own.signedBy(issuer));
        bench.serve("192.0.2.1", own, chain, ok(POLICY));

        assertFailed(bench.fetch(), Cause.OWN_LIMIT, "certificate-chain-too-long: ");
        assertThat(((Failed) bench.fetch()).failure().reason()).contains("jdk.tls.maxCertificateChainLength");
    }

    @Test
    void aHandshakeMessageThatIsTooLargeForThisJvmIsNoFaultOfTheHost() {
        String[] names = new String[900];
        for (int i = 0; i < names.length; i++) {
            names[i] = "a-rather-long-name-of-a-host-" + i + ".example.com";
        }
        bench.serve(CertificateForge.named("x").dns(names), ok(POLICY));

        assertFailed(bench.fetch(), Cause.OWN_LIMIT, "handshake-message-too-large: ");
        assertThat(((Failed) bench.fetch()).failure().reason()).contains("jdk.tls.maxHandshakeMessageSize");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    @Tag("STS-3.3-02")
    void aSelfSignedCertificateIsRefused() {
        CertificateForge own = CertificateForge.named("x").dns("mta-sts.example.com");
        bench.serve("192.0.2.1", own, List.of(own.signedBy(own)), ok(POLICY));

        assertFailed(bench.fetch(), Cause.CERTIFICATE, "self-signed: ");
        assertThat(bench.requests).isEmpty();
    }

    @Test
    @Tag("STS-3.3-03")
    void aCertificateOutOfItsTimeIsRefused() {
        bench.serve(CertificateForge.named("x").dns("mta-sts.example.com").expired(), ok(POLICY));
        assertFailed(bench.fetch(), Cause.CERTIFICATE, "expired: ");

        bench.serve(
                CertificateForge.named("x").dns("mta-sts.example.com").valid(Duration.ofDays(1), Duration.ofDays(9)),
                ok(POLICY));
        assertFailed(bench.fetch(), Cause.CERTIFICATE, "not-yet-valid: ");
    }

    @Test
    @Tag("STS-3.3-04")
    void aCertificateForThePolicyDomainOnlyIsRefused() {
        bench.serve(CertificateForge.named("x").dns("example.com"), ok(POLICY));

        assertFailed(bench.fetch(), Cause.CERTIFICATE, "host-mismatch: ");
        assertThat(bench.requests).isEmpty();
    }

    @Test
    @Tag("STS-3.3-05")
    void theCommonNameAndAUriAreNotTheName() {
        bench.serve(CertificateForge.named("mta-sts.example.com"), ok(POLICY));
        assertFailed(bench.fetch(), Cause.CERTIFICATE, "host-mismatch: ");

        bench.serve(
                CertificateForge.named("mta-sts.example.com")
                        .names(new GeneralName(GeneralName.uniformResourceIdentifier, "https://mta-sts.example.com")),
                ok(POLICY));
        assertFailed(bench.fetch(), Cause.CERTIFICATE, "host-mismatch: ");
    }

    @Test
    @Tag("STS-3.3-06")
    void aWildcardStandsForOneLabel() {
        bench.address("mta-sts.sub.example.com", "192.0.2.1")
                .serve(CertificateForge.named("x").dns("*.example.com"), ok(POLICY));

        assertThat(bench.fetch()).isInstanceOf(Fetched.class);
        assertFailed(PolicyBench.fetch(bench.fetcher(), "sub.example.com"), Cause.CERTIFICATE, "host-mismatch: ");
    }

    @ParameterizedTest
    @Tag("STS-3.3-07")
    @ValueSource(strings = {"mta-*.example.com", "*s.example.com", "mta-sts.*.com", "*.com", "*"})
    void aWildcardElsewhereIsNone(String id) {
        bench.serve(CertificateForge.named("x").dns(id), ok(POLICY));

        assertFailed(bench.fetch(), Cause.CERTIFICATE, "host-mismatch: ");
    }

    @Test
    @Tag("STS-3.3-09")
    void thePlatformsAnchorsAreTheDefaultAndCanBeReplaced() {
        bench.serve(ok(POLICY));
        HttpsPolicyFetcher.Builder platform =
                HttpsPolicyFetcher.builder().addresses(bench.resolver()).socketFactory(bench.sockets());

        assertFailed(PolicyBench.fetch(platform, "example.com"), Cause.CERTIFICATE, "unknown-issuer: CN=Bench Root");
        assertThat(bench.fetch()).isInstanceOf(Fetched.class);
    }

    @Test
    void everyFaultOfTheCertificateIsInTheReason() {
        CertificateForge own = CertificateForge.named("x").dns("other.example").expired();
        bench.serve("192.0.2.1", own, List.of(own.signedBy(own)), ok(POLICY));

        assertThat(((Failed) bench.fetch()).failure().reason())
                .contains("expired: ", "; self-signed: ", "; host-mismatch: ");
    }

    @Test
    @Tag("STS-8.2-01")
    void underDelegationTheCertificateMustNameTheOriginalHost() {
        bench.serve(CertificateForge.named("x").dns("mta-sts.provider.example"), ok(POLICY));
        assertFailed(bench.fetch(), Cause.CERTIFICATE, "host-mismatch: ");

        bench.serve(ok(POLICY));
        assertThat(bench.fetch()).isInstanceOf(Fetched.class);
        assertThat(bench.requests).singleElement().asString().contains("\r\nHost: mta-sts.example.com\r\n");
    }

    @ParameterizedTest
    @Tag("STS-7.2-01")
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothVersionsOfTlsWillDo(String version) {
        CertificateForge own = CertificateForge.named("x").dns("mta-sts.example.com");
        bench.serve("192.0.2.1", own, List.of(own.signedBy(bench.root)), ok(POLICY), version);

        assertThat(bench.fetch()).isInstanceOf(Fetched.class);
    }
}
