package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.dkim.DkimVerdict;
import io.github.mtasts.tlsrpt.read.ReportRead.Cause;
import io.github.mtasts.tlsrpt.read.ReportRead.Refused;
import jakarta.mail.MessagingException;
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
     * @param claims the submitters that the signatures cover; each must be authenticated
     * @throws MessagingException if the mail is damaged
     */
    Optional<Refused> refusal(DkimVerdict verdict, ReceivedMail mail, SignedClaims claims) throws MessagingException {
        if (verdict instanceof DkimVerdict.Valid && mail.header().hasBareCr()) {
            // The parser of the mail would take text in an unsigned field for the body.
            return refused(Cause.BAD_SIGNATURE, "the header has a CR without an LF");
        }
        if (verdict instanceof DkimVerdict.Valid valid) {
            Optional<Refused> refusal = refusal(valid, claims);
            return refusal.isPresent()
                    ? refusal
                    : SignedBody.doubt(mail, claims).flatMap(doubt -> refused(Cause.BAD_SIGNATURE, doubt));
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
    static Submitter authenticated(SignedClaims claims) {
        return Submitter.verified(claims.submitters(), claims.signers());
    }

    private Optional<Refused> refusal(DkimVerdict.Valid valid, SignedClaims claims) {
        if (!areAuthenticated(claims, valid.domains())) {
            return refused(
                    Cause.WRONG_SIGNER,
                    "the mail is from " + names(claims.submitters()) + " and signed by "
                            + String.join(", ", valid.domains())
                            + ", which is neither the same domain nor a parent");
        }
        if (strictServiceType && !areAuthenticated(claims, forReports(valid))) {
            return refused(
                    Cause.KEY_NOT_FOR_REPORTS,
                    "the key record of " + String.join(", ", valid.domains()) + " excludes TLS reports");
        }
        return Optional.empty();
    }

    private static boolean areAuthenticated(SignedClaims claims, List<String> signers) {
        List<PolicyDomain> submitters = claims.submitters();
        return !submitters.isEmpty()
                && submitters.stream()
                        .allMatch(submitter ->
                                claims.signersOf(submitter).stream().anyMatch(signers::contains));
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
