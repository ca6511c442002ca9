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
 * Sets up every HTTPS client of this library. An unknown party chose the host, so the client has one separate connection over
 * TLS 1.2 or 1.3, no redirects, no retries, and no proxy unless configured.
 */
public final class GuardedClient {
    /** No fallback to clear text or to older versions. */
    private static final ConnectionSpec TLS = new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
            .tlsVersions(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2)
            .build();

    private GuardedClient() {}

    /**
     * Starts a client for one request, with HTTP/1.1 only: that is enough, and exposes less code than HTTP/2. The caller limits
     * the total time.
     *
     * @param addresses supplies the permitted addresses
     * @param proxy {@link Proxy#NO_PROXY}, or the operator's proxy
     * @param sockets makes the TCP sockets
     * @param trust verifies the certificate, and records that it did
     * @param share how long connecting may take
     * @param progress records how far the request got
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
