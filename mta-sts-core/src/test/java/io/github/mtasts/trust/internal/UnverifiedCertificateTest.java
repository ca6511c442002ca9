package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** An anchor in a path keeps everything that its certificate says, and its signature is not looked at. */
class UnverifiedCertificateTest {
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";

    private final CertificateForge ca = CertificateForge.ca("Root");
    private final X509Certificate root = CertificateForge.root(ca);
    /** A certificate with everything that the others lack. */
    private final X509Certificate odd = CertificateForge.named("odd")
            .extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .extension(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE)
            .uniqueIds()
            .signedBy(CertificateForge.ca("Root").keys("RSASSA-PSS", "2048"));

    private final X509Certificate host =
            CertificateForge.named("mx1.example.com").dns("mx1.example.com").signedBy(ca);

    @Test
    void saysWhatTheCertificateSays() throws Exception {
        for (X509Certificate below : List.of(root, host, odd)) {
            X509Certificate over = new UnverifiedCertificate(below);
            int compared = 0;
            for (Method method : getters().toList()) {
                Object expected = method.invoke(below);
                Object actual = method.invoke(over);
                if (expected instanceof byte[] octets) {
                    assertThat((byte[]) actual).as(method.getName()).isEqualTo(octets);
                } else if (expected instanceof boolean[] bits) {
                    assertThat((boolean[]) actual).as(method.getName()).isEqualTo(bits);
                } else if (expected instanceof Principal name) {
                    assertThat(((Principal) actual).getName())
                            .as(method.getName())
                            .isEqualTo(name.getName());
                } else {
                    assertThat(actual).as(method.getName()).isEqualTo(expected);
                }
                compared++;
            }
            assertThat(compared).isGreaterThan(20);
            assertThat(over.getExtensionValue(BASIC_CONSTRAINTS)).isEqualTo(below.getExtensionValue(BASIC_CONSTRAINTS));
        }
        assertThat(odd.hasUnsupportedCriticalExtension()).isTrue();
        assertThat(odd.getSigAlgParams()).isNotNull();
        assertThat(root.getExtensionValue(BASIC_CONSTRAINTS)).isNotNull();
        assertThat(root.getBasicConstraints()).isNotEqualTo(host.getBasicConstraints());
    }

    @Test
    void keepsItsDates() {
        X509Certificate over = new UnverifiedCertificate(host);
        Date before = Date.from(host.getNotBefore().toInstant().minusSeconds(1));
        Date after = Date.from(host.getNotAfter().toInstant().plusSeconds(1));
        assertThatCode(over::checkValidity).doesNotThrowAnyException();
        assertThatThrownBy(() -> over.checkValidity(before)).isInstanceOf(CertificateNotYetValidException.class);
        assertThatThrownBy(() -> over.checkValidity(after)).isInstanceOf(CertificateExpiredException.class);
        X509Certificate expired = CertificateForge.named("old").expired().signedBy(ca);
        assertThatThrownBy(() -> new UnverifiedCertificate(expired).checkValidity())
                .isInstanceOf(CertificateExpiredException.class);
    }

    /** RFC 5280 section 6.1: a path ends at the anchor's key, whoever signed the anchor. */
    @Test
    void takesItsSignatureForGood() {
        PublicKey wrong = host.getPublicKey();
        assertThatThrownBy(() -> root.verify(wrong)).isInstanceOf(Exception.class);
        X509Certificate over = new UnverifiedCertificate(root);
        assertThatCode(() -> over.verify(wrong)).doesNotThrowAnyException();
        assertThatCode(() -> over.verify(wrong, "none")).doesNotThrowAnyException();
        assertThatCode(() -> over.verify(wrong, (java.security.Provider) null)).doesNotThrowAnyException();
    }

    private static Stream<Method> getters() {
        return Arrays.stream(X509Certificate.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getParameterCount() == 0)
                .filter(method -> method.getReturnType() != void.class)
                .filter(method -> !method.getDeclaringClass().equals(Object.class))
                .filter(method -> !method.getName().equals("hashCode"));
    }
}
