package io.github.mtasts.tool.check;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Rule;
import io.github.mtasts.tool.finding.Severity;
import io.github.mtasts.tool.lint.Sentences;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Judges the MX records, by themselves and against the policy (RFC 8461 section 4.1). Stateless. */
final class MxRules {
    private MxRules() {}

    static List<Finding> of(DomainFacts facts) {
        MxLookupResult lookup = facts.mx().lookup();
        if (lookup instanceof MxLookupResult.Hosts found) {
            List<Finding> findings = new ArrayList<>();
            found.notes().forEach(note -> findings.add(unusable(note)));
            facts.mx().hosts().forEach(host -> findings.addAll(ofHost(host)));
            facts.served()
                    .filter(policy -> policy.mode() != PolicyMode.NONE)
                    .ifPresent(policy -> findings.addAll(against(policy, facts.mx())));
            return findings;
        }
        return withoutHosts(lookup, facts.mx());
    }

    private static List<Finding> withoutHosts(MxLookupResult lookup, MxFacts mx) {
        if (lookup instanceof MxLookupResult.NullMx) {
            return List.of(Finding.of(
                    Rule.MX_NULL,
                    "MX",
                    "The domain publishes a null MX: it takes no mail.",
                    "Nothing, if that is meant; a policy then has no use."));
        }
        if (lookup instanceof MxLookupResult.NoUsableHost none) {
            return none.notes().stream().map(MxRules::unusable).toList();
        }
        boolean isTheirs = lookup instanceof MxLookupResult.TemporaryFailure failed
                && failed.fault() == LookupFault.DOMAIN
                && !mx.isBogus();
        return isTheirs
                ? List.of(Finding.of(
                        Rule.MX_DNS,
                        "MX",
                        "The DNS servers of the domain give no answer about MX records: " + lookup + ". Mail waits.",
                        "Mend the zone; ask each of its servers for the MX records."))
                : List.of();
    }

    private static Finding unusable(String note) {
        return Finding.of(
                Rule.MX_UNUSABLE,
                "MX",
                Sentences.of(note),
                "Name a host that has addresses; an IP address is no host name.");
    }

    private static List<Finding> ofHost(HostFacts host) {
        String name = host.host().name();
        if (host.addresses() instanceof AddressAnswer.Absent) {
            return List.of(Finding.of(
                    Rule.MX_NO_ADDRESS,
                    name,
                    "The MX host has no address: no mail can go there.",
                    "Add A and AAAA records, or remove the MX record."));
        }
        if (host.addresses() instanceof AddressAnswer.Failed failed) {
            return failed.fault() == LookupFault.DOMAIN && !host.isBogus()
                    ? List.of(Finding.of(
                            Rule.MX_ADDRESS_DNS,
                            name,
                            "The DNS servers give no answer about its addresses: " + failed.reason() + ".",
                            "Mend the zone of the host."))
                    : List.of();
        }
        return host.aliases().isEmpty()
                ? List.of()
                : List.of(Finding.of(
                        Rule.MX_ALIAS,
                        name,
                        "The MX record names an alias (of " + String.join(", then ", host.aliases())
                                + "): some senders refuse it, and others match the policy against the other name.",
                        "Name the host itself in the MX record and in the policy."));
    }

    private static List<Finding> against(StsPolicy policy, MxFacts mx) {
        List<Finding> findings = new ArrayList<>();
        boolean isEnforced = policy.mode() == PolicyMode.ENFORCE;
        List<MxHost> hosts = mx.hosts().stream().map(HostFacts::host).toList();
        for (MxHost host : hosts) {
            if (!policy.permits(host)) {
                findings.add(new Finding(
                        Rule.MX_NOT_IN_POLICY,
                        isEnforced ? Severity.ERROR : Severity.WARNING,
                        host.name(),
                        isEnforced
                                ? "No mx pattern of the policy covers this MX host: senders do not deliver to it."
                                : "No mx pattern of the policy covers this MX host: senders report it, and would not"
                                        + " deliver to it under enforce.",
                        "Add \"mx: " + host + "\" to the policy, then change the id; or remove the MX record."));
            }
        }
        for (MxPattern pattern : List.copyOf(new LinkedHashSet<>(policy.mxPatterns()))) {
            if (hosts.stream().noneMatch(pattern::matches)) {
                findings.add(Finding.of(
                        Rule.PATTERN_UNUSED,
                        "mx " + pattern,
                        "No MX host of the domain matches this pattern: whoever gets that name can take the mail.",
                        "Remove the line if the host is gone for good; keep it while a change of MX hosts is under"
                                + " way."));
            }
        }
        return findings;
    }
}
