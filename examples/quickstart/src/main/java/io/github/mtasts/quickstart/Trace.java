package io.github.mtasts.quickstart;

import io.github.mtasts.Candidate;
import io.github.mtasts.Opening;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.resolution.PolicyResolution;
import java.util.List;
import java.util.stream.Collectors;

/** The steps of one delivery, in the words of the tables. Shows the MX host that was tried last. */
final class Trace {
    private static final String REQUIRED = "require TLS";
    private static final String DANE = "DANE";
    private static final String ENCRYPTED = "TLS";
    private static final String REPORTED = "report only";
    private static final String NOTHING = "no constraint";
    private static final String REJECTED = "reject: not in the policy";

    private String mode = "-";
    private String host = "-";
    private String decision = "-";
    private String session = "-";

    void policy(PolicyResolution resolution) {
        if (resolution instanceof PolicyResolution.InForce inForce) {
            mode = inForce.policy().mode().token();
        } else if (resolution instanceof PolicyResolution.NoPolicy none) {
            mode = switch (none.reason()) {
                case NOT_PUBLISHED -> "no policy";
                case IGNORED_BY_LOCAL_RULE -> "ignored";
                default ->
                    "no policy ("
                            + none.reason()
                                    .name()
                                    .toLowerCase(java.util.Locale.ROOT)
                                    .replace('_', ' ') + ")";
            };
        } else {
            mode = "unknown";
        }
    }

    void candidate(MxHost mxHost, Candidate candidate) {
        host = mxHost.name();
        session = "-";
        decision = candidate instanceof Candidate.Proceed proceed ? words(proceed.decision()) : REJECTED;
    }

    void opening(Opening<?> opening) {
        if (opening instanceof Opening.Ready<?> ready) {
            session = words(ready.session());
        } else if (opening instanceof Opening.NotReady<?> not) {
            session = not.failures().isEmpty()
                    ? not.cause().name().toLowerCase(java.util.Locale.ROOT)
                    : types(not.failures());
        }
    }

    /** A message that a host took. */
    void sent(MxHost mxHost, PolicyResolution resolution, SessionResult result) {
        host = mxHost.name();
        decision = words(resolution, mxHost);
        session = words(result);
    }

    /** A message that no host took: the last one, and the failures of its session. */
    void notSent(MxHost mxHost, PolicyResolution resolution, List<Failure> failures) {
        host = mxHost.name();
        decision = words(resolution, mxHost);
        session = decision.equals(REJECTED) || failures.isEmpty() ? "-" : types(failures);
    }

    void smtpFailed(Exception e) {
        session += ", then " + e.getMessage();
    }

    String mode() {
        return mode;
    }

    String host() {
        return host;
    }

    String decision() {
        return decision;
    }

    String session() {
        return session;
    }

    private static String words(MxDecision decision) {
        if (decision instanceof MxDecision.RequireValidatedTls) {
            return REQUIRED;
        }
        if (decision instanceof MxDecision.RequireDane dane) {
            return dane.validated() == null ? DANE : DANE + ", " + REQUIRED;
        }
        if (decision instanceof MxDecision.RequireTls) {
            return ENCRYPTED;
        }
        if (decision instanceof MxDecision.ReportOnly) {
            return REPORTED;
        }
        return NOTHING;
    }

    /** The decision that follows from a policy. */
    private static String words(PolicyResolution resolution, MxHost mxHost) {
        if (!(resolution instanceof PolicyResolution.InForce inForce)) {
            return NOTHING;
        }
        return switch (inForce.policy().mode()) {
            case ENFORCE -> inForce.policy().permits(mxHost) ? REQUIRED : REJECTED;
            case TESTING -> REPORTED;
            case NONE -> NOTHING;
        };
    }

    private static String words(SessionResult session) {
        if (session.validated() || session.daneAuthenticated()) {
            return session.protocol()
                    + (session.daneAuthenticated() ? ", DANE" : "")
                    + (session.validated() ? ", validated" : "");
        }
        return (session.encrypted() ? session.protocol() + ", " : "clear, ") + types(session.allFailures());
    }

    private static String types(List<Failure> failures) {
        return failures.stream()
                .map(failure -> failure.type().token())
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
