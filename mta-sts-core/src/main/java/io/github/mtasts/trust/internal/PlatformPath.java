package io.github.mtasts.trust.internal;

import io.github.mtasts.text.Causes;
import io.github.mtasts.trust.TrustAnchors;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The trust manager of the Java platform, which validates a path first: so everything that the platform refuses is refused,
 * such as a certificate of a root that it distrusts ({@code jdk.security.caDistrustPolicies}), with any anchors.
 *
 * <p>Comes in: a chain. Goes out: nothing, or the reason for a refusal. It does no I/O: revocation and the fetch of missing
 * certificates are off, whatever the system properties say. It matches no names. Thread-safe.
 */
final class PlatformPath {
    private static final int KEY_ENCIPHERMENT = 2;
    private static final int KEY_AGREEMENT = 4;

    private final @Nullable X509TrustManager manager;

    PlatformPath(TrustAnchors anchors, CertificateRules rules) {
        Set<TrustAnchor> usable = anchors.certificates().stream()
                .filter(anchor -> rules.anchorFaults(anchor).isEmpty())
                .map(anchor -> new TrustAnchor(anchor, null))
                .collect(Collectors.toSet());
        this.manager = usable.isEmpty() ? null : manager(usable, rules);
    }

    /** Validates a chain now. Returns null when a path is valid, else the reason. */
    @Nullable
    String refusal(List<X509Certificate> chain) {
        if (manager == null) {
            return "no usable anchor";
        }
        try {
            manager.checkServerTrusted(chain.toArray(new X509Certificate[0]), keyExchange(chain.get(0)));
            return null;
        } catch (CertificateException | RuntimeException e) { // also a certificate that the platform cannot read
            return innermost(e);
        }
    }

    private static X509TrustManager manager(Set<TrustAnchor> anchors, CertificateRules rules) {
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
            parameters.setRevocationEnabled(false); // checked by RevocationChecker, because it may do I/O
            parameters.setMaxPathLength(PathFinder.MAX_INTERMEDIATES);
            parameters.addCertPathChecker(rules);
            parameters.addCertPathChecker(new PathLength());
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            for (TrustManager each : factory.getTrustManagers()) {
                if (each instanceof X509TrustManager x509) {
                    return x509;
                }
            }
            throw new IllegalStateException("this Java runtime has no trust manager for X.509 certificates");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no PKIX trust manager: " + e.getMessage(), e);
        }
    }

    /** Names a key exchange that the key usage permits, because the suites are limited elsewhere. */
    private static String keyExchange(X509Certificate own) {
        boolean[] usage = own.getKeyUsage();
        if (usage == null || usage[0]) {
            return "UNKNOWN"; // a signature, as in TLS 1.3
        }
        if (usage[KEY_ENCIPHERMENT]) {
            return "RSA";
        }
        return usage[KEY_AGREEMENT] ? "ECDH_ECDSA" : "UNKNOWN";
    }

    private static String innermost(Exception error) {
        Throwable at = Causes.innermost(error);
        return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
    }
}
