package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.dkim.DkimVerdict;
import io.github.mtasts.tlsrpt.read.ReportRead.Cause;
import io.github.mtasts.tlsrpt.read.ReportRead.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which signatures make a mailed report one of its submitter (RFC 8460 section 3, D27). */
final class SignatureRule {
    private final boolean strictServiceType;

    SignatureRule(boolean strictServiceType) {
        this.strictServiceType = strictServiceType;
    }

    /**
     * Why the mail is not one of its submitter; nothing when it is.
     *
     * @param submitters the domains that the mail names as such; each must be vouched for
     */
    Optional<Refused> refusal(DkimVerdict verdict, List<PolicyDomain> submitters) {
        if (verdict instanceof DkimVerdict.Valid valid) {
            return refusal(valid, submitters);
        }
        if (verdict instanceof DkimVerdict.Invalid invalid) {
            return refused(Cause.BAD_SIGNATURE, "no signature of the mail is valid: " + invalid.reason());
        }
        if (verdict instanceof DkimVerdict.Undecided undecided) {
            return refused(Cause.UNDECIDED_SIGNATURE, "the signature cannot be judged now: " + undecided.reason());
        }
        return refused(Cause.UNSIGNED, "the mail is not signed");
    }

    private Optional<Refused> refusal(DkimVerdict.Valid valid, List<PolicyDomain> submitters) {
        if (!vouchedFor(submitters, valid.domains())) {
            return refused(
                    Cause.WRONG_SIGNER,
                    "the mail is from " + submitters + " and signed by " + valid.domains()
                            + ", which is neither the same nor a parent");
        }
        if (strictServiceType && !vouchedFor(submitters, forReports(valid))) {
            return refused(Cause.KEY_NOT_FOR_REPORTS, "the key of " + valid.domains() + " is not meant for reports");
        }
        return Optional.empty();
    }

    private static boolean vouchedFor(List<PolicyDomain> submitters, List<String> signers) {
        return !submitters.isEmpty()
                && submitters.stream()
                        .allMatch(submitter ->
                                signers.stream().anyMatch(signer -> isSameOrParent(signer, submitter.name())));
    }

    /** A top-level domain is parent to strangers. */
    private static boolean isSameOrParent(String signer, String submitter) {
        return submitter.equals(signer) || (signer.contains(".") && submitter.endsWith("." + signer));
    }

    /** A domain that signed twice may have a key for reports and another for something else. */
    private static List<String> forReports(DkimVerdict.Valid valid) {
        List<String> signers = new ArrayList<>(valid.domains());
        valid.notForReports().forEach(signers::remove);
        return signers;
    }

    private static Optional<Refused> refused(Cause cause, String reason) {
        return Optional.of(new Refused(cause, reason));
    }
}
