package io.github.mtasts.tool.check;

import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Rule;
import io.github.mtasts.tool.lint.PolicyLint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges the policy by itself and against its id (RFC 8461 sections 3.2 and 5). Thread-safe. */
final class PolicyRules {
    private static final Duration LONG = Duration.ofDays(365);

    private final Clock clock;

    PolicyRules(Clock clock) {
        this.clock = clock;
    }

    List<Finding> of(DomainFacts facts) {
        StsPolicy policy = facts.served().orElse(null);
        if (policy == null) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>(PolicyLint.of(policy.source(), facts.domain()));
        String id = facts.record().id().orElse(null);
        if (id != null) {
            findings.addAll(ofId(id, policy, facts.earlier()));
            findings.addAll(ofTesting(id, policy, facts.earlier()));
        }
        return findings;
    }

    private static List<Finding> ofId(String id, StsPolicy policy, History.@Nullable Entry earlier) {
        boolean changedSince =
                earlier != null && earlier.id().equals(id) && !earlier.digest().equals(History.digest(policy));
        if (!changedSince && !PolicyIds.isOfOtherText(id, policy)) {
            return List.of();
        }
        return List.of(Finding.of(
                Rule.ID_UNCHANGED,
                "id " + id,
                "The policy has changed and its id has not: senders that know this id keep the old policy until it"
                        + " expires.",
                "Publish the record with a new id now that the new policy is served."));
    }

    private List<Finding> ofTesting(String id, StsPolicy policy, History.@Nullable Entry earlier) {
        if (policy.mode() != PolicyMode.TESTING) {
            return List.of();
        }
        Instant seen = History.testingSince(earlier);
        Instant since = seen != null ? seen : PolicyIds.time(id, clock.instant());
        return since != null && since.plus(LONG).isBefore(clock.instant())
                ? List.of(Finding.of(
                        Rule.TESTING_LONG,
                        "mode testing",
                        "The mode has been testing since " + since.toString().substring(0, 10)
                                + ": mail is not protected until it is enforce.",
                        "Read the TLS reports and go on to enforce; mta-sts plan says what evidence is enough."))
                : List.of();
    }
}
