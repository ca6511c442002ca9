package io.github.mtasts.fetch;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateForge;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.SocketFactory;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Policy Hosts on virtual addresses that write the bytes of a test, with real TLS on loopback. */
final class PolicyBench implements AutoCloseable {
    static final String POLICY = "version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmax_age: 604800\r\n";

    /** Writes a response. */
    interface Responder {
        void respond(OutputStream out) throws IOException, InterruptedException;
    }

    final CertificateForge root = CertificateForge.ca("Bench Root");
    final X509Certificate anchor = CertificateForge.root(root);
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> serverNames = new CopyOnWriteArrayList<>();
    final List<InetSocketAddress> dialled = new CopyOnWriteArrayList<>();
    /** Octets that each host sends before its ServerHello. */
    volatile byte[] beforeTls = {};

    final CountDownLatch over = new CountDownLatch(1);

    private final Map<InetSocketAddress, Integer> ports = new ConcurrentHashMap<>();
    private final Map<String, AddressAnswer> zone = new ConcurrentHashMap<>();
    private final Map<InetAddress, String> localErrors = new ConcurrentHashMap<>();
    private final List<InetSocketAddress> deadEnds = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private final ExecutorService workers = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "bench");
        thread.setDaemon(true);
        return thread;
    });

    HttpsPolicyFetcher.Builder fetcher() {
        return HttpsPolicyFetcher.builder()
                .addresses(resolver())
                .trustAnchors(TrustAnchors.of(List.of(anchor)))
                .socketFactory(sockets());
    }

    FetchResult fetch() {
        return fetch(fetcher(), "example.com");
    }

    static FetchResult fetch(HttpsPolicyFetcher.Builder builder, String domain) {
        try (HttpsPolicyFetcher fetcher = builder.build()) {
            return fetcher.fetch(PolicyDomain.of(domain));
        }
    }

    AddressResolver resolver() {
        return name -> zone.getOrDefault(name, new AddressAnswer.Absent());
    }

    PolicyBench address(String name, String... addresses) {
        List<InetAddress> list = new ArrayList<>();
        for (String address : addresses) {
            list.add(literal(address));
        }
        return answer(name, new AddressAnswer.Addresses(list));
    }

    PolicyBench answer(String name, AddressAnswer answer) {
        zone.put(name, answer);
        return this;
    }

    /** The usual host, with the usual certificate. */
    PolicyBench serve(Responder responder) {
        return serve(CertificateForge.named("x").dns("mta-sts.example.com"), responder);
    }

    PolicyBench serve(CertificateForge forge, Responder responder) {
        return serve("192.0.2.1", forge, List.of(forge.signedBy(root)), responder);
    }

    PolicyBench serve(
            String address,
            CertificateForge forge,
            List<X509Certificate> chain,
            Responder responder,
            String... protocols) {
        if (!zone.containsKey("mta-sts.example.com")) {
            address("mta-sts.example.com", address);
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("x", forge.keys.getPrivate(), new char[0], chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return listen(address, 443, socket -> {
                socket.getOutputStream().write(beforeTls);
                SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, 443, true);
                tls.setUseClientMode(false);
                if (protocols.length > 0) {
                    tls.setEnabledProtocols(protocols);
                }
                tls.startHandshake();
                ((ExtendedSSLSession) tls.getSession())
                        .getRequestedServerNames()
                        .forEach(name -> serverNames.add(((SNIHostName) name).getAsciiName()));
                answer(tls, responder);
            });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    void answer(Socket socket, Responder responder) throws IOException, InterruptedException {
        String request = head(socket.getInputStream());
        if (request.isEmpty()) {
            return; // the client left after the handshake
        }
        requests.add(request);
        responder.respond(socket.getOutputStream());
        socket.getOutputStream().flush();
        socket.close();
    }

    /** The reaction of a server to a connection. */
    interface Service {
        void serve(Socket socket) throws IOException, InterruptedException;
    }

    PolicyBench listen(String address, int port, Service service) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(server);
        ports.put(new InetSocketAddress(literal(address), port), server.getLocalPort());
        workers.execute(() -> accept(server, service));
        return this;
    }

    /** Nothing answers at this address, as behind a firewall that drops packets. */
    PolicyBench deadEnd(String address) {
        deadEnds.add(new InetSocketAddress(literal(address), 443));
        return this;
    }

    /** Connecting to this address fails in this system, with a message of its; null ends that. */
    PolicyBench failsHere(String address, @Nullable String message) {
        localErrors.compute(literal(address), (key, old) -> message);
        return this;
    }

    static Responder ok(String body) {
        return response("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n", body);
    }

    static Responder response(String head, String body) {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        return out -> {
            out.write((head + "Content-Length: " + octets.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(octets);
        };
    }

    static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        over.countDown();
        workers.shutdownNow();
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private void accept(ServerSocket server, Service service) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                workers.execute(() -> {
                    try (socket) {
                        service.serve(socket);
                    } catch (IOException | InterruptedException e) {
                        return; // the client has left, or the bench is closing
                    }
                });
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                break;
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    SocketFactory sockets() {
        return new SocketFactory() {
            @Override
            public Socket createSocket() {
                return new BenchSocket();
            }

            @Override
            public Socket createSocket(String host, int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress local, int localPort) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(InetAddress host, int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private final class BenchSocket extends Socket {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
            InetSocketAddress target = (InetSocketAddress) endpoint;
            dialled.add(target);
            String error = localErrors.get(target.getAddress());
            if (error != null) {
                throw new SocketException(error);
            }
            if (deadEnds.contains(target)) {
                await(timeoutMillis);
            }
            Integer port = ports.get(target);
            if (port == null) {
                throw new ConnectException("Connection refused: " + target);
            }
            super.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
        }

        private void await(int timeoutMillis) throws IOException {
            try {
                boolean isClosed = timeoutMillis == 0
                        ? await()
                        : closed.await(timeoutMillis, java.util.concurrent.TimeUnit.MILLISECONDS);
                throw isClosed
                        ? new SocketException("Socket closed")
                        : new java.net.SocketTimeoutException("Connect timed out");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SocketException("interrupted");
            }
        }

        private boolean await() throws InterruptedException {
            closed.await();
            return true;
        }

        @Override
        public synchronized void close() throws IOException {
            closed.countDown();
            super.close();
        }
    }
}
