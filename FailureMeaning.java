package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.failure.ResultType;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a result type most likely means to the owner of the domain.
 *
 * @param meaning one sentence
 * @param action what to do about it, one sentence
 * @param defers whether a sender would hold mail back for it if the policy were in mode enforce
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4.3">RFC 8460 section 4.3</a>
 */
record FailureMeaning(String meaning, String action, boolean defers) {
    /** What cannot be explained is taken as serious. */
    private static final FailureMeaning NOT_SAID = new FailureMeaning(
            "The report counts failures and does not say of what kind.",
            "Look at the other reports of these days, and at the log of the MX hosts.",
            true);

    private static final FailureMeaning UNKNOWN = new FailureMeaning(
            "This result type is not a registered one.", "Ask the reporter what it stands for.", true);

    static boolean isKnown(String resultType) {
        return resultType.isEmpty() || registered(resultType).isPresent();
    }

    static FailureMeaning of(String resultType) {
        return resultType.isEmpty()
                ? NOT_SAID
                : registered(resultType).map(FailureMeaning::of).orElse(UNKNOWN);
    }

    private static Optional<ResultType> registered(String resultType) {
        return Arrays.stream(ResultType.values())
                .filter(type -> type.token().equals(resultType))
                .findFirst();
    }

    private static FailureMeaning of(ResultType type) {
        return switch (type) {
            case STARTTLS_NOT_SUPPORTED -> deferring(
                    "The MX host did not offer STARTTLS, or refused it when asked.",
                    "Switch STARTTLS on there, and check that no firewall or proxy in front of it hides the offer.");
            case CERTIFICATE_HOST_MISMATCH -> deferring(
                    "The certificate of the MX host is for other names than the one in the MX record.",
                    "Get a certificate with the MX name in it, or let the MX record name what the certificate has.");
            case CERTIFICATE_EXPIRED -> deferring(
                    "The certificate of the MX host had run out.",
                    "Renew it, make the mail server load the new one, and watch that the next renewal does both.");
            case CERTIFICATE_NOT_TRUSTED -> deferring(
                    "The certificate of the MX host does not lead to an authority that the sender trusts; most often an"
                            + " intermediate certificate is missing.",
                    "Let the server send the whole chain of a public authority, without the root.");
            case VALIDATION_FAILURE -> deferring(
                    "The session failed in a way that has no name of its own; the reason may tell.",
                    "Check that an mx line of the policy matches each MX record, and that the host takes TLS 1.2 and 1.3.");
            case TLSA_INVALID -> harmless(
                    "The certificate of the MX host fits none of its TLSA records (DANE).",
                    "Publish the TLSA record of a new certificate before the host uses it; MTA-STS is not concerned.");
            case DNSSEC_INVALID -> harmless(
                    "The sender could not validate the DNSSEC signatures of the TLSA records (DANE).",
                    "Check the signatures and the DS record of the zone of the MX host; MTA-STS is not concerned.");
            case DANE_REQUIRED -> harmless(
                    "The sender insists on DANE for this domain and found no TLSA records.",
                    "Publish TLSA records in a signed zone, or ask the sender why it insists; MTA-STS is not concerned.");
            case STS_POLICY_FETCH_ERROR -> harmless(
                    "The sender could not get the policy file, so it delivered without one or by one it had kept.",
                    "Check from outside that /.well-known/mta-sts.txt on the mta-sts host answers 200 fast, without redirects.");
            case STS_POLICY_INVALID -> harmless(
                    "The sender got a policy file and could not make sense of it, so it delivered without one or by one it"
                            + " had kept.",
                    "Check the syntax of the file: version, mode, mx and max_age, one on each line.");
            case STS_WEBPKI_INVALID -> harmless(
                    "The web server of the mta-sts host has no valid certificate for that name, so the sender delivered"
                            + " without the policy or by one it had kept.",
                    "Give the mta-sts host a certificate of a public authority, and watch its renewal.");
        };
    }

    private static FailureMeaning deferring(String meaning, String action) {
        return new FailureMeaning(meaning, action, true);
    }

    private static FailureMeaning harmless(String meaning, String action) {
        return new FailureMeaning(meaning, action, false);
    }
}
