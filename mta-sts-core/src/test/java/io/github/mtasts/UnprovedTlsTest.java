package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class UnprovedTlsTest {
    private static final String END = "end of stream before the first reply";

    @Test
    void namesATimeout() {
        assertThat(UnprovedTls.reason(new EOFException(), true, true))
                .isEqualTo("timeout: before the first reply over TLS");
    }

    @Test
    void namesTheEndOfTheStream() {
        assertThat(UnprovedTls.reason(null, false, false)).isEqualTo("closed-after-handshake: " + END);
        assertThat(UnprovedTls.reason(new EOFException("x"), false, true))
                .isEqualTo("client-certificate-required: " + END);
    }

    @Test
    void knowsTheAlertThatAsksForACertificate() {
        assertThat(UnprovedTls.reason(new SSLHandshakeException("(certificate_required) no"), false, false))
                .isEqualTo("client-certificate-required: (certificate_required) no");
    }

    @Test
    void saysWhatTheErrorSaysWhereThatNamesTheFault() {
        assertThat(UnprovedTls.reason(new SocketException("Connection reset"), false, false))
                .isEqualTo("closed-after-handshake: Connection reset");
        assertThat(UnprovedTls.reason(new SSLHandshakeException(null), false, false))
                .isEqualTo("closed-after-handshake: javax.net.ssl.SSLHandshakeException");
        assertThat(UnprovedTls.reason(new IOException("x"), false, false))
                .isEqualTo("closed-after-handshake: java.io.IOException: x");
    }
}
