package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.name.PolicyDomain;
import java.util.Set;
import java.util.TreeSet;

/**
 * The key by which duplicates of a received report are recognised (RFC 8460 section 5.3). The report-id alone is no key:
 * anybody can write any organization-name and report-id, and some reporters use an id for several days or domains.
 *
 * <p>Two reports with one key and equal {@linkplain #digest() contents} are duplicates. If their contents differ, both
 * count. Immutable.
 *
 * @param submitter the verified domains of the submitter; otherwise the organization-name after "unauthenticated: ", which
 *     is no domain name, so that an unauthenticated report never has the key of a verified one
 * @param reportId the report-id; empty if it is missing
 * @param range the date-range
 * @param policyDomains the policy domains in lower-case A-labels, joined with spaces in alphabetical order; "sha256:"
 *     and a digest of them if they exceed 2,048 characters
 * @param digest a SHA-256 digest of all values of the report in hexadecimal; not a part of {@link #sameKey}
 */
public record ReportIdentity(
        String submitter, String reportId, ReportRange range, String policyDomains, String digest) {
    private static final int MAX_DOMAINS = 2_048;

    static ReportIdentity of(TlsReport report, Submitter submitter) {
        Set<String> domains = new TreeSet<>();
        for (PolicyReport policy : report.policies()) {
            domains.add(policy.domain().map(PolicyDomain::name).orElse(policy.policyDomain()));
        }
        return new ReportIdentity(
                submitter.isVerified() ? submitter.names() : "unauthenticated: " + report.organizationName(),
                report.reportId(),
                report.range(),
                bounded(String.join(" ", domains)),
                ReportDigest.of(report));
    }

    private static String bounded(String domains) {
        return domains.length() > MAX_DOMAINS ? "sha256:" + ReportDigest.of(domains) : domains;
    }

    /**
     * Returns whether another report has the same submitter, report-id, date-range and policy domains.
     *
     * @param other the other identity
     * @return true if only the contents can differ
     */
    public boolean sameKey(ReportIdentity other) {
        return key().equals(other.key());
    }

    /** Returns a file name that only equal reports of one submitter have. The digest covers all values but the submitter. */
    String fileName() {
        return ReportDigest.of(submitter, digest);
    }

    /**
     * Returns the key without the digest of the contents.
     *
     * @return this identity with an empty digest, for a map
     */
    public ReportIdentity key() {
        return new ReportIdentity(submitter, reportId, range, policyDomains, "");
    }
}
