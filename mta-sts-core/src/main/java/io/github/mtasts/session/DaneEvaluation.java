package io.github.mtasts.session;

import io.github.mtasts.dane.HostDane;
import io.github.mtasts.dane.TlsaSet;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.DaneResult;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.outcome.SessionResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluates a session under the TLSA records of its host, for the report (RFC 8460 sections 4.3 and 4.4, D26). Pure. */
public final class DaneEvaluation {
    private DaneEvaluation() {}

    /**
     * Evaluates a session.
     *
     * @param dane what the DNS says about the host
     * @param session the result of the session
     * @return the applied policy; null when nothing is counted: DANE does not apply, or the session failed by our own fault alone
     */
    public static @Nullable AppliedPolicy of(HostDane dane, SessionResult session) {
        if (dane instanceof HostDane.Records found) {
            return judged(found.base(), found.tlsa(), session, List.of());
        }
        if (dane instanceof HostDane.EncryptOnly found) {
            Failure unusable =
                    new Failure(ResultType.TLSA_INVALID, "tlsa-unusable: none of the " + found.tlsa() + " can be used");
            return judged(found.base(), found.tlsa(), session, List.of(unusable));
        }
        return dane instanceof HostDane.Unknown unknown && unknown.isReported()
                ? failed(unknown.base(), List.of(), List.of(unknown.failure()))
                : null;
    }

    /**
     * Makes the applied policy of a host that was rejected before any connection.
     *
     * @param dane what the DNS says about the host
     * @param host the name of the host
     * @param failure the reason
     * @return the applied policy, with the records where there are some (RFC 8460 section 4.4, D22); null when the domain is not
     *     told, because the failure is not about DANE or is our own (D34)
     */
    public static @Nullable AppliedPolicy rejected(HostDane dane, String host, Failure failure) {
        if (dane instanceof HostDane.Unknown unknown) {
            return unknown.isReported() ? failed(unknown.base(), List.of(), List.of(failure)) : null;
        }
        if (failure.type() != ResultType.DANE_REQUIRED) {
            return null;
        }
        String base = dane.tlsaBase();
        return failed(base == null ? host : base, lines(dane), List.of(failure));
    }

    private static List<String> lines(HostDane dane) {
        if (dane instanceof HostDane.Records found) {
            return found.tlsa().lines();
        }
        return dane instanceof HostDane.EncryptOnly found ? found.tlsa().lines() : List.of();
    }

    private static @Nullable AppliedPolicy judged(
            String base, TlsaSet tlsa, SessionResult session, List<Failure> ofRecords) {
        List<Failure> failures = new ArrayList<>(ofRecords);
        DaneResult ofDane = session.dane();
        if (ofDane != null) {
            failures.addAll(ofDane.failures());
        }
        session.failures().stream().filter(DaneEvaluation::isOfConnection).forEach(failures::add);
        boolean isJudged = session.encrypted() || ofDane != null || !failures.isEmpty();
        boolean failedHere = !session.encrypted() && session.failures().stream().anyMatch(StsEvaluation::isOwnFault);
        if (!isJudged || (failedHere && failures.size() == ofRecords.size())) {
            return null;
        }
        return failures.isEmpty()
                ? new AppliedPolicy(PolicyType.TLSA, base, tlsa.lines(), List.of(), true, List.of(), List.of())
                : failed(base, tlsa.lines(), failures);
    }

    /** What the operator's anchors say about a certificate or a suite is nothing to TLSA records. */
    private static boolean isOfConnection(Failure failure) {
        return !StsEvaluation.isOwnFault(failure)
                && !StsEvaluation.isCertificateFault(failure)
                && !failure.reason().startsWith(StsEvaluation.WEAK_SUITE);
    }

    private static AppliedPolicy failed(String base, List<String> lines, List<Failure> failures) {
        return new AppliedPolicy(PolicyType.TLSA, base, lines, List.of(), false, failures, List.of());
    }
}
