package io.github.mtasts;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.session.StsEvaluation;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How each MX host of one attempt ended, in the order in which they were asked about. Thread-safe. */
final class CandidateLog {
    /** A domain may have hundreds of MX records; the sentence has room for a few. */
    private static final int MAX_HOSTS = 16;

    /** A decision blocked (RFC 3463: security features not supported). */
    static final String BLOCKED = "4.7.5";

    private static final String TAKEN_BY_NONE = "a connection was ready, and the message was not taken";

    /** RFC 3463: undefined. */
    private static final String READY = "4.0.0";

    private record Ending(String status, String sentence) {}

    private final String localRequirement;
    private final Map<String, Ending> endings = new LinkedHashMap<>();
    private final Set<MxHost> recordedMismatches = new HashSet<>();
    /** Also for a host beyond the bound of the sentence. */
    private boolean blocked;
    /** Whether it was an MTA-STS policy or the operator's rule for it that blocked one of them. */
    private boolean blockedByPolicy;

    private @Nullable String last;

    /** @param localRequirement the origin of a requirement that the domain did not publish */
    CandidateLog(String localRequirement) {
        this.localRequirement = localRequirement;
    }

    /** D25: a host that no mx pattern covers counts as one failed session per attempt. */
    synchronized boolean isFirstMismatch(MxHost host) {
        return recordedMismatches.add(host);
    }

    void rejected(String host, Failure failure, MxDecision.@Nullable Scope scope) {
        notePolicy(true);
        put(host, BLOCKED, failure.reason() + by(scope));
    }

    /** What the DNS says about DANE, or that it could not be asked, excludes the host. */
    void excluded(MxHost host, String status, Failure failure) {
        put(host.name(), status, failure.reason());
    }

    private synchronized void notePolicy(boolean byPolicy) {
        blockedByPolicy |= byPolicy;
    }

    /** Whether a policy blocked: the sentence names it. */
    synchronized boolean isBlockedByPolicy() {
        return blocked && blockedByPolicy;
    }

    void opened(MxHost host, MxDecision decision, Opening<?> opening) {
        if (opening instanceof Opening.Ready) {
            put(host.name(), READY, TAKEN_BY_NONE);
            return;
        }
        Opening.NotReady<?> ended = (Opening.NotReady<?>) opening;
        boolean blocked =
                ended.cause() == Opening.NotReady.Cause.NO_STARTTLS || ended.cause() == Opening.NotReady.Cause.TLS;
        MxDecision.Scope scope =
                blocked && decision instanceof MxDecision.RequireValidatedTls require ? require.scope() : null;
        boolean byRecordsAlone =
                ended.failures().stream().allMatch(failure -> failure.type() == ResultType.TLSA_INVALID);
        notePolicy(blocked && decision.validatedBy() != null && !byRecordsAlone);
        put(host.name(), status(ended), ended + by(scope));
    }

    void settled(MxHost host, MxDecision decision, SmtpSession.Permission permission) {
        if (permission instanceof SmtpSession.Permission.Denied denied) {
            boolean refused = denied.session().failures().stream()
                    .anyMatch(failure -> failure.reason().startsWith(StsEvaluation.REFUSED_BEFORE_TLS));
            MxDecision.Scope scope =
                    !refused && decision instanceof MxDecision.RequireValidatedTls require ? require.scope() : null;
            notePolicy(!refused
                    && decision.validatedBy() != null
                    && !denied.session().failures().isEmpty());
            put(host.name(), refused ? "4.4.2" : BLOCKED, denied.session() + by(scope));
        } else {
            put(host.name(), READY, TAKEN_BY_NONE);
        }
    }

    /** A host of a server that opens its connections itself offers no REQUIRETLS. */
    void withoutRequireTls(MxHost host) {
        put(host.name(), BLOCKED, "it offers no REQUIRETLS over TLS");
    }

    /** RFC 3463: X.7.5 where a decision blocked, X.4.1 no answer, X.3.2 refused by the host, X.4.2 a broken connection. */
    private static String status(Opening.NotReady<?> ended) {
        return switch (ended.cause()) {
            case NO_STARTTLS, TLS, NO_REQUIRETLS -> BLOCKED;
            case UNREACHABLE, TIMEOUT -> "4.4.1";
            case SMTP -> ended.reply() == null ? "4.4.2" : "4.3.2";
            case ENDED -> "4.3.0";
        };
    }

    private String by(MxDecision.@Nullable Scope scope) {
        return scope == MxDecision.Scope.LOCAL ? ", required by " + localRequirement : "";
    }

    /** A host that a decision blocked at one address stays blocked, unless another address was ready. */
    private synchronized void put(String host, String status, String sentence) {
        blocked |= BLOCKED.equals(status);
        last = status;
        Ending before = endings.get(host);
        if (before == null ? endings.size() < MAX_HOSTS : !before.status.equals(BLOCKED) || !isWeaker(status)) {
            endings.put(host, new Ending(status, sentence));
        }
    }

    private static boolean isWeaker(String status) {
        return !status.equals(BLOCKED) && !status.equals(READY);
    }

    /** The status of the message: that of a host which a decision blocked, else of the last one; null without a host. */
    synchronized @Nullable String status() {
        return blocked ? BLOCKED : last;
    }

    @Override
    public synchronized String toString() {
        return endings.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue().sentence)
                .collect(Collectors.joining("; "));
    }
}
