package io.github.mtasts.tool.check;

import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Findings;
import io.github.mtasts.tool.finding.Rule;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Judges the facts about a domain by every rule, without I/O. Thread-safe. */
final class Judge {
    private final CertificateRules certificates;
    private final PolicyRules policies;
    private final ProbeRules probes;

    Judge(Clock clock) {
        this.certificates = new CertificateRules(clock);
        this.policies = new PolicyRules(clock);
        this.probes = new ProbeRules(certificates);
    }

    DomainReport report(DomainFacts facts) {
        return new DomainReport(facts, Verdict.of(facts), Findings.sorted(findings(facts)));
    }

    private List<Finding> findings(DomainFacts facts) {
        if (facts.mx().lookup() instanceof MxLookupResult.NoSuchDomain) {
            return List.of(Finding.of(
                    Rule.DOMAIN_MISSING,
                    facts.domain().name(),
                    "The domain does not exist.",
                    "Look for a slip in the name, or register it."));
        }
        List<Finding> findings = new ArrayList<>();
        boolean takesNoMail = facts.mx().lookup() instanceof MxLookupResult.NullMx
                && facts.served().isEmpty();
        if (!takesNoMail) {
            findings.addAll(RecordRules.of(facts));
            findings.addAll(HostRules.of(facts, certificates));
            findings.addAll(policies.of(facts));
            findings.addAll(TlsRptRules.of(facts.tlsRpt()));
        }
        findings.addAll(MxRules.of(facts));
        findings.addAll(probes.of(facts));
        findings.addAll(DaneRules.of(facts));
        return findings;
    }
}
