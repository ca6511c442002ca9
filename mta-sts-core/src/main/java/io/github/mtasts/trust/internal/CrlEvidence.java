package io.github.mtasts.trust.internal;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Reads CRLs (RFC 5280 section 5).
 *
 * <p>The JDK's checker is not used, because it asks the network itself when it rejects a CRL. Accepts complete CRLs signed by the
 * issuer of the certificate; indirect, delta and partial ones have no effect.
 */
final class CrlEvidence {
    private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int DISTRIBUTION_POINT = 0xa0;
    private static final int ONLY_USER_CERTIFICATES = 0x81;
    private static final int ONLY_CA_CERTIFICATES = 0x82;

    /**
     * The state of one certificate.
     *
     * @param until when a newer CRL is due
     */
    record Reading(RevocationState state, Instant until) {}

    private CrlEvidence() {}

    /**
     * Reads one CRL.
     *
     * @param bytes the CRL
     * @param from the URI of the CRL in the certificate
     * @param certificate the certificate in question
     * @param issuer its issuer
     * @param now the time
     */
    static Reading read(byte[] bytes, URI from, X509Certificate certificate, X509Certificate issuer, Instant now) {
        try {
            X509CRL crl =
                    (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(bytes));
            if (!crl.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
                    || !maySignCrls(issuer)
                    || !isCurrent(crl, now)
                    || !covers(crl, from, certificate)) {
                return new Reading(RevocationState.UNKNOWN, now);
            }
            crl.verify(issuer.getPublicKey());
            boolean isListed = crl.getRevokedCertificate(certificate.getSerialNumber()) != null;
            return new Reading(
                    isListed ? RevocationState.REVOKED : RevocationState.GOOD,
                    crl.getNextUpdate().toInstant());
        } catch (GeneralSecurityException | Der.MalformedException | RuntimeException e) {
            return new Reading(RevocationState.UNKNOWN, now); // not a CRL, or not of this issuer
        }
    }

    private static boolean maySignCrls(X509Certificate issuer) {
        boolean[] usage = issuer.getKeyUsage();
        return usage == null || (usage.length > 6 && usage[6]);
    }

    private static boolean isCurrent(X509CRL crl, Instant now) {
        return !crl.getThisUpdate().toInstant().isAfter(now)
                && crl.getNextUpdate() != null
                && !crl.getNextUpdate().toInstant().isBefore(now);
    }

    /** RFC 5280 section 5.2.5: a CRL may cover a part of the certificates; one for another part would hide a revocation. */
    private static boolean covers(X509CRL crl, URI from, X509Certificate certificate) throws Der.MalformedException {
        Set<String> critical = crl.getCriticalExtensionOIDs();
        if (critical != null && !Set.of(ISSUING_DISTRIBUTION_POINT).containsAll(critical)) {
            return false; // a delta CRL, or unknown
        }
        byte[] extension = crl.getExtensionValue(ISSUING_DISTRIBUTION_POINT);
        if (extension == null) {
            return true;
        }
        boolean isAuthority = certificate.getBasicConstraints() >= 0;
        Der scope = new Der(extension).enter(OCTET_STRING).enter(SEQUENCE);
        while (scope.hasNext()) {
            Der.Element part = scope.next();
            boolean isFalse = Arrays.equals(part.value(), new byte[] {0});
            boolean fits = switch (part.tag()) {
                case DISTRIBUTION_POINT -> isFrom(part.value(), from);
                case ONLY_USER_CERTIFICATES -> isFalse || !isAuthority;
                case ONLY_CA_CERTIFICATES -> isFalse || isAuthority;
                default -> isFalse; // some reasons only, indirect, attribute certificates
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFrom(byte[] distributionPointName, URI from) throws Der.MalformedException {
        List<URI> names = new ArrayList<>();
        RevocationPointers.addFullNames(distributionPointName, names);
        return names.contains(from);
    }
}
