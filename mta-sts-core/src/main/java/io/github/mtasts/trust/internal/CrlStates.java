package io.github.mtasts.trust.internal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps what a CRL said about a certificate until a newer CRL is due, because a CRL of some megabytes takes long to read. Bounded
 * and thread-safe.
 */
final class CrlStates {
    private static final int MAX_STATES = 10_000;

    private final Map<String, CrlEvidence.Reading> states = new ConcurrentHashMap<>();

    RevocationState of(URI uri, X509Certificate certificate, X509Certificate issuer, Instant now) {
        CrlEvidence.Reading known = states.get(key(uri, certificate, issuer));
        return known != null && !now.isAfter(known.until()) ? known.state() : RevocationState.UNKNOWN;
    }

    RevocationState read(byte[] crl, URI uri, X509Certificate certificate, X509Certificate issuer, Instant now) {
        CrlEvidence.Reading reading = CrlEvidence.read(crl, uri, certificate, issuer, now);
        if (reading.state() != RevocationState.UNKNOWN) {
            if (states.size() >= MAX_STATES) {
                states.clear();
            }
            states.put(key(uri, certificate, issuer), reading);
        }
        return reading.state();
    }

    /** What a CRL says about one certificate. */
    static String key(URI uri, X509Certificate certificate, X509Certificate issuer) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(certificate.getEncoded());
            digest.update(issuer.getEncoded());
            digest.update(uri.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256, or changed a certificate", e);
        }
    }
}
