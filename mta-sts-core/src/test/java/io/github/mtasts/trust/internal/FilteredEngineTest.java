package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.testkit.TestCa;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes of a client engine whose server sends alerts before its ServerHello, however the octets arrive. */
class FilteredEngineTest {
    private static final String HOST = "mx1.example.com";
    private static final byte[] WARNING = {21, 3, 3, 0, 2, 1, 112};
    private static final byte[] FATAL = {21, 3, 3, 0, 2, 2, 112};
    private static final byte[] CLOSE_NOTIFY = {21, 3, 3, 0, 2, 1, 0};

    private final TestNetwork net = TestNetwork.start();
    private final TestCa ca = net.ca();

    @AfterEach
    void close() {
        net.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void warningsDoNotEndTheHandshakeHoweverTheyArrive(String version) throws SSLException {
        for (int alerts = 0; alerts <= 4; alerts++) {
            for (int chunk : new int[] {1, 3, 6, 7, 8, 13, 14, 100_000}) {
                Peers peers = new Peers(version, chunk);
                for (int i = 0; i < alerts; i++) {
                    peers.toClient.put(WARNING);
                }
                peers.shakeHands();
                assertThat(peers.receive("220 ready"))
                        .as("%d alerts in pieces of %d octets", alerts, chunk)
                        .isEqualTo("220 ready");
            }
        }
    }

    @Test
    void theFifthWarningEndsTheHandshake() {
        Peers peers = new Peers("TLSv1.3", 5);
        for (int i = 0; i < 5; i++) {
            peers.toClient.put(WARNING);
        }
        assertThatThrownBy(peers::shakeHands).isInstanceOf(SSLException.class);
    }

    @Test
    void aFatalAlertEndsTheHandshakeAlsoAfterAWarning() {
        Peers peers = new Peers("TLSv1.3", 4);
        peers.toClient.put(WARNING).put(FATAL);
        assertThatThrownBy(peers::shakeHands)
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("unrecognized_name");
    }

    @Test
    void closeNotifyEndsTheHandshake() {
        Peers peers = new Peers("TLSv1.3", 100_000);
        peers.toClient.put(CLOSE_NOTIFY);
        assertThatThrownBy(peers::shakeHands).isInstanceOf(SSLException.class);
    }

    /** A caller takes the result, not the buffer, for what was read. */
    @Test
    void theResultCountsTheOctetsOfAWarning() throws SSLException {
        for (byte[] rest : List.of(new byte[0], new byte[] {22, 3, 3})) {
            SSLEngine client = new Peers("TLSv1.3", 1).client;
            client.beginHandshake();
            assertThat(client.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(40_000))
                            .bytesProduced())
                    .isPositive();
            ByteBuffer source = ByteBuffer.allocate(100)
                    .put(new byte[3])
                    .put(WARNING)
                    .put(rest)
                    .flip()
                    .position(3);
            SSLEngineResult result = client.unwrap(source, ByteBuffer.allocate(40_000));
            assertThat(result.getStatus()).isEqualTo(SSLEngineResult.Status.OK);
            assertThat(result.bytesConsumed()).isEqualTo(WARNING.length);
            assertThat(result.bytesProduced()).isZero();
            assertThat(source.position()).isEqualTo(3 + WARNING.length);
        }
    }

    /** The client engine under test, a server engine, and the octets between them. */
    private final class Peers {
        private final SSLEngine client;
        private final SSLEngine server;
        private final ByteBuffer toServer = ByteBuffer.allocate(100_000);
        private final ByteBuffer toClient = ByteBuffer.allocate(100_000);
        private final ByteBuffer plain = ByteBuffer.allocate(40_000);
        private final int chunk;
        /** How many of the octets to the client have arrived. */
        private int arrived;

        Peers(String version, int chunk) {
            this.chunk = chunk;
            RecordingTrustManager trust = RecordingTrustManager.refusing(
                    new CertificateVerifier(
                            TrustAnchors.of(List.of(ca.root())), Revocation.OFF, RevocationSource.none()),
                    HOST);
            client = TlsContexts.filtered(
                    TlsContexts.contextForOneConnection(trust).createSSLEngine(HOST, 25));
            server = ca.issue(HOST).serverContext().createSSLEngine();
            server.setUseClientMode(false);
            server.setEnabledProtocols(new String[] {version});
        }

        void shakeHands() throws SSLException {
            client.beginHandshake();
            server.beginHandshake();
            for (int i = 0; i < 100_000 && !(isDone(client) && isDone(server)); i++) {
                stepClient();
                step(server, toServer, toClient);
            }
            assertThat(isDone(client) && isDone(server))
                    .as("the handshake is over")
                    .isTrue();
        }

        /** Sends a text to the client after the handshake. */
        String receive(String text) throws SSLException {
            server.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), toClient);
            while (plain.position() == 0) {
                unwrapClient();
            }
            return new String(plain.array(), 0, plain.position(), StandardCharsets.US_ASCII);
        }

        private void stepClient() throws SSLException {
            if (client.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
                unwrapClient();
            } else {
                step(client, toClient, toServer);
            }
        }

        private void unwrapClient() throws SSLException {
            toClient.flip();
            int all = toClient.limit();
            toClient.limit(Math.min(arrived, all));
            SSLEngineResult result = client.unwrap(toClient, plain);
            arrived -= result.bytesConsumed();
            toClient.limit(all);
            toClient.compact();
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                throw new SSLException("closed in the handshake");
            }
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                arrived = Math.min(arrived + chunk, toClient.position());
            }
        }

        private void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
            } else if (status == HandshakeStatus.NEED_WRAP) {
                engine.wrap(ByteBuffer.allocate(0), out);
            } else if (status == HandshakeStatus.NEED_UNWRAP) {
                in.flip();
                engine.unwrap(in, ByteBuffer.allocate(40_000));
                in.compact();
            }
        }

        private boolean isDone(SSLEngine engine) {
            return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
        }
    }
}
