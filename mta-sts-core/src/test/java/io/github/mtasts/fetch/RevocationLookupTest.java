package io.github.mtasts.fetch;

import static io.github.mtasts.fetch.PolicyBench.POLICY;
import static io.github.mtasts.fetch.PolicyBench.ok;
import static io.github.mtasts.fetch.PolicyBench.response;
import static io.github.mtasts.fetch.PolicyResponseTest.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.fetch.FetchResult.Cause;
import io.github.mtasts.fetch.FetchResult.Fetched;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.internal.CertificateForge;
import io.github.mtasts.trust.internal.HttpRevocationSource;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Revocation look-ups go over the network under the limits of a fetch. */
class RevocationLookupTest {
    private static final String CRL = "http://crl.ca.test/1.crl";

    private final PolicyBench bench = new PolicyBench();
    private final CertificateForge own = CertificateForge.named("x")
            .dns("mta-sts.example.com")
            .extension(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
                new DistributionPoint(
                        new DistributionPointName(
                                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, CRL))),
                        null,
                        null)
            }));

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    @Tag("STS-3.3-08")
    void aRevokedCertificateOfThePolicyHostIsRefusedBeforeTheRequest() throws Exception {
        var certificate = own.signedBy(bench.root);
        byte[] crl = new JcaX509v2CRLBuilder(
                        bench.anchor.getSubjectX500Principal(),
                        Date.from(Instant.now().minus(Duration.ofDays(1))))
                .setNextUpdate(Date.from(Instant.now().plus(Duration.ofDays(1))))
                .addCRLEntry(certificate.getSerialNumber(), Date.from(Instant.now()), CRLReason.keyCompromise)
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(bench.root.keys.getPrivate()))
                .getEncoded();
        bench.serve("192.0.2.1", own, java.util.List.of(certificate), ok(POLICY))
                .address("crl.ca.test", "192.0.2.2")
                .listen(
                        "192.0.2.2",
                        80,
                        socket -> bench.answer(socket, out -> {
                            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + crl.length + "\r\n\r\n")
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                            out.write(crl);
                        }));

        assertThat(bench.fetch()).isInstanceOf(Fetched.class);
        bench.requests.clear();
        assertFailed(
                PolicyBench.fetch(bench.fetcher().revocation(Revocation.SOFT_FAIL), "example.com"),
                Cause.CERTIFICATE,
                "revoked: CN=x");
        assertThat(bench.requests).singleElement().asString().startsWith("GET /1.crl ");
    }

    @Test
    @Tag("STS-3.3-08")
    void whenTheAuthorityIsDownSoftFailPassesAndHardFailDoesNot() {
        bench.serve(own, ok(POLICY));

        assertThat(PolicyBench.fetch(bench.fetcher().revocation(Revocation.SOFT_FAIL), "example.com"))
                .isInstanceOf(Fetched.class);
        assertFailed(
                PolicyBench.fetch(bench.fetcher().revocation(Revocation.HARD_FAIL), "example.com"),
                Cause.CERTIFICATE,
                "revocation-unknown: CN=x");
    }

    @Test
    void lookUpsFollowNoRedirectsRetryNothingAndGoNowhereInside() throws IOException {
        bench.address("crl.ca.test", "192.0.2.2")
                .address("inside.ca.test", "127.0.0.1")
                .listen("127.0.0.1", 80, socket -> bench.answer(socket, response("HTTP/1.1 200 OK\r\n", "x")))
                .listen(
                        "192.0.2.2",
                        80,
                        socket -> bench.answer(
                                socket,
                                response(
                                        bench.requests.isEmpty()
                                                ? "HTTP/1.1 302 X\r\nLocation: http://crl.ca.test/2\r\n"
                                                : "HTTP/1.1 503 X\r\nRetry-After: 0\r\n",
                                        "")));

        assertThat(get(CRL, 120_000)).isEmpty();
        assertThat(get(CRL, 120_000)).isEmpty();
        assertThat(bench.requests).hasSize(2);
        bench.dialled.clear();
        assertThat(get("http://inside.ca.test/", 120_000)).isEmpty();
        assertThat(get("http://127.0.0.1/", 120_000)).isEmpty();
        assertThat(get("http://192.0.2.2/", 120_000)).isEmpty();
        assertThat(get("http://[::1]/", 120_000)).isEmpty();
        assertThat(get("https://crl.ca.test/", 120_000)).isEmpty();
        assertThat(bench.dialled).isEmpty();
    }

    @Test
    void lookUpsAreBoundedInTimeAndSize() throws IOException {
        bench.address("slow.ca.test", "192.0.2.3")
                .address("large.ca.test", "192.0.2.4")
                .listen("192.0.2.3", 80, socket -> bench.answer(socket, out -> bench.over.await()))
                .listen(
                        "192.0.2.4",
                        80,
                        socket -> bench.answer(socket, response("HTTP/1.1 200 OK\r\n", "x".repeat(65_537))));

        assertThat(get("http://slow.ca.test/", 300)).isEmpty();
        assertThat(source().ocsp(URI.create("http://large.ca.test/"), new byte[1], Duration.ofMinutes(2)))
                .isEmpty();
        assertThat(get("http://large.ca.test/", 120_000))
                .hasValueSatisfying(crl -> assertThat(crl).hasSize(65_537));
    }

    private Optional<byte[]> get(String uri, int millis) throws IOException {
        return source().crl(URI.create(uri), Duration.ofMillis(millis));
    }

    private HttpRevocationSource source() {
        return new HttpRevocationSource(
                bench.resolver(), AddressGuard.publicOnly(), bench.sockets(), null, Duration.ofMinutes(2));
    }
}
