package io.github.mtasts.testkit.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocket;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;

/**
 * The web server of all policy hosts of a network. A host passes each accepted connection with the site that adds TLS
 * and responds, so that a host needs a certificate and no server. The server starts with the first connection.
 */
public final class PolicyServer implements AutoCloseable {
    /** Adds TLS to one connection and answers its requests. */
    public interface Site {
        /**
         * Adds TLS to an accepted connection without starting the handshake.
         *
         * @param raw the connection
         * @return a socket in server mode
         * @throws IOException when the peer has disconnected
         */
        SSLSocket secure(Socket raw) throws IOException;

        /**
         * Answers a request.
         *
         * @param request the request
         * @return the response
         */
        MockResponse respond(RecordedRequest request);
    }

    /**
     * The logger of MockWebServer, which logs each failed handshake. Tests provoke these, so it is switched off; the
     * reference keeps the setting alive.
     */
    private final Logger logger = Logger.getLogger(MockWebServer.class.getName());

    private final Handover handover;
    private final Map<Socket, Site> unsecured = new ConcurrentHashMap<>();
    private final Map<Integer, Site> sites = new ConcurrentHashMap<>();
    private @Nullable MockWebServer server;

    /** Makes a server that has not started. */
    public PolicyServer() {
        try {
            this.handover = new Handover();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Serves a connection.
     *
     * @param raw the connection, which this server closes
     * @param site adds TLS and answers the requests
     */
    public void serve(Socket raw, Site site) {
        start();
        unsecured.put(raw, site);
        handover.offer(raw);
    }

    private synchronized void start() {
        if (server != null) {
            return;
        }
        logger.setLevel(Level.OFF);
        server = new MockWebServer();
        server.setServerSocketFactory(new OneServerSocket(handover));
        server.useHttps(new SiteTls(this::secure));
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return Objects.requireNonNull(sites.get(request.getConnectionIndex()))
                        .respond(request);
            }
        });
        try {
            server.start(InetAddress.getLoopbackAddress(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds TLS to a connection and registers its site by number: MockWebServer numbers connections in the order in which
     * it accepted them, as {@link Handover} does.
     */
    private SSLSocket secure(Socket raw) throws IOException {
        Site site = Objects.requireNonNull(unsecured.remove(raw));
        sites.put(handover.numberOf(raw), site);
        return site.secure(raw);
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
        }
    }

    private static final class OneServerSocket extends ServerSocketFactory {
        private final ServerSocket only;

        OneServerSocket(ServerSocket only) {
            this.only = only;
        }

        @Override
        public ServerSocket createServerSocket() {
            return only;
        }

        @Override
        public ServerSocket createServerSocket(int port) {
            return only;
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) {
            return only;
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress address) {
            return only;
        }
    }
}
