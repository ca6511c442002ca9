package io.github.mtasts.tool.plan;

import io.github.mtasts.fetch.internal.PolicyHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.PolicyWriter;
import io.github.mtasts.policy.StsRecordWriter;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.ExitStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Writes one revision of a policy as two steps: first the body, then the id (RFC 8461 section 8.1). The other order would let a
 * sender that sees the new id fetch the old body, and keep it under the new id.
 */
final class Publication {
    private final PolicyDomain domain;
    private final Clock clock;
    private final Duration ttl;

    /** @param ttl of the TXT record */
    Publication(PolicyDomain domain, Clock clock, Duration ttl) {
        this.domain = domain;
        this.clock = clock;
        this.ttl = ttl;
    }

    /** The two steps; the second one waits until every sender can see the new id. */
    List<Step> steps(PolicyMode mode, List<String> patterns, Duration maxAge, String why) {
        String policy = policy(mode, patterns, maxAge);
        return List.of(
                Step.of(Step.Place.HTTPS, "Serve the policy at " + url(domain), policy, why),
                Step.of(
                                Step.Place.TXT,
                                "Announce it with a new id",
                                record(
                                        "_mta-sts." + domain.name(),
                                        StsRecordWriter.write(StsRecordWriter.newId(policy, clock))),
                                "Only now: a sender that sees the new id fetches the policy at once. Senders keep the"
                                        + " old policy until the TTL of the record has passed ("
                                        + PlanFacts.words(ttl) + ").")
                        .thenWait(ttl));
    }

    String record(String name, String text) {
        return String.format(Locale.ROOT, "%s. %d IN TXT \"%s\"", name, ttl.toSeconds(), text);
    }

    /** Where the policy of a domain is served (RFC 8461 section 3.2). */
    static String url(PolicyDomain domain) {
        return "https://" + PolicyHost.of(domain) + "/.well-known/mta-sts.txt";
    }

    private static String policy(PolicyMode mode, List<String> patterns, Duration maxAge) {
        try {
            return PolicyWriter.write(mode, patterns, maxAge);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitStatus.PROBLEM, String.valueOf(e.getMessage()), e);
        }
    }
}
