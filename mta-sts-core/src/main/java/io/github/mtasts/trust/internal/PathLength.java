package io.github.mtasts.trust.internal;

import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.PKIXCertPathChecker;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Limits the paths of the platform's trust manager to the length that {@link PathFinder} searches. The platform applies a limit of
 * its own only to paths that it builds, and not to a chain that is presented in order. The platform makes a copy for each path.
 */
final class PathLength extends PKIXCertPathChecker {
    private int certificates;

    @Override
    public void init(boolean forward) {
        certificates = 0;
    }

    @Override
    public boolean isForwardCheckingSupported() {
        return true;
    }

    @Override
    public @Nullable Set<String> getSupportedExtensions() {
        return null;
    }

    @Override
    public void check(Certificate certificate, @Nullable Collection<String> unresolvedCriticalExtensions)
            throws CertPathValidatorException {
        certificates++;
        if (certificates > PathFinder.MAX_INTERMEDIATES + 1) {
            throw new CertPathValidatorException(
                    "the path has more than " + PathFinder.MAX_INTERMEDIATES + " intermediate certificates");
        }
    }
}
