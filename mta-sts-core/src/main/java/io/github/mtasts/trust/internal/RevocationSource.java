package io.github.mtasts.trust.internal;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Port: fetches revocation data of certificate authorities. Implementations are thread-safe and bounded in size, follow no
 * redirects, and connect only to addresses that a guard permits: the URIs come from certificates.
 */
public interface RevocationSource {
    /**
     * Fetches a CRL (RFC 5280 section 5).
     *
     * @param uri from a certificate
     * @param limit the longest time it may take
     * @return the bytes; empty when they cannot be fetched
     * @throws OwnFaultException when the authority could not be asked, by a fault of our own
     */
    Optional<byte[]> crl(URI uri, Duration limit) throws OwnFaultException;

    /**
     * Asks an OCSP responder (RFC 6960 appendix A).
     *
     * @param uri from a certificate
     * @param request a DER OCSPRequest
     * @param limit the longest time it may take
     * @return the DER OCSPResponse; empty when it cannot be fetched
     * @throws OwnFaultException when the responder could not be asked, by a fault of our own
     */
    Optional<byte[]> ocsp(URI uri, byte[] request, Duration limit) throws OwnFaultException;

    /**
     * The time limit for all look-ups for one chain together.
     *
     * @return a positive duration
     */
    Duration timeout();

    /**
     * A source without data: only stapled responses are used.
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
