package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.failure.ResultType;
import java.util.EnumMap;
import java.util.Map;

/** The most likely cause of each result type of RFC 8460 section 4.3, and the remedy. */
final class FailureAdvice {
    private static final Map<ResultType, String> SENTENCES = sentences();

    private FailureAdvice() {}

    private static Map<ResultType, String> sentences() {
        Map<ResultType, String> map = new EnumMap<>(ResultType.class);
        map.put(
                ResultType.STARTTLS_NOT_SUPPORTED,
                "The host did not offer STARTTLS or refused it, or an attacker on the path stripped it: enable TLS on the host,"
                        + " and check whether the senders share a network.");
        map.put(
                ResultType.CERTIFICATE_HOST_MISMATCH,
                "The certificate does not contain the name of the MX host: use one with every MX name as a DNS name.");
        map.put(
                ResultType.CERTIFICATE_EXPIRED,
                "The certificate of the host has expired: renew it, and make sure that the mail server loads the new one.");
        map.put(
                ResultType.CERTIFICATE_NOT_TRUSTED,
                "The certificate does not chain to a public CA: use one that does, and install its intermediate"
                        + " certificates.");
        map.put(
                ResultType.VALIDATION_FAILURE,
                "Another TLS failure, or the host is not in the policy: see the reason, and compare the mx lines of the"
                        + " policy with the MX records.");
        map.put(
                ResultType.TLSA_INVALID,
                "No TLSA record matches the certificate: publish new records before each key change.");
        map.put(
                ResultType.DNSSEC_INVALID,
                "The TLSA records failed DNSSEC validation: check the signatures of the zone.");
        map.put(
                ResultType.DANE_REQUIRED,
                "The sender requires DANE, and found no TLSA records: publish them, or contact the sender.");
        map.put(
                ResultType.STS_POLICY_FETCH_ERROR,
                "The policy could not be fetched: check that the policy host responds with status 200 and text/plain from all"
                        + " networks.");
        map.put(ResultType.STS_POLICY_INVALID, "The policy is malformed: check it against RFC 8461 section 3.2.");
        map.put(
                ResultType.STS_WEBPKI_INVALID,
                "The certificate of the policy host is invalid: renew it, with the name of the policy host.");
        return map;
    }

    static String of(String resultType) {
        for (Map.Entry<ResultType, String> each : SENTENCES.entrySet()) {
            if (each.getKey().token().equals(resultType)) {
                return each.getValue();
            }
        }
        return switch (resultType) {
            case GatheredDomain.UNSPECIFIED -> "The report has failed sessions without details: ask the reporter.";
            case GatheredDomain.OTHERS -> "There were more failures than the summary keeps: see the reports.";
            default -> "This result type is not registered: ask the reporter.";
        };
    }
}
