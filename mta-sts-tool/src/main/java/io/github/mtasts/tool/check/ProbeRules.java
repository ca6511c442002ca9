package io.github.mtasts.tool.check;

import io.github.mtasts.Opening;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.outcome.SessionResult;
import io.github.mtasts.policy.PolicyMode;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Rule;
import io.github.mtasts.tool.finding.Severity;
import io.github.mtasts.tool.lint.Sentences;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Judges the sessions with MX hosts (RFC 8461 section 4.2). What several addresses of a host have in common is one finding. Thread-safe.
 */
final class ProbeRules {
    /** What was seen first, and at which addresses. */
    private record Seen(String reason, List<String> addresses) {}

    private final CertificateRules certificates;

    ProbeRules(CertificateRules certificates) {
        this.certificates = certificates;
    }

    List<Finding> of(DomainFacts facts) {
        PolicyMode mode = facts.served().map(policy -> policy.mode()).orElse(PolicyMode.NONE);
        List<Finding> findings = new ArrayList<>();
        facts.mx().hosts().forEach(host -> findings.addAll(ofHost(host, mode)));
        return findings;
    }

    private List<Finding> ofHost(HostFacts host, PolicyMode mode) {
        Map<Rule, Seen> seen = new LinkedHashMap<>();
        for (Probe probe : host.probes()) {
            faults(probe, mode)
                    .forEach((rule, reason) -> seen.computeIfAbsent(rule, first -> new Seen(reason, new ArrayList<>()))
                            .addresses()
                            .add(text(probe.address())));
        }
        List<Finding> findings = new ArrayList<>();
        seen.forEach((rule, what) -> findings.add(finding(host, mode, rule, what)));
        findings.addAll(expiring(host));
        return findings;
    }

    private Finding finding(HostFacts host, PolicyMode mode, Rule rule, Seen seen) {
        boolean isEverywhere = seen.addresses().size() == host.probes().size();
        boolean isPartlyDown = rule == Rule.MX_UNREACHABLE && !isEverywhere;
        Rule actual = isPartlyDown ? Rule.MX_ADDRESS : rule;
        Severity severity = isPartlyDown ? Severity.WARNING : severity(actual, mode);
        return new Finding(
                actual,
                severity,
                host.host().name(),
                Sentences.of(ProbeWords.what(actual, seen.reason())) + " Seen at "
                        + String.join(", ", seen.addresses()) + "."
                        + consequence(severity, mode),
                ProbeWords.advice(actual, host.host().name()));
    }

    /** A fault of TLS delays mail only where TLS is required. */
    private static Severity severity(Rule rule, PolicyMode mode) {
        boolean isAboutTls = !List.of(Rule.MX_UNREACHABLE, Rule.MX_SMTP, Rule.MX_SLOW, Rule.TLSA_MISMATCH)
                .contains(rule);
        return isAboutTls && mode != PolicyMode.ENFORCE ? Severity.WARNING : rule.severity();
    }

    private static String consequence(Severity severity, PolicyMode mode) {
        if (severity == Severity.ERROR) {
            return " No mail goes this way.";
        }
        return mode == PolicyMode.TESTING ? " No mail would go this way under enforce." : "";
    }

    private static Map<Rule, String> faults(Probe probe, PolicyMode mode) {
        Opening.NotReady.Cause cause = probe.cause();
        if (cause != null) {
            Rule rule = rule(cause);
            return rule == null ? Map.of() : Map.of(rule, String.valueOf(probe.reply()));
        }
        SessionResult session = probe.result().orElseThrow();
        Map<Rule, String> faults = new LinkedHashMap<>();
        if (session.dane() != null && !session.dane().authenticated()) {
            faults.put(Rule.TLSA_MISMATCH, session.dane().failures().get(0).reason());
        }
        boolean authorityCounts = mode != PolicyMode.NONE || !session.daneAuthenticated();
        if (authorityCounts) {
            session.failures().forEach(failure -> faults.putIfAbsent(rule(failure), failure.reason()));
        }
        return faults;
    }

    private static @Nullable Rule rule(Opening.NotReady.Cause cause) {
        return switch (cause) {
            case UNREACHABLE -> Rule.MX_UNREACHABLE;
            case SMTP -> Rule.MX_SMTP;
            case NO_STARTTLS -> Rule.MX_NO_STARTTLS;
            case TLS -> Rule.MX_TLS;
            case TIMEOUT -> Rule.MX_SLOW;
            case NO_REQUIRETLS, ENDED -> null;
        };
    }

    private static Rule rule(Failure failure) {
        return switch (failure.type()) {
            case STARTTLS_NOT_SUPPORTED -> Rule.MX_NO_STARTTLS;
            case CERTIFICATE_HOST_MISMATCH -> Rule.MX_CERTIFICATE_NAME;
            case CERTIFICATE_EXPIRED -> Rule.MX_CERTIFICATE_EXPIRED;
            case CERTIFICATE_NOT_TRUSTED -> Rule.MX_CERTIFICATE_UNTRUSTED;
            default -> Rule.MX_TLS;
        };
    }

    private List<Finding> expiring(HostFacts host) {
        return host.probes().stream()
                .flatMap(probe -> probe.result().stream())
                .filter(session -> session.validated()
                        && session.certificate() != null
                        && certificates.expiresSoon(session.certificate()))
                .limit(1)
                .map(session -> Finding.of(
                        Rule.MX_CERTIFICATE_EXPIRING,
                        host.host().name(),
                        Sentences.of(certificates.expiry(Objects.requireNonNull(session.certificate())))
                                + " Afterwards no mail goes to this host under an enforced policy.",
                        "Renew it now, and find out why that did not happen by itself."))
                .toList();
    }

    private static String text(InetAddress address) {
        return address.getHostAddress();
    }
}
