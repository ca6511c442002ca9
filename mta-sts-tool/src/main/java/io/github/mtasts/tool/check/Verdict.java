package io.github.mtasts.tool.check;

import io.github.mtasts.Candidate;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.outcome.SessionResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this sender would do with a message for the domain, by the library's own decisions. Immutable.
 *
 * @param kind the kind of end
 * @param sentence it in words
 * @param hosts what the library requires of each MX host, in the order in which they are tried
 */
record Verdict(Kind kind, String sentence, Map<String, String> hosts) {
    /** How a delivery ends. */
    enum Kind {
        /** Delivered, over TLS with a proved peer only. */
        PROTECTED,
        /** Delivered whatever happens; violations are reported. */
        TESTED,
        /** Delivered, and nothing protects it. */
        UNPROTECTED,
        /** No host may be used: the message waits. */
        DELAYED,
        /** Returned to its sender: the domain takes no mail. */
        RETURNED,
        /** This side could not find out. */
        UNKNOWN
    }

    static Verdict of(DomainFacts facts) {
        String ownFault = facts.ownFault();
        if (ownFault != null) {
            return new Verdict(Kind.UNKNOWN, "There is no verdict: " + ownFault + ".", Map.of());
        }
        MxLookupResult lookup = facts.mx().lookup();
        if (lookup instanceof MxLookupResult.Hosts) {
            return ofHosts(facts.mx().hosts());
        }
        return lookup instanceof MxLookupResult.TemporaryFailure
                ? new Verdict(Kind.DELAYED, "Mail waits in the queue: " + lookup + ".", Map.of())
                : new Verdict(Kind.RETURNED, "Mail is returned to its sender: " + lookup + ".", Map.of());
    }

    private static Verdict ofHosts(List<HostFacts> hosts) {
        Map<String, String> words = new LinkedHashMap<>();
        hosts.forEach(host -> words.put(host.host().name(), words(host)));
        List<HostFacts> usable = hosts.stream().filter(Verdict::isUsable).toList();
        if (usable.isEmpty()) {
            return new Verdict(
                    Kind.DELAYED, "Mail waits in the queue: no MX host meets what is required of it.", words);
        }
        String names = String.join(
                ", ", usable.stream().map(each -> each.host().name()).toList());
        if (usable.stream().allMatch(Verdict::isProved)) {
            return new Verdict(
                    Kind.PROTECTED,
                    "Mail is delivered over TLS to a host that proves its name, or not at all: " + names + ".",
                    words);
        }
        boolean isTested = usable.stream().anyMatch(host -> decision(host) instanceof MxDecision.ReportOnly);
        return isTested
                ? new Verdict(
                        Kind.TESTED,
                        "Mail is delivered to " + names + " even if TLS fails; failures are reported (mode testing).",
                        words)
                : new Verdict(
                        Kind.UNPROTECTED,
                        "Mail is delivered to " + names + ", and nothing protects it on the way.",
                        words);
    }

    private static String words(HostFacts host) {
        if (host.candidate() instanceof Candidate.Rejected rejected) {
            return "rejected: " + rejected.reason();
        }
        return decision(host) + (isUsable(host) ? "" : "; no session meets that");
    }

    private static MxDecision decision(HostFacts host) {
        return ((Candidate.Proceed) host.candidate()).decision();
    }

    /** Whether a message could go there; without a probe it is assumed that TLS works. */
    private static boolean isUsable(HostFacts host) {
        return host.candidate() instanceof Candidate.Proceed
                && (host.probes().isEmpty()
                        || host.probes().stream()
                                .flatMap(probe -> probe.result().stream())
                                .anyMatch(session -> meets(decision(host), session)));
    }

    private static boolean meets(MxDecision decision, SessionResult session) {
        boolean isNamed = decision.validatedBy() == null || session.validated();
        if (decision instanceof MxDecision.RequireDane) {
            return isNamed && session.daneAuthenticated();
        }
        return isNamed && (!decision.requiresTls() || session.encrypted());
    }

    private static boolean isProved(HostFacts host) {
        MxDecision decision = decision(host);
        return decision instanceof MxDecision.RequireDane || decision.validatedBy() != null;
    }
}
