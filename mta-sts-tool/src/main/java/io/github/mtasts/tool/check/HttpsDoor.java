package io.github.mtasts.tool.check;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.fetch.internal.GuardedClient;
import io.github.mtasts.fetch.internal.Progress;
import io.github.mtasts.tool.run.Network;
import io.github.mtasts.trust.Revocation;
import io.github.mtasts.trust.internal.CertificateFault;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.RecordingTrustManager;
import io.github.mtasts.trust.internal.RevocationSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Knocks at the https destination of reports with a HEAD request: any answer will do, as only a report would tell more. */
final class HttpsDoor {
    private static final int MAX_ADDRESSES = 4;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(15);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Network network;

    HttpsDoor(Network network) {
        this.network = network;
    }

    /** Why nothing answers there; null when something does at one of the addresses. */
    @Nullable
    String fault(URI target, AddressAnswer.Addresses addresses) {
        String fault = null;
        for (InetAddress address : addresses.permitted(network.surroundings().guard(), MAX_ADDRESSES)) {
            fault = faultAt(target, address);
            if (fault == null) {
                return null;
            }
        }
        return fault;
    }

    private @Nullable String faultAt(URI target, InetAddress address) {
        RecordingTrustManager trust = RecordingTrustManager.refusing(
                new CertificateVerifier(network.anchors(), Revocation.OFF, RevocationSource.none()), target.getHost());
        Request request = new Request.Builder().url(target.toString()).head().build();
        try (Response response = GuardedClient.builder(
                        name -> List.of(address),
                        Proxy.NO_PROXY,
                        network.surroundings().sockets(),
                        trust,
                        CONNECT_LIMIT,
                        new Progress())
                .hostnameVerifier((name, session) ->
                        trust.faults().isEmpty() && !trust.chain().isEmpty())
                .callTimeout(LIMIT)
                .build()
                .newCall(request)
                .execute()) {
            return response.code() == 0 ? "no status" : null;
        } catch (IOException e) {
            List<CertificateFault> faults = trust.faults();
            return target.getHost() + " at " + address.getHostAddress() + ": "
                    + (faults.isEmpty()
                            ? String.valueOf(e.getMessage())
                            : faults.get(0).reason());
        }
    }
}
