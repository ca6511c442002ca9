package io.github.mtasts.dane;

import io.github.mtasts.dns.RecordData;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A TLSA record (RFC 6698 section 2.1). Immutable.
 *
 * @param usage the certificate usage
 * @param selector the selector
 * @param matchingType the matching type
 * @param association the certificate association data in lower-case hexadecimal digits
 */
public record TlsaRecord(int usage, int selector, int matchingType, String association) {
    /** DANE-TA: a trust anchor. */
    static final int TRUST_ANCHOR = 2;
    /** DANE-EE: the host's own certificate or key. */
    static final int END_ENTITY = 3;

    static final int CERTIFICATE = 0;
    private static final int PUBLIC_KEY = 1;
    static final int FULL = 0;
    static final int SHA_256 = 1;
    static final int SHA_512 = 2;

    /** Makes a record of the data from the DNS. */
    static TlsaRecord of(RecordData.Tlsa data) {
        return new TlsaRecord(data.usage(), data.selector(), data.matchingType(), data.association());
    }

    /**
     * Whether the record can authenticate a host: usage 2 or 3 (RFC 7672 section 3.1.3), a known selector and matching type,
     * and data that fit it.
     */
    boolean isUsable() {
        return (usage == TRUST_ANCHOR || usage == END_ENTITY)
                && (selector == CERTIFICATE || selector == PUBLIC_KEY)
                && switch (matchingType) {
                    case SHA_256 -> association.length() == 64;
                    case SHA_512 -> association.length() == 128;
                    case FULL -> selector == CERTIFICATE ? certificate() != null : isKey();
                    default -> false;
                };
    }

    /** Whether the record matches a certificate, whatever its usage (RFC 6698 section 2.1.2). */
    boolean matches(X509Certificate certificate) {
        try {
            byte[] selected = selector == CERTIFICATE
                    ? certificate.getEncoded()
                    : certificate.getPublicKey().getEncoded();
            return association.equals(HexFormat.of().formatHex(digested(selected)));
        } catch (GeneralSecurityException e) {
            return false; // without an encoding there is nothing to match
        }
    }

    /** The certificate in the record; null when it has none, or one that cannot be read. */
    @Nullable
    X509Certificate certificate() {
        if (selector != CERTIFICATE || matchingType != FULL) {
            return null;
        }
        try {
            byte[] encoded = HexFormat.of().parseHex(association);
            X509Certificate read = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
            // Octets behind the certificate, or a certificate in text, match nothing.
            return matches(read) ? read : null;
        } catch (CertificateException | RuntimeException e) { // the data are a stranger's
            return null;
        }
    }

    private boolean isKey() {
        return SubjectKey.isOne(HexFormat.of().parseHex(association));
    }

    private byte[] digested(byte[] selected) throws NoSuchAlgorithmException {
        return switch (matchingType) {
            case SHA_256 -> MessageDigest.getInstance("SHA-256").digest(selected);
            case SHA_512 -> MessageDigest.getInstance("SHA-512").digest(selected);
            default -> selected;
        };
    }

    /** The record as a zone file has it, without its name (RFC 6698 section 2.2). */
    @Override
    public String toString() {
        return usage + " " + selector + " " + matchingType + " " + association;
    }
}
