package io.github.mtasts.trust.internal;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.AddressAnswer.Addresses;
import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.text.Causes;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up revocation over plain HTTP, with the limits of a policy fetch: no redirects, no retries, no cache, guarded addresses,
 * a size limit, a time limit. Plain HTTP is sufficient, because the answers are signed. Thread-safe.
 */
public final class HttpRevocationSource implements RevocationSource {
    private static final Logger LOG = LoggerFactory.getLogger(HttpRevocationSource.class);
    private static final int MAX_OCSP_BYTES = 65_536;
    /** Certificate authorities split their CRLs into files of a few megabytes. */
    private static final int MAX_CRL_BYTES = 8 << 20;

    private static final int MAX_ADDRESSES = 8;
    /** Errors of the operating system that are about this machine, as {@link SocketException} has them. */
    private static final List<String> OWN_ERRORS = List.of("Network is unreachable", "Too many open files");

    private static final MediaType OCSP_REQUEST = MediaType.get("application/ocsp-request");

    private final OkHttpClient client;
    private final Duration timeout;
    private final boolean hasProxy;

    /**
     * Makes a source.
     *
     * @param resolver finds the addresses of responders
     * @param guard permits addresses
     * @param sockets makes the TCP sockets
     * @param proxy an HTTP proxy, which then looks up the addresses; null for none
     * @param timeout for all look-ups of one chain together
     */
    public HttpRevocationSource(
            AddressResolver resolver,
            AddressGuard guard,
            SocketFactory sockets,
            @Nullable InetSocketAddress proxy,
            Duration timeout) {
        HttpLibrary.check();
        this.timeout = timeout;
        this.hasProxy = proxy != null;
        this.client = new OkHttpClient.Builder()
                .dns(proxy == null ? guarded(resolver, guard) : Dns.SYSTEM)
                .proxy(proxy == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, proxy))
                .socketFactory(sockets)
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .fastFallback(false)
                .addNetworkInterceptor(HttpRevocationSource::onlyOk)
                .build();
    }

    @Override
    public Optional<byte[]> crl(URI uri, Duration limit) throws OwnFaultException {
        return send(uri, null, MAX_CRL_BYTES, limit);
    }

    @Override
    public Optional<byte[]> ocsp(URI uri, byte[] request, Duration limit) throws OwnFaultException {
        return send(uri, RequestBody.create(request, OCSP_REQUEST), MAX_OCSP_BYTES, limit);
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    private Optional<byte[]> send(URI uri, @Nullable RequestBody body, int maxBytes, Duration limit)
            throws OwnFaultException {
        if (limit.toMillis() < 1) { // the client takes 0 ms for no limit
            throw new OwnFaultException("no time was left to ask");
        }
        HttpUrl url = HttpUrl.parse(uri.toString());
        if (url == null || url.isHttps() || isAddress(url.host())) {
            return Optional.empty();
        }
        Request request = new Request.Builder()
                .url(url)
                .method(body == null ? "GET" : "POST", body)
                .header("Accept-Encoding", "identity")
                .header("Connection", "close")
                .header("User-Agent", "mta-sts-java")
                .build();
        OkHttpClient limited = client.newBuilder()
                .callTimeout(limit)
                .connectTimeout(limit)
                .readTimeout(limit)
                .build();
        try (Response response = limited.newCall(request).execute()) {
            BufferedSource source = response.body().source();
            return response.body().contentLength() > maxBytes || source.request(maxBytes + 1L)
                    ? Optional.empty()
                    : Optional.of(source.readByteArray());
        } catch (IOException e) {
            String ownFault = ownFault(e);
            if (ownFault != null) {
                throw new OwnFaultException(ownFault);
            }
            return Optional.empty(); // unknown; RevocationChecker applies the setting
        } catch (Exception e) { // of the resolver, the guard or the sockets, which may be the embedder's
            LOG.warn("Revocation not looked up at {}", url.host(), e);
            throw new OwnFaultException("looking up revocation threw " + e);
        }
    }

    /** Why it was not the authority that failed; null when it was, or that cannot be told. */
    private @Nullable String ownFault(IOException error) {
        if (Thread.currentThread().isInterrupted()) {
            return "the thread was interrupted";
        }
        return Causes.of(error)
                .filter(this::isOwn)
                .findFirst()
                .map(each -> String.valueOf(each.getMessage()))
                .orElse(null);
    }

    private boolean isOwn(Throwable error) {
        String message = String.valueOf(error.getMessage());
        return error instanceof UnansweredException
                || error instanceof NoRouteToHostException
                || error instanceof BindException
                || (error instanceof SocketException && OWN_ERRORS.stream().anyMatch(message::contains))
                || (hasProxy && (error instanceof ConnectException || error instanceof UnknownHostException));
    }

    /** Refuses address literals, which would bypass the look-up and the guard. */
    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** Throws for any other status, because the client acts on some, such as 503 with "Retry-After: 0". */
    private static Response onlyOk(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        if (response.code() != 200) {
            response.close();
            throw new IOException("status " + response.code());
        }
        return response;
    }

    private static Dns guarded(AddressResolver resolver, AddressGuard guard) {
        return host -> {
            AddressAnswer answer = resolver.addresses(host);
            if (answer instanceof AddressAnswer.Failed failed && failed.fault() != LookupFault.DOMAIN) {
                throw new UnansweredException(host, failed.reason());
            }
            List<InetAddress> permitted =
                    answer instanceof Addresses found ? found.permitted(guard, MAX_ADDRESSES) : List.of();
            if (permitted.isEmpty()) {
                throw new UnknownHostException(host);
            }
            return permitted;
        };
    }

    /** Our own resolvers did not answer. */
    private static final class UnansweredException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        UnansweredException(String host, String reason) {
            super(host + ": " + reason);
        }
    }
}
