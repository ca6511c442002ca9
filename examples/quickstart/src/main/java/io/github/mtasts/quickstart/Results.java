package io.github.mtasts.quickstart;

import io.github.mtasts.quickstart.DemoNetwork.Domain;
import io.github.mtasts.quickstart.DemoNetwork.Evidence;
import io.github.mtasts.smtp.RecipientStatus;
import java.util.List;

/**
 * The results of the demonstration, as tables of at most 100 columns.
 *
 * @param enforcing one result for each domain, with its policy followed
 * @param ignoring the results for the same domains, with every policy ignored
 */
record Results(List<Result> enforcing, List<Result> ignoring) {
    /** One message: the sender's account of it, and the bodies that the network saw. */
    record Result(Domain domain, Trace trace, RecipientStatus status, Evidence evidence) {
        private boolean isSent() {
            return status instanceof RecipientStatus.Delivered;
        }

        private String disposition() {
            if (status instanceof RecipientStatus.Deferred deferred) {
                return "deferred " + deferred.enhancedStatus();
            }
            return isSent() ? "sent" : "bounced";
        }

        private boolean isEnforced() {
            return trace.mode().equals("enforce");
        }
    }

    /** The fate of each message, then the reasons, then the totals. */
    String text() {
        return "%s%n%n%s%n%n%s%n".formatted(messages(), reasons(), totals());
    }

    /** True when no enforced body leaked, and every attack works where policies are ignored. */
    boolean asExpected() {
        return enforcedLeaks() == 0 && attacksThatWork() == attacks();
    }

    private Table messages() {
        Table table = new Table("domain", "situation", "mode", "disposition", "body read", "if ignored");
        for (int i = 0; i < enforcing.size(); i++) {
            Result result = enforcing.get(i);
            table.row(
                    result.domain().name(),
                    result.domain().situation(),
                    result.trace().mode(),
                    result.disposition(),
                    result.evidence().toString(),
                    ignoring.get(i).evidence().toString());
        }
        return table;
    }

    private Table reasons() {
        Table table = new Table("domain", "MX host", "decision", "session");
        for (Result result : enforcing) {
            Trace trace = result.trace();
            table.row(result.domain().name(), trace.host(), trace.decision(), trace.session());
        }
        return table;
    }

    private String totals() {
        long sent = enforcing.stream().filter(Result::isSent).count();
        return "%d domains: %d sent, %d deferred; enforced bodies seen by others: %d;%nwith policies ignored: %d of %d attacks read the body"
                .formatted(
                        enforcing.size(), sent, enforcing.size() - sent, enforcedLeaks(), attacksThatWork(), attacks());
    }

    private long enforcedLeaks() {
        return enforcing.stream()
                .filter(Result::isEnforced)
                .filter(result -> result.evidence().leaked())
                .count();
    }

    private long attacks() {
        return ignoring.stream().filter(result -> result.domain().underAttack()).count();
    }

    private long attacksThatWork() {
        return ignoring.stream()
                .filter(result ->
                        result.domain().underAttack() && result.evidence().leaked())
                .count();
    }
}
