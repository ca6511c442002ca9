package io.github.mtasts.tool.check;

import io.github.mtasts.Candidate;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.SecureAnswer;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Rule;
import io.github.mtasts.tool.lint.Sentences;
import java.util.ArrayList;
import java.util.List;

/** Judges DNSSEC and TLSA records (RFC 7672 section 2). A domain without either has no fault. Stateless. */
final class DaneRules {
    private DaneRules() {}

    static List<Finding> of(DomainFacts facts) {
        if (facts.mx().isBogus()) {
            return List.of(bogus("MX", ((SecureAnswer.Failed) facts.mx().answer()).reason()));
        }
        List<Finding> findings = new ArrayList<>();
        facts.mx().hosts().forEach(host -> findings.addAll(ofHost(host)));
        return findings;
    }

    private static List<Finding> ofHost(HostFacts host) {
        String name = host.host().name();
        if (host.candidate() instanceof Candidate.Rejected rejected) {
            return rejected.reason().type() == ResultType.DNSSEC_INVALID
                    ? ofRejected(host, rejected.reason().reason())
                    : List.of();
        }
        if (!(host.tlsa() instanceof SecureAnswer.Found found)) {
            return List.of();
        }
        if (!found.secure()) {
            return List.of(Finding.of(
                    Rule.TLSA_UNSIGNED,
                    name,
                    "The host has TLSA records in a zone that is not signed: senders ignore them.",
                    "Sign the zone with DNSSEC, or remove the records."));
        }
        boolean counts = ((Candidate.Proceed) host.candidate()).decision() instanceof MxDecision.RequireDane;
        return counts
                ? List.of()
                : List.of(Finding.of(
                        Rule.TLSA_UNUSABLE,
                        name,
                        "None of its " + found.records().size()
                                + " TLSA records can be used: senders encrypt and authenticate nobody by them.",
                        "Publish a record such as 3 1 1 with the SHA-256 of the public key (RFC 7672 section 3.1)."));
    }

    /** A failure to look up addresses that is not one of signatures belongs to the MX rules. */
    private static List<Finding> ofRejected(HostFacts host, String reason) {
        if (host.isBogus()) {
            return List.of(bogus(host.host().name(), reason));
        }
        return host.tlsa() instanceof SecureAnswer.Failed failed && failed.fault() == LookupFault.DOMAIN
                ? List.of(Finding.of(
                        Rule.TLSA_DNS,
                        host.host().name(),
                        "The DNS servers give no answer about TLSA records: " + failed.reason()
                                + ". Senders that do DANE deliver no mail to the host.",
                        "Mend the zone: a name without TLSA records must be denied with signatures."))
                : List.of();
    }

    private static Finding bogus(String subject, String reason) {
        return Finding.of(
                Rule.DNSSEC_BOGUS,
                subject,
                "DNSSEC signatures or proofs are wrong: " + Sentences.of(reason)
                        + " Validating senders get no answer, and mail waits.",
                "Sign the zone anew, and compare the DS record of the zone above with its keys.");
    }
}
