package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.dkim.DkimVerdict;
import io.github.mtasts.tlsrpt.read.ReportRead.Cause;
import io.github.mtasts.tlsrpt.read.ReportRead.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides whether the signatures of a mail authenticate the submitter of its report (RFC 8460 section 3, D27). */
final class SignatureRule {
    private final boolean strictServiceType;

    SignatureRule(boolean strictServiceType) {
        this.strictServiceType = strictServiceType;
    }

    /**
     * Returns the reason why the submitter is not authenticated; empty if it is.
     *
     * @param submitters the submitters that the mail names; each must be authenticated
     */
    Optional<Refused> refusal(DkimVerdict verdict, List<PolicyDomain> submitters) {
        if (verdict instanceof DkimVerdict.Valid valid) {
            return refusal(valid, submitters);
        }
        if (verdict instanceof DkimVerdict.Invalid invalid) {
            return refused(Cause.BAD_SIGNATURE, "no signature of the mail is valid: " + invalid.reason());
        }
        if (verdict instanceof DkimVerdict.KeyNotFound missing) {
            return refused(Cause.KEY_NOT_FOUND, "no signature of the mail can be verified: " + missing.reason());
        }
        if (verdict instanceof DkimVerdict.Undecided undecided) {
            return refused(Cause.UNDECIDED_SIGNATURE, "the signature cannot be verified now: " + undecided.reason());
        }
        return refused(Cause.UNSIGNED, "the mail is not signed");
    }

    /** Returns the submitter that a verdict without a refusal authenticates. */
    static Submitter authenticated(DkimVerdict verdict, List<PolicyDomain> submitters) {
        List<String> signers = verdict instanceof DkimVerdict.Valid valid ? valid.domains() : List.of();
        return Submitter.verified(
                submitters,
                signers.stream()
                        .distinct()
                        .filter(signer -> submitters.stream().anyMatch(each -> isSameOrParent(signer, each.name())))
                        .toList());
    }

    private Optional<Refused> refusal(DkimVerdict.Valid valid, List<PolicyDomain> submitters) {
        if (!areAuthenticated(submitters, valid.domains())) {
            return refused(
                    Cause.WRONG_SIGNER,
                    "the mail is from " + names(submitters) + " and signed by " + String.join(", ", valid.domains())
                            + ", which is neither the same domain nor a parent");
        }
        if (strictServiceType && !areAuthenticated(submitters, forReports(valid))) {
            return refused(
                    Cause.KEY_NOT_FOR_REPORTS,
                    "the key record of " + String.join(", ", valid.domains()) + " excludes TLS reports");
        }
        return Optional.empty();
    }

    private static boolean areAuthenticated(List<PolicyDomain> submitters, List<String> signers) {
        return !submitters.isEmpty()
                && submitters.stream()
                        .allMatch(submitter ->
                                signers.stream().anyMatch(signer -> isSameOrParent(signer, submitter.name())));
    }

    /** A top-level domain does not authenticate its subdomains. */
    private static boolean isSameOrParent(String signer, String submitter) {
        return submitter.equals(signer) || (signer.contains(".") && submitter.endsWith("." + signer));
    }

    /** A domain that signed twice may have a key for reports and a key for other mail. */
    private static List<String> forReports(DkimVerdict.Valid valid) {
        List<String> signers = new ArrayList<>(valid.domains());
        valid.notForReports().forEach(signers::remove);
        return signers;
    }

    private static String names(List<PolicyDomain> submitters) {
        return submitters.isEmpty()
                ? "no valid domain"
                : submitters.stream().map(PolicyDomain::name).collect(Collectors.joining(", "));
    }

    private static Optional<Refused> refused(Cause cause, String reason) {
        return Optional.of(new Refused(cause, reason));
    }
}
