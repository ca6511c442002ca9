package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LostConnectionTest {
    static Stream<Throwable> losses() {
        return Stream.of(
                new EOFException(),
                new SocketException("Connection reset"),
                new SocketTimeoutException(),
                new ClosedChannelException(),
                new TimeoutException(),
                new IOException("Connection reset by peer"),
                new SSLException("Connection reset", new SocketException("Connection reset")),
                new SSLHandshakeException("terminated").initCause(new EOFException()));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void isShownByTheErrorsOfAConnection(Throwable error) {
        assertThat(LostConnection.shownBy(error)).isTrue();
    }

    @Test
    void isShownByTheEndOfTheStream() {
        assertThat(LostConnection.shownBy(null)).isTrue();
    }

    @Test
    void isNotShownByWhatTlsFound() {
        assertThat(LostConnection.shownBy(new SSLHandshakeException("Received fatal alert: protocol_version")))
                .isFalse();
        assertThat(LostConnection.shownBy(new IOException(new SSLProtocolException("no such version"))))
                .isFalse();
    }
}
