package io.github.mtasts.fetch;

import static java.util.Objects.requireNonNull;

import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.fetch.FetchResult.Cause;
import io.github.mtasts.fetch.FetchResult.Failed;
import io.github.mtasts.fetch.internal.Failures;
import io.github.mtasts.fetch.internal.FetchSettings;
import io.github.mtasts.fetch.internal.PendingFetch;
import io.github.mtasts.fetch.internal.PolicyHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.HttpRevocationSource;
import io.github.mtasts.trust.internal.RevocationSource;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fetches policies over HTTPS, trusting nothing the other side does.
 *
 * <p>What it holds to, whatever the settings: one GET on a connection of its own, over TLS 1.2 or 1.3 with the Policy
 * Host as SNI; a certificate that has the Policy Host as DNS-ID and leads to a trust anchor; status 200 and text/plain;
 * no redirects, no cache, no cookies, no compressed bodies, no retries, no proxy that was not configured. Every address
 * of the host is tried, until one has been sent the request. What the other side does never becomes an exception.
 *
 * <p>Thread-safe. A fetch holds one worker thread until it ends. After {@link #close()} every fetch fails with
 * {@link FetchResult.Cause#CLOSED}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.3">RFC 8461 section 3.3</a>
 */
public final class HttpsPolicyFetcher implements PolicyFetcher, AutoCloseable {
    private static final long IDLE_SECONDS = 10;
    /** For all look-ups about one chain; the timeout of the fetch holds besides. */
    private static final Duration REVOCATION_TIMEOUT = Duration.ofSeconds(15);

    private final FetchSettings settings;
    private final ExecutorService workers;
    private final Set<PendingFetch> pending = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private HttpsPolicyFetcher(FetchSettings settings) {
        this.settings = settings;
        AtomicInteger number = new AtomicInteger();
        this.workers = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "mta-sts-fetch-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Starts a configuration.
     *
     * @return a builder with the defaults; {@link Builder#addresses} has none
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Fetches the policy of a domain, now, and waits for it. When the calling thread is interrupted the fetch is given
     * up, the result is {@link FetchResult.Cause#CLOSED}, and the thread's interrupt flag is set.
     *
     * @param domain the Policy Domain
     * @return the policy, or why there is none, within the timeout
     */
    @Override
    public FetchResult fetch(PolicyDomain domain) {
        String host = PolicyHost.of(domain);
        Failed unusable = PolicyHost.unusable(host);
        if (unusable != null) {
            return unusable;
        }
        PendingFetch fetch = new PendingFetch(settings, host);
        pending.add(fetch);
        try {
            workers.execute(fetch);
            if (closed) {
                fetch.end(closedResult());
            }
            return fetch.await();
        } catch (RejectedExecutionException e) {
            return closedResult();
        } finally {
            pending.remove(fetch);
        }
    }

    /** Ends every fetch in flight with {@link FetchResult.Cause#CLOSED}, and the worker threads. Never waits. */
    @Override
    public void close() {
        closed = true;
        workers.shutdown();
        pending.forEach(fetch -> fetch.end(closedResult()));
    }

    private static Failed closedResult() {
        return Failures.fetchError(Cause.CLOSED, "closed: the fetcher was closed");
    }

    /** Configures a fetcher. Not thread-safe. */
    public static final class Builder {
        private @Nullable AddressResolver addresses;
        private @Nullable TrustAnchors trustAnchors;
        private Revocation revocation = Revocation.OFF;
        private Duration timeout = Duration.ofSeconds(60);
        private int maxBodyBytes = 65_536;
        private boolean acceptsMissingContentType;
        private AddressGuard addressGuard = AddressGuard.publicOnly();
        private SocketFactory socketFactory = SocketFactory.getDefault();
        private @Nullable InetSocketAddress proxy;

        private Builder() {}

        /**
         * Where the addresses of Policy Hosts are looked up. Required.
         *
         * @param resolver such as the library's own {@code DnsResolver}
         * @return this builder
         */
        public Builder addresses(AddressResolver resolver) {
            this.addresses = requireNonNull(resolver, "addresses");
            return this;
        }

        /**
         * What the certificates of Policy Hosts must lead to.
         *
         * @param anchors the platform's unless set
         * @return this builder
         */
        public Builder trustAnchors(TrustAnchors anchors) {
            this.trustAnchors = requireNonNull(anchors, "trustAnchors");
            return this;
        }

        /**
         * Whether the certificates of Policy Hosts are checked for revocation.
         *
         * @param revocation off unless set
         * @return this builder
         */
        public Builder revocation(Revocation revocation) {
            this.revocation = requireNonNull(revocation, "revocation");
            return this;
        }

        /**
         * How long a whole fetch may take, look-up of addresses included. RFC 8461 section 3.3 suggests one minute.
         *
         * @param timeout from one millisecond to one hour; 60 s unless set
         * @return this builder
         * @throws IllegalArgumentException when it is out of range
         */
        public Builder timeout(Duration timeout) {
            if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("timeout is " + timeout + "; expected one millisecond to one hour");
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * The largest body that is accepted. RFC 8461 section 3.3 suggests 64 kilobytes.
         *
         * @param octets 1 to 16,777,216; 65,536 unless set
         * @return this builder
         * @throws IllegalArgumentException when it is out of range
         */
        public Builder maxBodyBytes(int octets) {
            if (octets < 1 || octets > 1 << 24) {
                throw new IllegalArgumentException("maxBodyBytes is " + octets + "; expected 1 to 16777216");
            }
            this.maxBodyBytes = octets;
            return this;
        }

        /**
         * Loosens a rule: a response without a Content-Type field passes as text/plain.
         *
         * @return this builder
         */
        public Builder acceptMissingContentType() {
            this.acceptsMissingContentType = true;
            return this;
        }

        /**
         * Which addresses may be connected to.
         *
         * @param guard {@link AddressGuard#publicOnly()} unless set
         * @return this builder
         */
        public Builder addressGuard(AddressGuard guard) {
            this.addressGuard = requireNonNull(guard, "addressGuard");
            return this;
        }

        /**
         * What makes the TCP sockets.
         *
         * @param factory makes unconnected sockets; the platform's unless set
         * @return this builder
         */
        public Builder socketFactory(SocketFactory factory) {
            this.socketFactory = requireNonNull(factory, "socketFactory");
            return this;
        }

        /**
         * Fetches through an HTTP proxy that understands CONNECT. The proxy then looks up and chooses the address of the
         * Policy Host: neither {@link #addresses} nor {@link #addressGuard} has a say, so the proxy itself must keep
         * strangers out of private networks. The system's proxy settings are never used.
         *
         * @param proxy its address; none unless set
         * @return this builder
         */
        public Builder proxy(InetSocketAddress proxy) {
            this.proxy = requireNonNull(proxy, "proxy");
            return this;
        }

        /**
         * Makes the fetcher.
         *
         * @return a fetcher, to be closed
         * @throws IllegalStateException when {@link #addresses} was not set, or the platform's trust anchors are needed
         *     and cannot be read
         */
        public HttpsPolicyFetcher build() {
            if (addresses == null) {
                throw new IllegalStateException("addresses is not set: the fetcher needs an AddressResolver");
            }
            TrustAnchors anchors = trustAnchors == null ? TrustAnchors.platform() : trustAnchors;
            RevocationSource source = revocation == Revocation.OFF
                    ? RevocationSource.none()
                    : new HttpRevocationSource(addresses, addressGuard, socketFactory, proxy, REVOCATION_TIMEOUT);
            CertificateVerifier verifier = new CertificateVerifier(anchors, revocation, source);
            return new HttpsPolicyFetcher(new FetchSettings(
                    addresses,
                    addressGuard,
                    verifier,
                    socketFactory,
                    proxy,
                    timeout,
                    maxBodyBytes,
                    acceptsMissingContentType));
        }
    }
}
