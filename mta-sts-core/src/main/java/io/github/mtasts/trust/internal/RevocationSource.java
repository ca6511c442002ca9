package io.github.mtasts.trust.internal;

import java.net.URI;
import java.util.Optional;

/**
 * Port: fetches what certificate authorities publish about revocation. Implementations are thread-safe and bounded in
 * time and size, follow no redirects, and connect to no address that a stranger has no business naming: the URIs come
 * from certificates.
 */
public interface RevocationSource {
    /**
     * Fetches a CRL.
     *
     * @param uri from a certificate
     * @return the bytes; empty when there are none to be had
     */
    Optional<byte[]> crl(URI uri);

    /**
     * Asks an OCSP responder (RFC 6960 appendix A).
     *
     * @param uri from a certificate
     * @param request a DER OCSPRequest
     * @return the DER OCSPResponse; empty when there is none to be had
     */
    Optional<byte[]> ocsp(URI uri, byte[] request);

    /**
     * A source that has nothing: only what a peer staples is known.
     *
     * @return the source
     */
    static RevocationSource none() {
        return new RevocationSource() {
            @Override
            public Optional<byte[]> crl(URI uri) {
                return Optional.empty();
            }

            @Override
            public Optional<byte[]> ocsp(URI uri, byte[] request) {
                return Optional.empty();
            }
        };
    }
}
