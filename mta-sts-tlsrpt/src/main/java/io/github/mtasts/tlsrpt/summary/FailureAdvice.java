package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.failure.ResultType;
import java.util.EnumMap;
import java.util.Map;

/** What each result type of RFC 8460 section 4.3 most likely means, and what to do. */
final class FailureAdvice {
    private static final Map<ResultType, String> SENTENCES = sentences();

    private FailureAdvice() {}

    private static Map<ResultType, String> sentences() {
        Map<ResultType, String> map = new EnumMap<>(ResultType.class);
        map.put(
                ResultType.STARTTLS_NOT_SUPPORTED,
                "The host did not offer STARTTLS or refused it, or someone on the path removed it: switch TLS on there, and"
                        + " look whether the senders share a network.");
        map.put(
                ResultType.CERTIFICATE_HOST_MISMATCH,
                "The certificate does not have the name of the host: issue one with every MX name as DNS name.");
        map.put(
                ResultType.CERTIFICATE_EXPIRED,
                "The certificate of the host has expired: renew it, and see to it that the mail server loads the new one.");
        map.put(
                ResultType.CERTIFICATE_NOT_TRUSTED,
                "The certificate does not lead to a public authority: use one that does, and install its intermediate"
                        + " certificates.");
        map.put(
                ResultType.VALIDATION_FAILURE,
                "Something else went wrong with TLS, or the host is not in the policy: the reason says which; compare the mx"
                        + " lines with the MX records.");
        map.put(
                ResultType.TLSA_INVALID,
                "No TLSA record fits the certificate: publish new ones before each change of key.");
        map.put(
                ResultType.DNSSEC_INVALID,
                "The TLSA records could not be validated: look after the signatures of the zone.");
        map.put(
                ResultType.DANE_REQUIRED,
                "The sender asks for DANE and found none: publish TLSA records, or talk to it.");
        map.put(
                ResultType.STS_POLICY_FETCH_ERROR,
                "The policy could not be fetched: look whether mta-sts under the domain answers with status 200 and text/plain"
                        + " from everywhere.");
        map.put(
                ResultType.STS_POLICY_INVALID,
                "The policy that is served cannot be read: check it line by line with RFC 8461 section 3.2.");
        map.put(
                ResultType.STS_WEBPKI_INVALID,
                "The certificate of the policy host is not valid for it: renew the one for mta-sts under the domain.");
        return map;
    }

    static String of(String resultType) {
        for (Map.Entry<ResultType, String> each : SENTENCES.entrySet()) {
            if (each.getKey().token().equals(resultType)) {
                return each.getValue();
            }
        }
        return switch (resultType) {
            case GatheredDomain.UNSPECIFIED ->
                "The report counts failed sessions and does not say why: ask the reporter.";
            case GatheredDomain.OTHERS ->
                "More kinds of failure were reported than are kept: look at the reports themselves.";
            default -> "This result type is not registered: ask the reporter what it means.";
        };
    }
}
