package io.github.mtasts.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** Two engines that talk to each other in memory. */
final class Tls {
    private final SSLEngine client;
    private final SSLEngine server;
    private final ByteBuffer toServer = ByteBuffer.allocate(200_000);
    private final ByteBuffer toClient = ByteBuffer.allocate(200_000);

    private Tls(SSLEngine client, SSLEngine server) {
        this.client = client;
        this.server = server;
    }

    /** Completes the handshake. */
    static Tls shakeHands(SSLEngine client, SSLEngine server) throws SSLException {
        Tls tls = new Tls(client, server);
        tls.handshake();
        return tls;
    }

    SSLSession session() {
        return client.getSession();
    }

    private void handshake() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < 1000 && !(isDone(client) && isDone(server)); i++) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        }
        assertThat(isDone(client) && isDone(server)).as("the handshake is over").isTrue();
    }

    /** Reads the first reply over TLS, and the tickets that TLS 1.3 sends before it. */
    SSLSession readReply() throws SSLException {
        server.wrap(ByteBuffer.wrap(new byte[] {'2', '5', '0'}), toClient);
        ByteBuffer read = ByteBuffer.allocate(40_000);
        toClient.flip();
        for (int i = 0; i < 1000 && read.position() == 0; i++) {
            client.unwrap(toClient, read);
            while (client.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                client.getDelegatedTask().run();
            }
        }
        assertThat(read.position()).isEqualTo(3);
        return session();
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
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
}
