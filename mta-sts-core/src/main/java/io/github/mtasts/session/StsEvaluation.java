package io.github.mtasts.session;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.trust.internal.CertificateFault;
import io.github.mtasts.trust.internal.RecordingKeyManager;
import io.github.mtasts.trust.internal.RecordingTrustManager;
import io.github.mtasts.trust.internal.TlsLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a session under the policy of its domain, for the report (RFC 8461 section 6, RFC 8460 section 4.3.2.2, D22, D25).
 * Pure.
 */
public final class StsEvaluation {
    /** The reason code of a session that the host refused before TLS (D33). */
    public static final String REFUSED_BEFORE_TLS = "refused-before-tls";

    /** The reason code of a cipher suite that is not allowed where the operator's anchors must prove a host. */
    static final String WEAK_SUITE = "weak-cipher-suite";

    private static final Set<ResultType> CERTIFICATE = Set.of(
            ResultType.CERTIFICATE_EXPIRED, ResultType.CERTIFICATE_HOST_MISMATCH, ResultType.CERTIFICATE_NOT_TRUSTED);

    private StsEvaluation() {}

    /**
     * Evaluates a session, or a host that was rejected before any connection.
     *
     * @param domain the Policy Domain
     * @param resolution the policy in force at the decision, or the reason why there was none
     * @param mismatch the violation when no mx pattern covers the host; null when one does or no policy applies
     * @param session the result of the session, null without a connection
     * @return the applied policy; null when nothing is counted: there is no Policy Domain, the operator ignores the
     *     domain's policy, the policy in force is unknown, there was neither a session nor a violation, no policy was
     *     found and the host refused the session before TLS, or the session failed by our own fault alone
     */
    public static @Nullable AppliedPolicy of(
            PolicyDomain domain,
            PolicyResolution resolution,
            @Nullable Failure mismatch,
            @Nullable SessionResult session) {
        boolean underPolicy = resolution instanceof PolicyResolution.InForce inForce
                && inForce.policy().mode() != PolicyMode.NONE;
        return counted(domain, resolution, mismatch, session == null ? null : withoutOwnFaults(session, underPolicy));
    }

    private static @Nullable AppliedPolicy counted(
            PolicyDomain domain,
            PolicyResolution resolution,
            @Nullable Failure mismatch,
            @Nullable SessionResult session) {
        if (resolution instanceof PolicyResolution.Undetermined || (session == null && mismatch == null)) {
            return null; // no policy to count under, or nothing to count
        }
        if (resolution instanceof PolicyResolution.InForce inForce
                && inForce.policy().mode() != PolicyMode.NONE) {
            return underPolicy(domain, inForce, mismatch, session);
        }
        if (session == null) {
            return null;
        }
        if (resolution instanceof PolicyResolution.NoPolicy none) {
            if (none.reason() == PolicyResolution.Reason.NO_POLICY_DOMAIN
                    || none.reason() == PolicyResolution.Reason.IGNORED_BY_LOCAL_RULE) {
                return null;
            }
            if (none.failure() != null) {
                return expectedButNotObtained(domain, none.failure(), none.lines());
            }
        }
        return isRefusedBeforeTls(session) ? null : withoutPolicy(domain, session);
    }

    /** D33: no TLS was tried. */
    private static boolean isRefusedBeforeTls(SessionResult session) {
        return session.failures().stream().anyMatch(failure -> failure.reason().startsWith(REFUSED_BEFORE_TLS));
    }

    /**
     * Leaves out the failures that are our own (D34): a state of revocation that could not be asked for, a limit of this JVM, and
     * a key manager that threw. A session that failed by nothing else is not counted under a policy.
     */
    private static @Nullable SessionResult withoutOwnFaults(SessionResult session, boolean underPolicy) {
        boolean hasOwnFault = session.failures().stream().anyMatch(StsEvaluation::isOwnFault);
        boolean certificateCounts = underPolicy || session.encrypted() || !hasOwnFault;
        List<Failure> theirs = session.failures().stream()
                .filter(failure -> !isOwnFault(failure) && (certificateCounts || !isCertificateFault(failure)))
                .toList();
        boolean isOursAlone = theirs.isEmpty() && !session.failures().isEmpty();
        return isOursAlone && (underPolicy || !session.encrypted())
                ? null
                : new SessionResult(session.protocol(), session.cipherSuite(), theirs);
    }

    /**
     * Whether a failure is our own, and no fault of the host.
     *
     * @param failure of a session
     * @return true when it is counted for the operator, and reported to nobody
     */
    public static boolean isOwnFault(Failure failure) {
        return TlsLimits.isLimit(failure)
                || RecordingKeyManager.isOwnFault(failure)
                || RecordingTrustManager.isOwnFault(failure)
                || failure.reason().startsWith(CertificateFault.NOT_ASKED_CODE + ":");
    }

    /**
     * Whether a failure is one of the host's certificate.
     *
     * @param failure of a session
     * @return true for the result types of certificates
     */
    public static boolean isCertificateFault(Failure failure) {
        return CERTIFICATE.contains(failure.type());
    }

    private static AppliedPolicy underPolicy(
            PolicyDomain domain,
            PolicyResolution.InForce inForce,
            @Nullable Failure mismatch,
            @Nullable SessionResult session) {
        List<Failure> failures = new ArrayList<>();
        if (mismatch != null) {
            failures.add(mismatch);
        }
        if (session != null) {
            failures.addAll(session.failures());
        }
        StsPolicy policy = inForce.policy();
        Failure refresh = inForce.refreshFailure();
        return new AppliedPolicy(
                PolicyType.STS,
                domain.name(),
                policy.lines(),
                policy.mxPatterns().stream().map(MxPattern::toString).toList(),
                failures.isEmpty(),
                failures,
                refresh == null ? List.of() : List.of(refresh));
    }

    /** RFC 8460 section 4.3.2.2, D22: an sts entry with an empty policy-string, or with the lines of the invalid body. */
    private static AppliedPolicy expectedButNotObtained(PolicyDomain domain, Failure failure, List<String> lines) {
        return new AppliedPolicy(PolicyType.STS, domain.name(), lines, List.of(), false, List.of(failure), List.of());
    }

    /** D25: without a policy every completed handshake is a success, whatever the certificate. */
    private static AppliedPolicy withoutPolicy(PolicyDomain domain, SessionResult session) {
        List<Failure> failures = session.encrypted() ? List.of() : withoutCertificate(session.failures());
        return new AppliedPolicy(
                PolicyType.NO_POLICY_FOUND,
                domain.name(),
                List.of(),
                List.of(),
                session.encrypted(),
                failures,
                List.of());
    }

    /** A certificate that nobody had to prove ends no handshake: where something else did, only that is the failure. */
    private static List<Failure> withoutCertificate(List<Failure> failures) {
        List<Failure> others = failures.stream()
                .filter(failure -> !isCertificateFault(failure))
                .toList();
        return others.isEmpty() ? failures : others;
    }
}
