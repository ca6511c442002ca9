package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** Handshakes that a limit of this JVM ended, told from those that a host ended. */
class TlsLimitsTest {
    private static final String CHAIN = "The certificate chain length (11) exceeds the maximum allowed length (10)";
    private static final String MESSAGE =
            "The size of the handshake message (40000) exceeds the maximum allowed size (32768)";

    @Test
    void namesTheProperty() {
        assertThat(TlsLimits.reason(new SSLException(CHAIN)))
                .isEqualTo(
                        "certificate-chain-too-long: a limit of this JVM, jdk.tls.maxCertificateChainLength: " + CHAIN);
        assertThat(TlsLimits.reason(new SSLException(MESSAGE)))
                .isEqualTo("handshake-message-too-large: a limit of this JVM, jdk.tls.maxHandshakeMessageSize: "
                        + MESSAGE);
    }

    @Test
    void findsItBelowOtherErrors() {
        assertThat(TlsLimits.reason(new IOException(new IOException("x", new SSLException(MESSAGE)))))
                .contains("jdk.tls.maxHandshakeMessageSize");
        assertThat(TlsLimits.reason(new IOException((String) null))).isNull();
        assertThat(TlsLimits.reason(new SSLException("Received fatal alert: internal_error")))
                .isNull();
    }

    @Test
    void looksOnlySoDeep() {
        Throwable error = new SSLException(CHAIN);
        for (int depth = 1; depth < 10; depth++) {
            error = new IOException("x", error);
        }
        assertThat(TlsLimits.reason(error)).isNotNull();
        assertThat(TlsLimits.reason(new IOException("x", error))).isNull();
    }

    @Test
    void recognizesItsOwnReasonsOnly() {
        assertThat(isLimit(String.valueOf(TlsLimits.reason(new SSLException(CHAIN)))))
                .isTrue();
        assertThat(isLimit(String.valueOf(TlsLimits.reason(new SSLException(MESSAGE)))))
                .isTrue();
        assertThat(isLimit("tls-handshake-failed: certificate-chain-too-long: a limit of this JVM, "))
                .as("a reason that a host can make")
                .isFalse();
    }

    private static boolean isLimit(String reason) {
        return TlsLimits.isLimit(new Failure(ResultType.VALIDATION_FAILURE, reason));
    }
}
