package io.github.mtasts.fetch.internal;

import io.github.mtasts.trust.internal.RecordingTrustManager;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.TlsVersion;

/**
 * What every HTTPS client of this library has in common, because a stranger chose the host: one connection of its own over TLS
 * 1.2 or 1.3, no redirects, no retries, no proxy that was not configured.
 */
public final class GuardedClient {
    /** Without fallback to clear text or to older versions. */
    private static final ConnectionSpec TLS = new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
            .tlsVersions(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2)
            .build();

    private GuardedClient() {}

    /**
     * Starts a client for one request. HTTP/1.1 alone is enough for that, and has less to attack than HTTP/2. The time for
     * everything together is the caller's to limit.
     *
     * @param addresses answers what may be connected to
     * @param proxy {@link Proxy#NO_PROXY}, or the operator's own
     * @param sockets makes the TCP sockets
     * @param trust judges the certificate; says in the end whether it was asked
     * @param share how long connecting may take
     * @param progress is told how far it came
     * @return a builder, which lacks a hostname verifier
     */
    public static OkHttpClient.Builder builder(
            Dns addresses,
            Proxy proxy,
            SocketFactory sockets,
            RecordingTrustManager trust,
            Duration share,
            Progress progress) {
        return new OkHttpClient.Builder()
                .dns(addresses)
                .proxy(proxy)
                .socketFactory(sockets)
                .sslSocketFactory(new TlsSockets(trust, (int) share.toMillis()), trust)
                .connectionSpecs(List.of(TLS))
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .fastFallback(false)
                .eventListener(progress)
                .connectTimeout(share)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO);
    }
}
