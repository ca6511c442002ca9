package io.github.mtasts.lab.sender.naive;

import io.github.mtasts.lab.catalogue.Flaw;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Checks the certificate of a host (RFC 8461 sections 3.3 and 4.2). */
final class CertificateCheck {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1";
    private static final int MIN_RSA_BITS = 2_048;
    private static final int DNS_NAME = 2;

    private final Set<Flaw> flaws;
    private final Set<TrustAnchor> anchors;

    CertificateCheck(Set<Flaw> flaws, Set<TrustAnchor> anchors) {
        this.flaws = flaws;
        this.anchors = anchors;
    }

    /** Checks path, dates, revocation, key usage and key sizes. */
    void checkChain(X509Certificate[] chain) throws CertificateException {
        if (!flaws.contains(Flaw.TRUSTS_ANY_CHAIN)) {
            validate(List.of(chain));
        }
        for (X509Certificate certificate : chain) {
            Flaw ignores = certificate.equals(chain[0]) ? Flaw.IGNORES_USAGE : Flaw.IGNORES_ISSUER_USAGE;
            List<String> usage = certificate.getExtendedKeyUsage();
            if (!flaws.contains(ignores) && usage != null && !usage.contains(SERVER_AUTH)) {
                throw new CertificateException("a certificate of the chain is not for servers");
            }
            if (!flaws.contains(Flaw.ACCEPTS_WEAK_KEYS) && isWeak(certificate.getPublicKey())) {
                throw new CertificateException("a certificate of the chain has a weak key");
            }
        }
    }

    private static boolean isWeak(PublicKey key) {
        return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS;
    }

    /** @param wanted accepts a name in the certificate */
    void checkNames(X509Certificate leaf, Predicate<String> wanted) throws CertificateException {
        if (!flaws.contains(Flaw.IGNORES_NAMES) && names(leaf).stream().noneMatch(wanted)) {
            throw new CertificateException("the certificate is for " + String.join(", ", names(leaf)));
        }
    }

    /** Whether a name in a certificate matches a host. */
    boolean standsFor(String name, String host) {
        return Names.matches(name, host)
                || (flaws.contains(Flaw.PARTIAL_WILDCARDS) && Names.matchesPartially(name, host));
    }

    private void validate(List<X509Certificate> chain) throws CertificateException {
        try {
            CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            PKIXParameters parameters = new PKIXParameters(anchors);
            boolean hasPointers = chain.get(0).getExtensionValue(AUTHORITY_INFORMATION_ACCESS) != null;
            parameters.setRevocationEnabled(hasPointers && !flaws.contains(Flaw.IGNORES_REVOCATION));
            if (parameters.isRevocationEnabled()) {
                PKIXRevocationChecker revocation = (PKIXRevocationChecker) validator.getRevocationChecker();
                revocation.setOptions(EnumSet.of(PKIXRevocationChecker.Option.SOFT_FAIL));
                parameters.addCertPathChecker(revocation);
            }
            if (flaws.contains(Flaw.IGNORES_VALIDITY)) {
                parameters.setDate(chain.get(0).getNotBefore()); // a moment at which the leaf was valid
            }
            validator.validate(path, parameters);
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    private List<String> names(X509Certificate leaf) throws CertificateException {
        List<String> names = new ArrayList<>();
        if (leaf.getSubjectAlternativeNames() != null) {
            leaf.getSubjectAlternativeNames().stream()
                    .filter(name -> name.get(0).equals(DNS_NAME))
                    .forEach(name -> names.add((String) name.get(1)));
        } else if (flaws.contains(Flaw.READS_COMMON_NAMES)) {
            names.add(leaf.getSubjectX500Principal().getName().replaceFirst("(?i)^CN=", ""));
        }
        return names;
    }
}
