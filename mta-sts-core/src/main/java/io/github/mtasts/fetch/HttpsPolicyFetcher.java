package io.github.mtasts.fetch;

import static java.util.Objects.requireNonNull;

import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.failure.internal.LogLimit;
import io.github.mtasts.fetch.FetchResult.Cause;
import io.github.mtasts.fetch.FetchResult.Failed;
import io.github.mtasts.fetch.internal.Failures;
import io.github.mtasts.fetch.internal.FetchSettings;
import io.github.mtasts.fetch.internal.PendingFetch;
import io.github.mtasts.fetch.internal.PolicyHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.TlsRules;
import io.github.mtasts.trust.TrustAnchors;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.HttpLibrary;
import io.github.mtasts.trust.internal.HttpRevocationSource;
import io.github.mtasts.trust.internal.RevocationSource;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
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
 * Fetches policies over HTTPS.
 *
 * <p>Whatever the settings, a fetch is one GET on a separate connection, over TLS 1.2 or 1.3 with the Policy Host as SNI. The
 * certificate must have the Policy Host as DNS-ID and lead to a trust anchor; the response must have status 200 and be
 * text/plain. No redirects, cache, cookies, compressed bodies or retries, and no proxy unless configured. The addresses of the
 * host are tried in turn, until the request was sent to one. A failure of the Policy Host is never an exception.
 *
 * <p>Thread-safe. A fetch blocks its caller and uses one worker thread until it ends. After {@link #close()} every fetch fails
 * with {@link FetchResult.Cause#CLOSED}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.3">RFC 8461 section 3.3</a>
 */
public final class HttpsPolicyFetcher implements PolicyFetcher, AutoCloseable {
    private static final long IDLE_SECONDS = 10;
    /** For all look-ups for one chain; the timeout of the fetch applies, too. */
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
     * Starts the settings of a fetcher.
     *
     * @return a builder with the defaults; {@link Builder#addresses} has none
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Fetches the policy of a domain and waits for it. If the calling thread is interrupted, the fetch ends, the result is
     * {@link FetchResult.Cause#CLOSED}, and the thread's interrupt flag is set.
     *
     * @param domain the Policy Domain
     * @return the policy, or the reason why there is none, within the timeout
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

    /** Ends every fetch in flight with {@link FetchResult.Cause#CLOSED}, and the worker threads. Does not wait. */
    @Override
    public void close() {
        closed = true;
        workers.shutdown();
        pending.forEach(fetch -> fetch.end(closedResult()));
    }

    /**
     * The HTTP proxy of the fetches, which revocation look-ups for MX hosts use as well.
     *
     * @return empty without a proxy
     */
    public Optional<InetSocketAddress> proxy() {
        return Optional.ofNullable(settings.proxy());
    }

    private static Failed closedResult() {
        return Failures.fetchError(Cause.CLOSED, "closed: the fetcher was closed");
    }

    /** The settings of a fetcher. Not thread-safe. */
    public static final class Builder {
        private @Nullable AddressResolver addresses;
        private @Nullable TrustAnchors trustAnchors;
        private TlsRules tlsRules = TlsRules.rfc9325();
        private Revocation revocation = Revocation.OFF;
        private Duration timeout = Duration.ofSeconds(60);
        private int maxBodyBytes = 65_536;
        private boolean acceptsMissingContentType;
        private AddressGuard addressGuard = AddressGuard.publicOnly();
        private SocketFactory socketFactory = SocketFactory.getDefault();
        private @Nullable InetSocketAddress proxy;

        private Builder() {}

        /**
         * Sets the resolver for the addresses of Policy Hosts. Required.
         *
         * @param resolver such as the library's own {@code DnsResolver}
         * @return this builder
         */
        public Builder addresses(AddressResolver resolver) {
            this.addresses = requireNonNull(resolver, "addresses");
            return this;
        }

        /**
         * Sets the trust anchors for the certificates of Policy Hosts.
         *
         * @param anchors the platform's unless set
         * @return this builder
         */
        public Builder trustAnchors(TrustAnchors anchors) {
            this.trustAnchors = requireNonNull(anchors, "trustAnchors");
            return this;
        }

        /**
         * Sets the strength required of TLS and certificates.
         *
         * @param rules {@link TlsRules#rfc9325} unless set
         * @return this builder
         */
        public Builder tlsRules(TlsRules rules) {
            this.tlsRules = requireNonNull(rules, "tlsRules");
            return this;
        }

        /**
         * Sets whether the certificates of Policy Hosts are checked for revocation.
         *
         * @param revocation off unless set
         * @return this builder
         */
        public Builder revocation(Revocation revocation) {
            this.revocation = requireNonNull(revocation, "revocation");
            return this;
        }

        /**
         * Limits a whole fetch, including the look-up of addresses. RFC 8461 section 3.3 suggests one minute.
         *
         * @param timeout from one millisecond to one hour; 60 seconds unless set
         * @return this builder
         * @throws IllegalArgumentException when it is out of range
         */
        public Builder timeout(Duration timeout) {
            if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException(
                        "HttpsPolicyFetcher.timeout is " + timeout + ": expected one millisecond to one hour");
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * Limits the body. RFC 8461 section 3.3 suggests 64 kilobytes.
         *
         * @param octets 1 to 16,777,216; 65,536 unless set
         * @return this builder
         * @throws IllegalArgumentException when it is out of range
         */
        public Builder maxBodyBytes(int octets) {
            if (octets < 1 || octets > 1 << 24) {
                throw new IllegalArgumentException(
                        "HttpsPolicyFetcher.maxBodyBytes is " + octets + ": expected 1 to 16777216");
            }
            this.maxBodyBytes = octets;
            return this;
        }

        /**
         * Accepts a response without a Content-Type field as text/plain. Refused unless set.
         *
         * @return this builder
         */
        public Builder acceptMissingContentType() {
            this.acceptsMissingContentType = true;
            return this;
        }

        /**
         * Sets the addresses that a fetch may connect to.
         *
         * @param guard {@link AddressGuard#publicOnly()} unless set
         * @return this builder
         */
        public Builder addressGuard(AddressGuard guard) {
            this.addressGuard = requireNonNull(guard, "addressGuard");
            return this;
        }

        /**
         * Sets the factory of the TCP sockets.
         *
         * @param factory makes unconnected sockets; the platform's unless set
         * @return this builder
         */
        public Builder socketFactory(SocketFactory factory) {
            this.socketFactory = requireNonNull(factory, "socketFactory");
            return this;
        }

        /**
         * Fetches through an HTTP proxy that supports CONNECT. The proxy then looks up and chooses the address of the Policy
         * Host; {@link #addresses} and {@link #addressGuard} have no effect, so that the proxy itself must refuse private
         * addresses. The system's proxy settings are never used.
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
         * @return a fetcher, to be closed by the caller
         * @throws IllegalStateException when {@link #addresses} was not set, or the platform's trust anchors are needed
         *     and cannot be read, or the jars of the HTTP client on the class path do not fit together; the message then
         *     names them
         */
        public HttpsPolicyFetcher build() {
            if (addresses == null) {
                throw new IllegalStateException(
                        "HttpsPolicyFetcher.addresses is not set: pass an AddressResolver, such as a DnsResolver");
            }
            HttpLibrary.check();
            TrustAnchors anchors = trustAnchors == null ? TrustAnchors.platform() : trustAnchors;
            RevocationSource source = revocation == Revocation.OFF
                    ? RevocationSource.none()
                    : new HttpRevocationSource(addresses, addressGuard, socketFactory, proxy, REVOCATION_TIMEOUT);
            CertificateVerifier verifier = new CertificateVerifier(anchors, tlsRules, revocation, source);
            return new HttpsPolicyFetcher(new FetchSettings(
                    addresses,
                    addressGuard,
                    verifier,
                    socketFactory,
                    proxy,
                    timeout,
                    maxBodyBytes,
                    acceptsMissingContentType,
                    new LogLimit()));
        }
    }
}
