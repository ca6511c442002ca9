package io.github.mtasts.tool.plan;

import io.github.mtasts.tlsrpt.record.TlsRptRecordWriter;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.ExitStatus;
import java.time.Clock;
import java.util.List;

/** The step to ask senders for TLS reports (RFC 8460 section 3), which no provider of a policy takes over by itself. */
final class ReportingStep {
    private final PlanFacts facts;
    private final List<String> destinations;
    private final Publication publication;

    /** @param destinations of the reports; empty for the usual mailbox of the domain */
    ReportingStep(PlanFacts facts, List<String> destinations, Clock clock) {
        this.facts = facts;
        this.destinations = destinations;
        this.publication = new Publication(facts.domain(), clock, facts.recordTtl());
    }

    Step step() {
        String record =
                facts.hasTlsRpt() ? null : publication.record("_smtp._tls." + facts.domain(), write(reportsTo()));
        return Step.of(
                        Step.Place.TLSRPT,
                        "Ask senders for TLS reports",
                        record,
                        "Their reports are the evidence for the later steps (RFC 8460).")
                .done(facts.hasTlsRpt());
    }

    private List<String> reportsTo() {
        return destinations.isEmpty() ? List.of("mailto:tls-reports@" + facts.domain()) : destinations;
    }

    private static String write(List<String> destinations) {
        try {
            return TlsRptRecordWriter.write(destinations.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitStatus.WRONG_ARGUMENTS, String.valueOf(e.getMessage()), e);
        }
    }
}
