package io.github.mtasts.trust.internal;

import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.PKIXCertPathChecker;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reports to the PKIX validator the critical extensions that {@link CertificateVerifier} checks itself. */
class HandledExtensions extends PKIXCertPathChecker {
    private static final Set<String> READ = Set.of("2.5.29.17", "2.5.29.37"); // subjectAltName, extKeyUsage

    @Override
    public void init(boolean forward) {}

    @Override
    public boolean isForwardCheckingSupported() {
        return true;
    }

    @Override
    public Set<String> getSupportedExtensions() {
        return READ;
    }

    @Override
    public void check(Certificate certificate, @Nullable Collection<String> unresolvedCriticalExtensions)
            throws CertPathValidatorException {
        if (unresolvedCriticalExtensions != null) {
            unresolvedCriticalExtensions.removeAll(READ);
        }
    }
}
