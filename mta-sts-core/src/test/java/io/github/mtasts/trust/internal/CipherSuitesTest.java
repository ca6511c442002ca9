package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.trust.TlsRules;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class CipherSuitesTest {
    private static final String STATIC_RSA = "TLS_RSA_WITH_AES_128_GCM_SHA256";
    private static final String CHOSEN = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";

    private final CipherSuites suites = new CipherSuites(TlsRules.rfc9325());

    @Test
    void rfc9325AsksForForwardSecrecyWithEllipticCurves() {
        assertThat(List.of(
                        "TLS_AES_128_GCM_SHA256",
                        "TLS_CHACHA20_POLY1305_SHA256",
                        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
                        "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"))
                .allMatch(suites::permits);
        assertThat(List.of(
                        STATIC_RSA,
                        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
                        "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
                        "TLS_ECDHE_RSA_WITH_NULL_SHA",
                        "SSL_RSA_WITH_3DES_EDE_CBC_SHA"))
                .noneMatch(suites::permits);
    }

    @Test
    void suitesOutsideTheRulesAreOfferedOnlyWhereTlsIsNotRequired() throws Exception {
        SSLContext context = SSLContext.getDefault();
        assertThat(suites.offered(context, true)).isNotEmpty().allMatch(suites::permits);
        assertThat(suites.offered(context, false))
                .containsExactly(context.getDefaultSSLParameters().getCipherSuites());
    }

    @Test
    void theOperatorsOwnSuitesAreTheOnlyOnesInEverySession() throws Exception {
        SSLContext context = SSLContext.getDefault();
        CipherSuites own = new CipherSuites(TlsRules.builder()
                .cipherSuites(List.of(CHOSEN, "TLS_OF_ANOTHER_JVM", CHOSEN))
                .build());
        assertThat(own.offered(context, true)).containsExactly(CHOSEN);
        assertThat(own.offered(context, false)).containsExactly(CHOSEN);
        assertThat(own.permits(CHOSEN)).isTrue();
        assertThat(own.permits("TLS_AES_128_GCM_SHA256")).isFalse();
        assertThat(new CipherSuites(TlsRules.builder()
                                .cipherSuites(List.of(STATIC_RSA))
                                .build())
                        .permits(STATIC_RSA))
                .isTrue();
    }

    @Test
    void refusesSettingsThatProtectNothing() {
        TlsRules.Builder rules = TlsRules.builder();
        assertThatThrownBy(() -> rules.cipherSuites(List.of())).hasMessageContaining("at least one");
        assertThatThrownBy(() -> rules.cipherSuites(List.of("TLS_ECDH_anon_WITH_AES_128_CBC_SHA")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rules.cipherSuites(List.of("TLS_RSA_WITH_NULL_SHA256")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rules.minRsaBits(1023)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rules.minRsaBits(16_385)).isInstanceOf(IllegalArgumentException.class);
        assertThat(rules.minRsaBits(3072).build())
                .hasToString("RSA keys of at least 3072 bits, cipher suites of RFC 9325");
    }
}
