package io.github.mtasts.fetch.internal;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.fetch.FetchResult.Cause;
import io.github.mtasts.fetch.FetchResult.Failed;
import io.github.mtasts.trust.internal.CertificateFault;
import java.util.List;
import java.util.stream.Collectors;

/** Makes the failures of a fetch, with the result types of RFC 8460 section 4.3.2.2 (D10). */
public final class Failures {
    private Failures() {}

    /**
     * Makes a failure to retrieve the policy that is not about the certificate.
     *
     * @param cause the step
     * @param reason a stable code, then a detail
     * @return the result
     */
    public static Failed fetchError(Cause cause, String reason) {
        return failed(cause, ResultType.STS_POLICY_FETCH_ERROR, reason, List.of());
    }

    static Failed certificate(String reasons) {
        return failed(Cause.CERTIFICATE, ResultType.STS_WEBPKI_INVALID, reasons, List.of());
    }

    static Failed certificate(List<CertificateFault> faults) {
        return certificate(faults.stream().map(CertificateFault::reason).collect(Collectors.joining("; ")));
    }

    /** A state that we could not ask for is our own fault, unless something else is wrong with the certificate. */
    static Failed revocation(List<CertificateFault> faults) {
        boolean isOurs = faults.stream().allMatch(fault -> fault.kind() == CertificateFault.Kind.NOT_ASKED);
        return isOurs ? fetchError(Cause.OWN_FAULT, faults.get(0).reason()) : certificate(faults);
    }

    static Failed invalidPolicy(String reason, List<String> lines) {
        return failed(Cause.INVALID_POLICY, ResultType.STS_POLICY_INVALID, "invalid-policy: " + reason, lines);
    }

    private static Failed failed(Cause cause, ResultType type, String reason, List<String> lines) {
        return new Failed(cause, new Failure(type, reason), lines);
    }
}
