package io.github.mtasts.trust.internal;

import io.github.mtasts.trust.internal.CertificateFault.Kind;
import io.github.mtasts.trust.internal.PathFinder.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;

/**
 * Validates one path from a certificate to its anchor by RFC 5280 section 6, with the PKIX validator of the JDK.
 *
 * <p>Comes in: a path and the time. Goes out: its faults. Dates are checked here, and the validator gets a time at which the
 * whole path was valid, so that an expired certificate does not hide other faults.
 */
final class PathValidator {
    private final CertificateRules rules;

    PathValidator(CertificateRules rules) {
        this.rules = rules;
    }

    List<CertificateFault> check(Path path, Instant now) {
        List<CertificateFault> faults = new ArrayList<>();
        for (X509Certificate certificate : path.certificates()) {
            faults.addAll(dates(certificate, now));
        }
        if (path.certificates().isEmpty()) {
            faults.addAll(dates(path.anchor(), now)); // the peer presents an anchor: its dates count as any peer's
            faults.addAll(rules.anchorFaults(path.anchor()));
            return faults;
        }
        for (X509Certificate certificate : path.certificates()) {
            faults.addAll(rules.faults(certificate));
        }
        faults.addAll(rules.anchorFaults(path.anchor()));
        faults.addAll(validated(path.certificates(), new TrustAnchor(path.anchor(), null), now));
        return faults;
    }

    /**
     * Checks a path whose anchor limits it, as that of a TLSA record does (RFC 7671 section 5.2): its dates, its path length, its
     * name constraints and its right to sign count, which the JDK ignores in an anchor. The anchor becomes the last certificate
     * of the path, and its name and key the anchor.
     */
    List<CertificateFault> checkWithAnchor(Path path, Instant now) {
        List<X509Certificate> all = new ArrayList<>(path.certificates());
        all.add(new UnverifiedCertificate(path.anchor()));
        List<CertificateFault> faults = new ArrayList<>();
        for (X509Certificate certificate : all) {
            faults.addAll(dates(certificate, now));
        }
        for (X509Certificate certificate : path.certificates()) {
            faults.addAll(rules.faults(certificate));
        }
        faults.addAll(rules.anchorFaults(path.anchor()));
        TrustAnchor above = new TrustAnchor(
                path.anchor().getIssuerX500Principal(), path.anchor().getPublicKey(), null);
        faults.addAll(validated(all, above, now));
        return faults;
    }

    private static List<CertificateFault> validated(List<X509Certificate> path, TrustAnchor anchor, Instant now) {
        Instant from = latestStart(path);
        Instant to = earliestEnd(path);
        if (from.isAfter(to)) {
            return List.of(untrusted("never-valid", "the certificates of the chain were never valid at the same time"));
        }
        return validate(path, anchor, now.isBefore(from) ? from : now.isAfter(to) ? to : now);
    }

    static List<CertificateFault> dates(X509Certificate certificate, Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant to = certificate.getNotAfter().toInstant();
        if (now.isAfter(to)) {
            return List.of(new CertificateFault(Kind.EXPIRED, "expired: " + to + " " + subject(certificate)));
        }
        if (now.isBefore(from)) {
            return List.of(
                    new CertificateFault(Kind.NOT_YET_VALID, "not-yet-valid: " + from + " " + subject(certificate)));
        }
        return List.of();
    }

    static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    static CertificateFault untrusted(String code, String detail) {
        return new CertificateFault(Kind.NOT_TRUSTED, code + ": " + detail);
    }

    private static Instant latestStart(List<X509Certificate> path) {
        return path.stream()
                .map(c -> c.getNotBefore().toInstant())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    private static Instant earliestEnd(List<X509Certificate> path) {
        return path.stream()
                .map(c -> c.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    private static List<CertificateFault> validate(List<X509Certificate> path, TrustAnchor anchor, Instant when) {
        try {
            CertPath chain = CertificateFactory.getInstance("X.509").generateCertPath(path);
            CertPathValidator.getInstance("PKIX").validate(chain, parameters(anchor, when));
            return List.of();
        } catch (CertPathValidatorException e) {
            return List.of(untrusted(code(e.getReason()), String.valueOf(e.getMessage())));
        } catch (GeneralSecurityException | RuntimeException e) {
            return List.of(untrusted("invalid-chain", String.valueOf(e.getMessage())));
        }
    }

    static PKIXParameters parameters(X509Certificate anchor, Instant when) throws InvalidAlgorithmParameterException {
        return parameters(new TrustAnchor(anchor, null), when);
    }

    private static PKIXParameters parameters(TrustAnchor anchor, Instant when)
            throws InvalidAlgorithmParameterException {
        PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
        parameters.setRevocationEnabled(false); // checked by RevocationChecker, because it may do I/O
        parameters.setDate(Date.from(when));
        parameters.addCertPathChecker(new HandledExtensions());
        return parameters;
    }

    private static String code(Reason reason) {
        if (reason == PKIXReason.INVALID_NAME) {
            return "name-constraints";
        }
        if (reason == PKIXReason.INVALID_KEY_USAGE
                || reason == PKIXReason.NOT_CA_CERT
                || reason == PKIXReason.PATH_TOO_LONG) {
            return "wrong-usage";
        }
        if (reason == BasicReason.ALGORITHM_CONSTRAINED) {
            return "weak-algorithm";
        }
        return reason == PKIXReason.UNRECOGNIZED_CRIT_EXT ? "unknown-extension" : "invalid-chain";
    }
}
