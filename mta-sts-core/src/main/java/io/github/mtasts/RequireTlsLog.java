package io.github.mtasts;

import io.github.mtasts.Opening.NotReady;
import io.github.mtasts.Opening.NotReady.Cause;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.MxDecision.Scope;
import io.github.mtasts.session.StsEvaluation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the hosts of one attempt have shown for good that a message with REQUIRETLS cannot be sent (RFC 8689 section 4.2.1).
 * Thread-safe.
 *
 * <p>Comes in: how each host ended. Goes out: the enhanced status with which the message is returned; none as long as the DNS, a
 * connection or a refusal for now kept a host away, and none where a policy in force blocked one: RFC 8461 section 5.1 and RFC
 * 7672 section 2.1.2 have the message wait then.
 */
final class RequireTlsLog {
    private static final String NOT_OFFERED = "5.7.30";
    private static final String NOT_AUTHENTICATED = "5.7.10";

    private final boolean isRequired;
    private @Nullable Set<MxHost> open;
    private boolean notOffered;
    private boolean notAuthenticated;
    /** How many sessions met the requirements. Their hosts did not take the message for another reason. */
    private int met;

    private boolean mayChange;

    /** @param isRequired whether the message requires REQUIRETLS; otherwise nothing is kept */
    RequireTlsLog(boolean isRequired) {
        this.isRequired = isRequired;
    }

    /** A host may be connected to, which will show more. */
    synchronized void proceeding(MxHost host) {
        if (isRequired) {
            Set<MxHost> hosts = open == null ? new HashSet<>() : open;
            hosts.add(host);
            open = hosts;
        }
    }

    private void ended(MxHost host) {
        if (open != null) {
            open.remove(host);
        }
    }

    /**
     * The message itself rejects a host, which no policy in force does.
     *
     * @param isKnown false where it is not known whether a policy names the host
     */
    synchronized void rejected(boolean isKnown) {
        notAuthenticated |= isKnown;
        mayChange |= !isKnown;
    }

    /** Something else kept the message from a host. */
    synchronized void excluded() {
        mayChange = true;
    }

    /** @param isLost whether a connection broke, or was too slow or given up, before it proved anything */
    synchronized void opened(MxHost host, MxDecision decision, boolean isRuled, Opening<?> opening, boolean isLost) {
        ended(host);
        if (!(opening instanceof NotReady<?> ended)) {
            met++;
        } else if (ended.cause() == Cause.NO_REQUIRETLS) {
            notOffered = true;
        } else if (ended.cause() == Cause.TLS || ended.cause() == Cause.NO_STARTTLS) {
            String reply = ended.reply();
            mayChange |= isLost;
            withoutTls(decision, isRuled, reply != null && reply.startsWith("4"));
        } else {
            mayChange = true;
        }
    }

    /** The same for a server that opens its connections itself. */
    synchronized void settled(
            MxHost host, MxDecision decision, boolean isRuled, SmtpSession.Permission permission, boolean isLost) {
        ended(host);
        List<Failure> failures = permission.session().failures();
        boolean refused =
                failures.stream().anyMatch(failure -> failure.reason().startsWith(StsEvaluation.REFUSED_BEFORE_TLS));
        if (permission instanceof SmtpSession.Permission.Granted) {
            met++; // unless its reply to EHLO says otherwise
        } else if (refused) {
            mayChange = true;
        } else {
            mayChange |= isLost;
            withoutTls(decision, isRuled, failures.stream().anyMatch(RequireTlsLog::isForNow));
        }
    }

    /** A host whose session was settled before offers no REQUIRETLS. Other sessions may have met the requirements. */
    synchronized void notOffered() {
        notOffered = true;
        met = Math.max(0, met - 1);
    }

    private void withoutTls(MxDecision decision, boolean isRuled, boolean isForNow) {
        boolean blockedByPolicy =
                isRuled || decision.validatedBy() == Scope.PUBLISHED || decision instanceof MxDecision.RequireDane;
        boolean mayPass = isForNow || blockedByPolicy;
        mayChange |= mayPass;
        notAuthenticated |= !isForNow;
    }

    private static boolean isForNow(Failure failure) {
        return failure.type() == ResultType.STARTTLS_NOT_SUPPORTED
                && failure.reason().startsWith("starttls-refused: 4");
    }

    /**
     * The enhanced status with which the message is returned.
     *
     * @param isLastTry whether what may change counts no more
     * @return null when the message waits, or is returned for another reason
     */
    synchronized @Nullable String status(boolean isLastTry) {
        boolean isOpen = mayChange || (open != null && !open.isEmpty());
        if (!isRequired || met > 0 || (isOpen && !isLastTry)) {
            return null;
        }
        return notOffered ? NOT_OFFERED : notAuthenticated ? NOT_AUTHENTICATED : null;
    }
}
