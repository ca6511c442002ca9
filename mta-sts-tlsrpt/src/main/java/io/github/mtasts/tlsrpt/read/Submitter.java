package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.read.ReportRead.Verification;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The submitter of a received report, as far as it is verified. The organization-name of a report is not: anybody can
 * write any name. Immutable.
 *
 * @param verification whether the submitter is verified
 * @param domains the verified domains of the submitter; empty unless it is verified
 * @param signers the domains (d=) of the valid DKIM signatures that verify it, in lower-case A-labels; empty unless it is
 *     verified
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-3">RFC 8460 section 3</a>
 */
public record Submitter(Verification verification, List<PolicyDomain> domains, List<String> signers) {
    /** The submitter of a report that did not come by mail, such as one from an HTTPS request or from a file. */
    public static final Submitter POSTED = new Submitter(Verification.NOT_MAIL, List.of(), List.of());

    /** The submitter of a report in mail without a valid signature. */
    public static final Submitter UNVERIFIED = new Submitter(Verification.UNVERIFIED, List.of(), List.of());

    /**
     * Copies the lists.
     *
     * @param verification whether the submitter is verified
     * @param domains the verified domains
     * @param signers the domains of the valid signatures
     * @throws IllegalArgumentException if there are domains without verification, or the reverse
     */
    public Submitter {
        domains = List.copyOf(domains);
        signers = List.copyOf(signers);
        boolean isVerified = verification == Verification.VERIFIED;
        if (isVerified == domains.isEmpty() || isVerified == signers.isEmpty()) {
            throw new IllegalArgumentException(
                    "A submitter is " + verification + " with domains " + domains + " and signers " + signers);
        }
    }

    /**
     * Creates a verified submitter.
     *
     * @param domains the domains of the submitter
     * @param signers the domains of the signatures
     * @return the submitter
     * @throws IllegalArgumentException if a list is empty
     */
    public static Submitter verified(List<PolicyDomain> domains, List<String> signers) {
        return new Submitter(Verification.VERIFIED, domains, signers);
    }

    /**
     * Returns whether the submitter is verified.
     *
     * @return true if a valid signature authenticates it
     */
    public boolean isVerified() {
        return verification == Verification.VERIFIED;
    }

    /**
     * Returns the submitter and how it was verified.
     *
     * @return such as {@code mail.example.com (DKIM signature of example.com)} or {@code posted, unauthenticated}
     */
    public String text() {
        return switch (verification) {
            case VERIFIED -> names() + " (DKIM signature of " + String.join(", ", signers) + ")";
            case NOT_MAIL -> "posted, unauthenticated";
            case UNVERIFIED -> "mailed, unauthenticated";
        };
    }

    /** Returns the domains in alphabetical order, so that the order in the mail makes no difference. */
    String names() {
        return domains.stream().map(PolicyDomain::name).distinct().sorted().collect(Collectors.joining(", "));
    }
}
