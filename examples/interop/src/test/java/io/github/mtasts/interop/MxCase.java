package io.github.mtasts.interop;

import io.github.mtasts.failure.ResultType;
import org.jspecify.annotations.Nullable;

/**
 * One configuration of a mail server as MX host, and what becomes of mail to it.
 *
 * @param name says what is special
 * @param certificate the name of its certificate file
 * @param settings the server's own words
 * @param enforce the result under a policy in mode enforce
 * @param otherwise the result in mode testing, in mode none and without a policy
 * @param failure the failure that a report about an enforce or testing policy has; null for none
 * @param failureWithoutPolicy the failure that a report has where there is no policy; null for none
 * @param verifiedByPostfix whether {@code posttls-finger -l secure} verifies the host, too
 * @param whyPostfixDiffers the reason when Postfix and the library differ under enforce
 */
record MxCase(
        String name,
        String certificate,
        String settings,
        Result enforce,
        Result otherwise,
        @Nullable ResultType failure,
        @Nullable ResultType failureWithoutPolicy,
        boolean verifiedByPostfix,
        String whyPostfixDiffers) {
    /** How a message gets to the host. */
    enum Result {
        /** Over TLS with a validated certificate. */
        VALIDATED,
        /** Over TLS with a certificate that is not valid for the host. */
        ENCRYPTED,
        /** Without TLS. */
        CLEAR,
        /** Not at all. */
        REFUSED
    }

    /** A host without faults. */
    static MxCase mx(String name) {
        return new MxCase(name, "good", "", Result.VALIDATED, Result.VALIDATED, null, null, true, "");
    }

    MxCase certificate(String newCertificate) {
        return new MxCase(
                name,
                newCertificate,
                settings,
                enforce,
                otherwise,
                failure,
                failureWithoutPolicy,
                verifiedByPostfix,
                whyPostfixDiffers);
    }

    MxCase settings(String newSettings) {
        return new MxCase(
                name,
                certificate,
                newSettings,
                enforce,
                otherwise,
                failure,
                failureWithoutPolicy,
                verifiedByPostfix,
                whyPostfixDiffers);
    }

    /** The certificate is not valid for the host: mail goes over TLS where no policy enforces anything. */
    MxCase badCertificate(ResultType type) {
        return new MxCase(name, certificate, settings, Result.REFUSED, Result.ENCRYPTED, type, null, false, "");
    }

    /** There is no TLS to be had. */
    MxCase noTls(ResultType type) {
        return new MxCase(name, certificate, settings, Result.REFUSED, Result.CLEAR, type, type, false, "");
    }

    /** The host takes no mail at all. */
    MxCase refusesEverything(@Nullable ResultType type) {
        return new MxCase(name, certificate, settings, Result.REFUSED, Result.REFUSED, type, null, false, "");
    }

    /** The same host where the server's TLS library cannot sign, so that every handshake fails. */
    MxCase withBrokenTls(boolean requiresTls) {
        ResultType type = failure == null ? ResultType.VALIDATION_FAILURE : failure;
        return new MxCase(
                name,
                certificate,
                settings,
                Result.REFUSED,
                requiresTls ? Result.REFUSED : Result.CLEAR,
                type,
                ResultType.VALIDATION_FAILURE, // without a policy no certificate is counted
                false,
                "");
    }

    MxCase postfixVerifies(boolean verified, String why) {
        return new MxCase(
                name, certificate, settings, enforce, otherwise, failure, failureWithoutPolicy, verified, why);
    }

    @Override
    public String toString() {
        return name;
    }
}
