package io.github.mtasts.tool.check;

import io.github.mtasts.fetch.internal.GuardedClient;
import io.github.mtasts.fetch.internal.Progress;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.RecordingTrustManager;
import io.github.mtasts.trust.internal.RevocationSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Connection;
import okhttp3.Handshake;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Makes one GET to one address of a Policy Host and notes what comes back, also where a sender would have hung up: with a bad
 * certificate, a redirect, or a body that is too large. Nothing that it brings is used as a policy. Thread-safe.
 */
final class PolicyVisitor {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
    /** Twice what senders wait (RFC 8461 section 3.3), so that a slow host shows how slow it is. */
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** Enough to say how large a body is that senders refuse. */
    private static final long MAX_BODY = 1 << 20;

    private final Network network;
    private final CertificateVerifier verifier;

    PolicyVisitor(Network network) {
        this.network = network;
        this.verifier = new CertificateVerifier(network.anchors(), Revocation.OFF, RevocationSource.none());
    }

    Visit visit(String host, InetAddress address) {
        Instant start = network.surroundings().clock().instant();
        RecordingTrustManager trust = RecordingTrustManager.observing(verifier, host);
        AtomicReference<@Nullable Handshake> handshake = new AtomicReference<>();
        Visit.Response response = null;
        String failure = null;
        try {
            response = get(client(address, trust, handshake), host);
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
        }
        return new Visit(
                address,
                tls(handshake.get(), trust),
                response,
                failure,
                Duration.between(start, network.surroundings().clock().instant()));
    }

    private OkHttpClient client(
            InetAddress address, RecordingTrustManager trust, AtomicReference<@Nullable Handshake> handshake) {
        return GuardedClient.builder(
                        name -> List.of(address),
                        Proxy.NO_PROXY,
                        network.surroundings().sockets(),
                        trust,
                        CONNECT_LIMIT,
                        new Progress())
                .hostnameVerifier((name, session) -> true) // the name is judged by the trust manager, and shown
                .callTimeout(LIMIT)
                .addNetworkInterceptor(chain -> {
                    Connection connection = chain.connection();
                    handshake.set(connection == null ? null : connection.handshake());
                    return chain.proceed(chain.request());
                })
                .build();
    }

    private static Visit.Response get(OkHttpClient client, String host) throws IOException {
        Request request = new Request.Builder()
                .url("https://" + host + "/.well-known/mta-sts.txt")
                .header("Accept", "text/plain")
                .header("Accept-Encoding", "identity")
                .header("Connection", "close")
                .header("User-Agent", "mta-sts-check")
                .build();
        try (okhttp3.Response response = client.newCall(request).execute()) {
            List<Map.Entry<String, String>> headers = new ArrayList<>();
            response.headers().forEach(pair -> headers.add(Map.entry(pair.getFirst(), pair.getSecond())));
            BufferedSource body = response.body().source();
            boolean isLonger = body.request(MAX_BODY + 1);
            ByteString octets = isLonger ? body.readByteString(MAX_BODY) : body.readByteString();
            return new Visit.Response(response.code(), headers, octets, !isLonger);
        }
    }

    private static Visit.@Nullable TlsFacts tls(@Nullable Handshake handshake, RecordingTrustManager trust) {
        return handshake == null
                ? null
                : new Visit.TlsFacts(
                        handshake.tlsVersion().javaName(),
                        handshake.cipherSuite().javaName(),
                        trust.chain(),
                        trust.faults());
    }
}
