package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.dns.LookupFault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose fault it is that an authority gave no answer. */
class HttpRevocationSourceTest {
    private static final URI CRL = URI.create("http://crl.ca.test/1.crl");

    @ParameterizedTest
    @EnumSource(
            value = LookupFault.class,
            names = {"RESOLVERS", "NOT_ASKED"})
    void resolversThatDoNotAnswerAreOurs(LookupFault fault) {
        AddressResolver dead = host -> new AddressAnswer.Failed("no answer", fault);
        assertThatThrownBy(() -> ask(dead, new IOException("not reached"), null))
                .isInstanceOf(OwnFaultException.class)
                .hasMessageContaining("no answer");
    }

    @Test
    void namesWithoutAddressesAreTheAuthoritys() throws Exception {
        assertThat(ask(host -> new AddressAnswer.Absent(), new IOException("not reached"), null))
                .isEmpty();
        assertThat(ask(host -> new AddressAnswer.Failed("SERVFAIL"), new IOException("not reached"), null))
                .isEmpty();
    }

    @Test
    void aNetworkThatIsDownIsOurs() {
        for (IOException error : List.of(
                new NoRouteToHostException("No route to host"),
                new SocketException("Network is unreachable"),
                new SocketException("Too many open files"))) {
            assertThatThrownBy(() -> ask(found(), error, null)).isInstanceOf(OwnFaultException.class);
        }
    }

    /** Libraries wrap errors in each other, but not without end. */
    @Test
    void theCauseOfAnErrorTellsWhoseItIs() throws Exception {
        IOException error = new SocketException("Too many open files");
        for (int wrapped = 0; wrapped < 9; wrapped++) {
            error = new IOException("no connection", error);
            IOException each = error;
            assertThatThrownBy(() -> ask(found(), each, null))
                    .as("%d causes deep", wrapped + 1)
                    .isInstanceOf(OwnFaultException.class)
                    .hasMessage("Too many open files");
        }
        assertThat(ask(found(), new IOException("no connection", error), null)).isEmpty();
    }

    @Test
    void aServerThatRefusesIsTheAuthoritysButAProxyIsOurs() throws Exception {
        assertThat(ask(found(), new ConnectException("Connection refused"), null))
                .isEmpty();
        assertThat(ask(found(), new SocketException("Connection reset"), null)).isEmpty();
        InetSocketAddress proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), 3128);
        assertThatThrownBy(() -> ask(found(), new ConnectException("Connection refused"), proxy))
                .isInstanceOf(OwnFaultException.class);
    }

    /** Resolver, guard and sockets may be the embedder's. */
    @Test
    void partsThatThrowAreOurs() {
        IllegalStateException broken = new IllegalStateException("not configured");
        AddressResolver resolver = host -> {
            throw broken;
        };
        AddressGuard guard = address -> {
            throw broken;
        };
        for (HttpRevocationSource source : List.of(
                source(resolver, address -> true, new BrokenSockets(new IOException("not reached"))),
                source(found(), guard, new BrokenSockets(new IOException("not reached"))),
                source(found(), address -> true, new BrokenSockets(broken)))) {
            assertThatThrownBy(() -> source.crl(CRL, Duration.ofMinutes(2)))
                    .isInstanceOf(OwnFaultException.class)
                    .hasMessageContaining("not configured");
            assertThatThrownBy(() -> source.ocsp(CRL, new byte[] {0x30, 0}, Duration.ofMinutes(2)))
                    .isInstanceOf(OwnFaultException.class);
        }
    }

    private static HttpRevocationSource source(AddressResolver resolver, AddressGuard guard, SocketFactory sockets) {
        return new HttpRevocationSource(resolver, guard, sockets, null, Duration.ofMinutes(2));
    }

    /** A status other than 200 may come with any body, and a redirect may lead anywhere. */
    @Test
    void onlyA200WithinTheLimitIsAnAnswer() throws Exception {
        assertThat(served("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ncrl")).contains("crl");
        assertThat(served("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\ncrl")).contains("crl");
        assertThat(served("HTTP/1.1 206 OK\r\nContent-Length: 3\r\n\r\ncrl")).isEmpty();
        assertThat(served("HTTP/1.1 503 OK\r\nRetry-After: 0\r\nContent-Length: 3\r\n\r\ncrl"))
                .isEmpty();
        assertThat(served("HTTP/1.1 302 OK\r\nLocation: http://other.test/\r\nContent-Length: 0\r\n\r\n"))
                .isEmpty();
        assertThat(served("HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n" + "x".repeat(65_536)))
                .isPresent();
        assertThat(served("HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n" + "x".repeat(65_537)))
                .isEmpty();
        assertThat(served("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + "x".repeat(65_537)))
                .isEmpty();
    }

    @Test
    void addressesAndHttpsAreNotAsked() throws Exception {
        HttpRevocationSource source = source(
                host -> {
                    throw new AssertionError("asked");
                },
                address -> true,
                new BrokenSockets(new SocketException("Too many open files")));
        for (String uri : List.of(
                "http://192.0.2.1/",
                "http://198.76.54.30/",
                "http://[2001:db8::1]/",
                "https://crl.ca.test/1.crl",
                "ldap://crl.ca.test/")) {
            assertThat(source.crl(URI.create(uri), Duration.ofMinutes(2)))
                    .as(uri)
                    .isEmpty();
        }
        assertThat(source.timeout()).isEqualTo(Duration.ofMinutes(2));
    }

    /** A name of digits and letters is a name. */
    @Test
    void namesThatLookLikeAddressesAreAsked() throws Exception {
        for (String host : List.of("1.2.3.a.test", "0-9.test", "a1.9.test")) {
            HttpRevocationSource source =
                    source(found(), address -> true, new BrokenSockets(new IOException("Too many open files")));
            assertThat(source.crl(URI.create("http://" + host + "/"), Duration.ofMinutes(2)))
                    .isEmpty();
            HttpRevocationSource down =
                    source(found(), address -> true, new BrokenSockets(new SocketException("Too many open files")));
            assertThatThrownBy(() -> down.crl(URI.create("http://" + host + "/"), Duration.ofMinutes(2)))
                    .isInstanceOf(OwnFaultException.class);
        }
    }

    @Test
    void anErrorOfTheNetworkBelowAnotherOneIsOurs() {
        for (int depth = 1; depth <= 3; depth++) {
            Throwable error = new SocketException("Too many open files");
            for (int i = 0; i < depth; i++) {
                error = new IOException("connecting", error);
            }
            IOException outer = (IOException) error;
            assertThatThrownBy(() -> ask(found(), outer, null)).isInstanceOf(OwnFaultException.class);
        }
    }

    @Test
    void aListIsReadFromTheAuthority() throws Exception {
        assertThat(served(
                        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ncrl",
                        "\r\n\r\n",
                        (source, uri) -> source.crl(uri, Duration.ofMinutes(2))))
                .contains("crl");
    }

    @Test
    void anInterruptIsOurs() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ask(found(), new IOException("broken"), null))
                .isInstanceOf(OwnFaultException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    private interface Asked {
        Optional<byte[]> by(HttpRevocationSource source, URI uri) throws OwnFaultException;
    }

    /** Asks a responder that answers so. */
    private static Optional<String> served(String response) throws Exception {
        return served(
                response,
                "\r\n\r\nocsp",
                (source, uri) -> source.ocsp(uri, "ocsp".getBytes(StandardCharsets.ISO_8859_1), Duration.ofMinutes(2)));
    }

    /** Asks an authority that answers so after a request that ends so. */
    private static Optional<String> served(String response, String endOfRequest, Asked asked) throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Future<?> served = threads.submit(() -> {
                try (Socket accepted = server.accept()) {
                    byte[] request = new byte[65_536];
                    int length = 0;
                    while (!new String(request, 0, length, StandardCharsets.ISO_8859_1).endsWith(endOfRequest)) {
                        length += accepted.getInputStream().read(request, length, request.length - length);
                    }
                    accepted.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
                }
                return null;
            });
            AddressResolver resolver = host -> new AddressAnswer.Addresses(List.of(InetAddress.getLoopbackAddress()));
            HttpRevocationSource source = source(resolver, address -> true, SocketFactory.getDefault());
            Optional<byte[]> answer = asked.by(source, URI.create("http://ca.test:" + server.getLocalPort() + "/"));
            if (answer.isPresent()) {
                served.get();
            }
            return answer.map(octets -> new String(octets, StandardCharsets.ISO_8859_1));
        } finally {
            threads.shutdownNow();
        }
    }

    /** The client takes 0 ms for no limit. */
    @Test
    void withLessThanAMillisecondLeftNobodyIsAsked() {
        HttpRevocationSource source = new HttpRevocationSource(
                host -> {
                    throw new AssertionError("asked");
                },
                address -> true,
                new BrokenSockets(new IOException("not reached")),
                null,
                Duration.ofMinutes(2));
        for (Duration left : List.of(Duration.ofNanos(1), Duration.ofNanos(999_999))) {
            assertThatThrownBy(() -> source.crl(CRL, left)).isInstanceOf(OwnFaultException.class);
        }
    }

    private static AddressResolver found() {
        return host -> {
            try {
                return new AddressAnswer.Addresses(
                        List.of(InetAddress.getByAddress(host, new byte[] {(byte) 192, 0, 2, 1})));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };
    }

    private static Optional<byte[]> ask(AddressResolver resolver, IOException error, @Nullable InetSocketAddress proxy)
            throws OwnFaultException {
        HttpRevocationSource source = new HttpRevocationSource(
                resolver, address -> true, new BrokenSockets(error), proxy, Duration.ofMinutes(2));
        return source.crl(CRL, Duration.ofMinutes(2));
    }

    /** Sockets that cannot connect. */
    private static final class BrokenSockets extends SocketFactory {
        private final Exception error;

        BrokenSockets(Exception error) {
            this.error = error;
        }

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
                    if (error instanceof IOException io) {
                        throw io;
                    }
                    throw new IllegalStateException(error.getMessage(), error);
                }
            };
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
    }
}
