package io.github.mtasts.tool.check;

import io.github.mtasts.trust.internal.CertificateFault;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What one address of a Policy Host answered.
 *
 * @param address the address
 * @param tls the TLS session; null when there was none
 * @param response the response; null when none arrived
 * @param failure why there is no response, or no whole one; null when there is
 * @param time from the first packet to the last, by the clock of the surroundings
 */
record Visit(
        InetAddress address,
        @Nullable TlsFacts tls,
        @Nullable Response response,
        @Nullable String failure,
        Duration time) {
    /**
     * A TLS session.
     *
     * @param version such as {@code TLSv1.3}
     * @param cipherSuite its name
     * @param chain the certificates as presented
     * @param faults every fault of the chain
     */
    record TlsFacts(String version, String cipherSuite, List<X509Certificate> chain, List<CertificateFault> faults) {
        TlsFacts {
            chain = List.copyOf(chain);
            faults = List.copyOf(faults);
        }
    }

    /**
     * A response.
     *
     * @param status the status
     * @param headers its fields in their order
     * @param body the octets, up to a limit
     * @param isWhole whether the body ended within the limit
     */
    record Response(int status, List<Map.Entry<String, String>> headers, ByteString body, boolean isWhole) {
        Response {
            headers = List.copyOf(headers);
        }
    }
}
