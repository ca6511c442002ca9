package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestNetworkExtension.class)
class TestCaTest {
    private static final String HOST = "mx1.example.com";

    private TestNetwork network;
    private TestCa ca;

    @BeforeEach
    void found(TestNetwork network) {
        this.network = network;
        this.ca = network.ca();
    }

    private void validate(ServerCertificate certificate, Set<Option> revocation) throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(ca.trustAnchors());
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        parameters.setRevocationEnabled(false);
        if (!revocation.isEmpty()) {
            PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            checker.setOptions(revocation);
            parameters.addCertPathChecker(checker);
        }
        validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(certificate.chain()), parameters);
    }

    private Reason reason(ServerCertificate certificate, Option... revocation) {
        try {
            validate(certificate, Set.of(revocation));
            throw new AssertionError("it is valid");
        } catch (CertPathValidatorException e) {
            return e.getReason();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void trusts(TestCa ca, ServerCertificate certificate) throws CertificateException {
        ca.trustManager().checkServerTrusted(certificate.chain().toArray(new X509Certificate[0]), "ECDHE_ECDSA");
    }

    @Test
    void issuesRsaKeysOnRequest() throws Exception {
        ServerCertificate certificate = ca.rsa(HOST);
        validate(certificate, Set.of());
        assertThat(certificate.leaf().getPublicKey().getAlgorithm()).isEqualTo("RSA");
        assertThat(certificate.leaf().getKeyUsage()).startsWith(true, false, true, false);
        assertThat(ca.issue(HOST).leaf().getKeyUsage()).startsWith(true, false, false, false);
    }

    /** A path validation does not look at sizes above 1,023 bits, nor at the extended key usage of an intermediate. */
    @Test
    void issuesCertificatesThatOnlyFurtherChecksRefuse() throws Exception {
        ServerCertificate weak = ca.weakRsa(HOST);
        validate(weak, Set.of());
        assertThat(((RSAPublicKey) weak.leaf().getPublicKey()).getModulus().bitLength())
                .isEqualTo(1024);
        ServerCertificate email = ca.emailAuthority(HOST);
        validate(email, Set.of());
        assertThat(email.leaf().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(email.chain().get(1).getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.4");
    }

    @Test
    void writesItsRootForOtherPrograms() throws Exception {
        byte[] pem = ca.rootPem().getBytes(StandardCharsets.US_ASCII);
        assertThat(CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)))
                .isEqualTo(ca.root());
    }

    @Test
    void issuesValidChains() throws Exception {
        ServerCertificate good = ca.issue(HOST, "other.test");
        validate(good, Set.of());
        trusts(ca, good);
        assertThat(good.leaf().getSubjectAlternativeNames()).hasSize(2);
        assertThat(good.leaf().getSubjectX500Principal().getName()).isEqualTo("CN=" + HOST);
        assertThat(good.chain()).containsExactly(good.leaf(), ca.intermediate());
        assertThat(good.privateKey().getAlgorithm()).isEqualTo("EC");
        assertThat(good.toString()).contains(HOST);
        assertThat(ca.trustStore().size()).isEqualTo(1);
        assertThat(ca.issue(HOST).leaf().getSerialNumber())
                .isNotEqualTo(good.leaf().getSerialNumber());
    }

    @Test
    void issuesChainsWithOneFault() {
        assertThat(reason(ca.expired(HOST))).isEqualTo(BasicReason.EXPIRED);
        assertThat(reason(ca.notYetValid(HOST))).isEqualTo(BasicReason.NOT_YET_VALID);
        assertThat(reason(ca.untrustedRoot(HOST))).isEqualTo(PKIXReason.NO_TRUST_ANCHOR);
        assertThat(reason(ca.selfSigned(HOST))).isEqualTo(PKIXReason.NO_TRUST_ANCHOR);
        assertThat(reason(ca.missingIntermediate(HOST))).isEqualTo(PKIXReason.NO_TRUST_ANCHOR);
        assertThat(reason(ca.nameConstraintViolated(HOST))).isEqualTo(PKIXReason.INVALID_NAME);
        assertThatThrownBy(() -> trusts(ca, ca.wrongUsage(HOST)))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("Extended key usage");
        Instant start = Instant.parse("2020-01-01T00:00:00Z");
        assertThat(ca.validityBetween(start, start.plusSeconds(60), HOST).leaf().getNotAfter())
                .isEqualTo(start.plusSeconds(60));
    }

    @Test
    void namesAnything() throws Exception {
        assertThat(ca.commonNameOnly(HOST).leaf().getSubjectAlternativeNames()).isNull();
        X509Certificate odd = ca.withSans(
                        "", "dns:m*.example.com", "uri:smtp://x.test", "ip:198.51.100.1", "email:a@b.test")
                .leaf();
        assertThat(odd.getSubjectX500Principal().getName()).isEmpty();
        assertThat(odd.getSubjectAlternativeNames().toString())
                .contains("m*.example.com", "smtp://x.test", "198.51.100.1", "a@b.test");
        assertThatThrownBy(() -> ca.withSans("x", "example.com")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ca.withSans("x", "tel:1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void revokesByCrlAndOcsp() throws Exception {
        ca.revocationOnLoopback();
        validate(ca.revocable(HOST), Set.of(Option.NO_FALLBACK));
        assertThat(ca.revocationRequests()).anyMatch(line -> line.contains(" /loopback"));
        assertThat(reason(ca.revokedByOcsp(HOST), Option.NO_FALLBACK)).isEqualTo(BasicReason.REVOKED);
        assertThat(reason(ca.revokedByCrl(HOST), Option.PREFER_CRLS, Option.NO_FALLBACK))
                .isEqualTo(BasicReason.REVOKED);
        assertThat(ca.revocationRequests()).contains("GET /loopback.crl", "GET /root.crl");
        ServerCertificate later = ca.revocable("later.test");
        assertThatCode(() -> validate(later, Set.of(Option.PREFER_CRLS))).doesNotThrowAnyException();
        ca.revoke(later);
        assertThat(reason(later, Option.NO_FALLBACK)).isEqualTo(BasicReason.REVOKED);
        assertThat(reason(ca.revoked(HOST), Option.NO_FALLBACK)).isEqualTo(BasicReason.REVOKED);
    }

    @Test
    void servesRevocationByNameOnTheVirtualNetwork() throws Exception {
        assertThat(new String(ca.revoked(HOST).leaf().getEncoded(), StandardCharsets.ISO_8859_1))
                .contains("http://crl.ca.test/revocable.crl")
                .contains("http://ocsp.ca.test/revocable");
        try (Socket socket = network.sockets().createSocket("crl.ca.test", 80)) {
            socket.getOutputStream()
                    .write("GET /revocable.crl HTTP/1.1\r\nHost: crl.ca.test\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 200").contains("application/pkix-crl");
        }
        assertThat(ca.revocationRequests()).containsExactly("GET /revocable.crl");
        try (Socket socket = network.sockets().createSocket("ocsp.ca.test", 80)) {
            socket.getOutputStream().write("GET /nobody HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 404");
        }
        ca.revocationDown();
        assertThatThrownBy(() -> network.sockets().createSocket("crl.ca.test", 80))
                .isInstanceOf(ConnectException.class);
        ca.revocationUp();
        network.sockets().createSocket("crl.ca.test", 80).close();
    }
}
