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
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
