package io.github.mtasts.trust.internal;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Port: fetches what certificate authorities publish about revocation. Implementations are thread-safe and bounded in
 * size, follow no redirects, and connect to no address that a stranger has no business naming: the URIs come from
 * certificates.
 */
public interface RevocationSource {
    /**
     * Fetches a CRL (RFC 5280 section 5).
     *
     * @param uri from a certificate
     * @param limit how long it may take
     * @return the bytes; empty when there are none to be had
     */
    Optional<byte[]> crl(URI uri, Duration limit);

    /**
     * Asks an OCSP responder (RFC 6960 appendix A).
     *
     * @param uri from a certificate
     * @param request a DER OCSPRequest
     * @param limit how long it may take
     * @return the DER OCSPResponse; empty when there is none to be had
     */
    Optional<byte[]> ocsp(URI uri, byte[] request, Duration limit);

    /**
     * How long all look-ups for one chain may take together.
     *
     * @return a positive duration
     */
    Duration timeout();

    /**
     * A source that has nothing: only what a peer staples is known.
     *
     * @return the source
     */
    static RevocationSource none() {
        return new RevocationSource() {
            @Override
            public Optional<byte[]> crl(URI uri, Duration limit) {
                return Optional.empty();
            }

            @Override
            public Optional<byte[]> ocsp(URI uri, byte[] request, Duration limit) {
                return Optional.empty();
            }

            @Override
            public Duration timeout() {
                return Duration.ofSeconds(1);
            }
        };
    }
}
