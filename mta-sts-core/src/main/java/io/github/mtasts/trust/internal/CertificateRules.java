package io.github.mtasts.trust.internal;

import static io.github.mtasts.trust.internal.PathValidator.untrusted;

import io.github.mtasts.trust.TlsRules;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks each certificate of a path by itself: the hash of its signature, the size of its key, and the use that its issuer
 * permits (RFC 9325 section 4.5, RFC 5280 section 4.2.1.12).
 *
 * <p>The PKIX validator of the JDK checks none of these strictly enough: it accepts SHA-1 under private anchors and RSA keys of
 * 1,024 bits, and applies the extended key usage of an intermediate to nothing. As a {@link PKIXCertPathChecker} it guides the
 * platform's trust manager to a path that complies. Stateless and thread-safe.
 */
final class CertificateRules extends HandledExtensions {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";
    /** The platform supports no smaller curve in TLS. */
    private static final int MIN_EC_BITS = 224;

    private final TlsRules rules;

    CertificateRules(TlsRules rules) {
        this.rules = rules;
    }

    /** The faults of a certificate of a path, whether of a host or of an authority. */
    List<CertificateFault> faults(X509Certificate certificate) {
        List<CertificateFault> faults = new ArrayList<>();
        if (hasWeakHash(certificate)) {
            faults.add(untrusted("weak-algorithm", certificate.getSigAlgName()));
        }
        faults.addAll(anchorFaults(certificate));
        return faults;
    }

    /** The faults of an anchor, whose signature proves nothing. */
    List<CertificateFault> anchorFaults(X509Certificate certificate) {
        List<CertificateFault> faults = new ArrayList<>();
        String weakKey = weakKey(certificate.getPublicKey());
        if (weakKey != null) {
            faults.add(untrusted("weak-key", weakKey + " " + PathValidator.subject(certificate)));
        }
        if (!isForServers(certificate)) {
            faults.add(untrusted("wrong-usage", "not issued for TLS servers: " + PathValidator.subject(certificate)));
        }
        return faults;
    }

    private @Nullable String weakKey(PublicKey key) {
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < rules.minRsaBits()) {
            return "RSA of " + rsa.getModulus().bitLength() + " bits";
        }
        if (key instanceof DSAKey dsa && dsa.getParams().getP().bitLength() < rules.minRsaBits()) {
            return "DSA of " + dsa.getParams().getP().bitLength() + " bits";
        }
        if (key instanceof ECKey ec && ec.getParams().getOrder().bitLength() < MIN_EC_BITS) {
            return "EC of " + ec.getParams().getOrder().bitLength() + " bits";
        }
        return null;
    }

    /** An extended key usage limits the use of a key, and an authority's that of every certificate below it. */
    private static boolean isForServers(X509Certificate certificate) {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            return purposes == null || purposes.contains(SERVER_AUTH) || purposes.contains(ANY_USAGE);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static boolean hasWeakHash(X509Certificate certificate) {
        String algorithm = RSASSA_PSS.equals(certificate.getSigAlgOID())
                ? pssHash(certificate.getSigAlgParams())
                : certificate.getSigAlgName();
        String name = algorithm.toUpperCase(Locale.ROOT).replace("-", "");
        return name.startsWith("SHA1") || name.startsWith("MD");
    }

    /** The hash in the parameters of RSASSA-PSS (RFC 4055 section 3.1), where SHA-1 is the default. */
    private static String pssHash(byte @Nullable [] parameters) {
        if (parameters == null) {
            return "SHA-1";
        }
        try {
            AlgorithmParameters decoded = AlgorithmParameters.getInstance("RSASSA-PSS");
            decoded.init(parameters);
            return decoded.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
        } catch (GeneralSecurityException | IOException e) {
            return "SHA-1"; // unreadable parameters prove no better hash
        }
    }

    @Override
    public void check(Certificate certificate, @Nullable Collection<String> unresolvedCriticalExtensions)
            throws CertPathValidatorException {
        List<CertificateFault> faults = faults((X509Certificate) certificate);
        if (!faults.isEmpty()) {
            throw new CertPathValidatorException(faults.get(0).reason());
        }
        super.check(certificate, unresolvedCriticalExtensions);
    }
}
