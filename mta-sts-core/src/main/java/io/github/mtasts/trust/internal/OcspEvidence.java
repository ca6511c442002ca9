package io.github.mtasts.trust.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes OCSP requests and reads responses (RFC 6960).
 *
 * <p>The JDK's checker verifies responses: signature of the issuer or its delegate, certificate id, dates. It always gets a
 * response and has its fallback turned off, so that it never asks the network itself.
 */
final class OcspEvidence {
    private static final int SEQUENCE = 0x30;
    /** The SEQUENCE of the algorithm SHA-1 with NULL parameters, which every responder supports; it protects no secret. */
    private static final byte[] SHA1 = {0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0};

    private OcspEvidence() {}

    static RevocationState read(byte[] response, X509Certificate certificate, X509Certificate issuer, Instant now) {
        try {
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            checker.setOptions(Set.of(PKIXRevocationChecker.Option.NO_FALLBACK));
            checker.setOcspResponses(Map.of(certificate, response));
            PKIXParameters parameters = PathValidator.parameters(issuer, now);
            parameters.addCertPathChecker(checker);
            validator.validate(
                    CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
            return RevocationState.GOOD;
        } catch (CertPathValidatorException e) {
            return e.getReason() == BasicReason.REVOKED ? RevocationState.REVOKED : RevocationState.UNKNOWN;
        } catch (GeneralSecurityException | RuntimeException e) {
            return RevocationState.UNKNOWN; // not a response
        }
    }

    /** The request for one certificate, without a nonce, so that responders may use a stored response. */
    static byte[] request(X509Certificate certificate, X509Certificate issuer) throws GeneralSecurityException {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] name = sha1.digest(certificate.getIssuerX500Principal().getEncoded());
            byte[] key = sha1.digest(subjectPublicKey(issuer));
            byte[] id = der(
                    SEQUENCE,
                    SHA1,
                    der(0x04, name),
                    der(0x04, key),
                    der(0x02, certificate.getSerialNumber().toByteArray()));
            byte[] requestList = der(SEQUENCE, der(SEQUENCE, id));
            return der(SEQUENCE, der(SEQUENCE, requestList));
        } catch (Der.MalformedException e) {
            throw new GeneralSecurityException("the issuer's key is not in DER", e);
        }
    }

    /** The bits of the key without the algorithm (RFC 6960 section 4.1.1). */
    private static byte[] subjectPublicKey(X509Certificate issuer) throws Der.MalformedException {
        Der info = new Der(issuer.getPublicKey().getEncoded()).enter(SEQUENCE);
        info.next();
        byte[] bits = info.next().value();
        return Arrays.copyOfRange(bits, Math.min(1, bits.length), bits.length);
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteBuffer element = ByteBuffer.allocate(length + 4);
        element.put((byte) tag);
        if (length >= 0x100) {
            element.put((byte) 0x82).putShort((short) length);
        } else if (length >= 0x80) {
            element.put((byte) 0x81).put((byte) length);
        } else {
            element.put((byte) length);
        }
        element.put(content.toByteArray());
        return Arrays.copyOf(element.array(), element.position());
    }
}
