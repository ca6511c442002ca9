package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.text.Printable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares the file name and the mail header with the report. The report is authoritative; a difference gives a warning
 * (RFC 8460 section 5.6).
 *
 * <p>The report-id in the Subject is not compared: the largest reporters write it differently there.
 */
final class EnvelopeCheck {
    private static final int MAX_SUBJECT = 2000;
    private static final Pattern SUBJECT_DOMAIN =
            Pattern.compile("(?i)Report[ \\t]{1,9}Domain:\\s{0,9}([^\\s]{1,255})");

    private final TlsReport report;
    private final Warnings warnings;

    EnvelopeCheck(TlsReport report, Warnings warnings) {
        this.report = report;
        this.warnings = warnings;
    }

    void ofFileName(Optional<FileName> name) {
        name.ifPresent(claim -> {
            domain("the file name", Optional.of(claim.domain()));
            if (!claim.range().day().equals(report.range().day())) {
                warnings.add("the file name says " + claim.range().day() + ", the report "
                        + report.range().day());
            }
        });
    }

    void ofSubject(String subject) {
        Matcher matcher = SUBJECT_DOMAIN.matcher(subject.substring(0, Math.min(subject.length(), MAX_SUBJECT)));
        if (matcher.find()) {
            domain("the Subject", PolicyDomain.parse(matcher.group(1)));
        }
    }

    void ofReportDomains(List<String> fields) {
        fields.forEach(field -> domain("TLS-Report-Domain", PolicyDomain.parse(field.strip())));
    }

    private void domain(String where, Optional<PolicyDomain> claimed) {
        if (claimed.isPresent() && isAboutOthers(claimed.get())) {
            warnings.add(where + " says " + claimed.get() + ", the report is about "
                    + Printable.quoted(report.policies().get(0).policyDomain(), Warnings.MAX_QUOTED));
        }
    }

    /** Ignores tlsa policies: their domain is that of an MX host (D26), which the file name and the header never have. */
    private boolean isAboutOthers(PolicyDomain claimed) {
        List<PolicyReport> policies = report.policies().stream()
                .filter(policy -> !policy.knownPolicyType().equals(Optional.of(PolicyType.TLSA)))
                .toList();
        return !policies.isEmpty()
                && policies.stream().noneMatch(policy -> policy.domain().equals(Optional.of(claimed)));
    }
}
