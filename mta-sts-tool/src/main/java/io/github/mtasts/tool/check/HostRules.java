package io.github.mtasts.tool.check;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.tool.finding.Finding;
import io.github.mtasts.tool.finding.Rule;
import io.github.mtasts.tool.lint.PolicyLint;
import io.github.mtasts.tool.lint.Sentences;
import java.util.List;
import java.util.Objects;

/**
 * Judges the Policy Host (RFC 8461 section 3.3): first what kept the library from the policy, which is one finding, then what the
 * single addresses show besides. Stateless.
 */
final class HostRules {
    private static final String BLIND = " Senders see no policy.";

    private HostRules() {}

    static List<Finding> of(DomainFacts facts, CertificateRules certificates) {
        PolicyHostFacts host = facts.host();
        if (host.ownFault() != null) {
            return List.of();
        }
        if (host.fetch() instanceof FetchResult.Failed failed) {
            boolean isUnannounced =
                    facts.record().id().isEmpty() && !(host.addresses() instanceof AddressAnswer.Addresses);
            return isUnannounced ? List.of() : ofFailure(host, failed, certificates);
        }
        return VisitRules.of(host, certificates);
    }

    private static List<Finding> ofFailure(
            PolicyHostFacts host, FetchResult.Failed failed, CertificateRules certificates) {
        String reason = detail(failed.failure().reason());
        return switch (failed.cause()) {
            case CERTIFICATE -> certificates.ofPolicyHost(host, failed);
            case STATUS -> List.of(ofStatus(host, failed.failure().reason(), reason));
            case TOO_LARGE -> withSlowness(host, tooLarge(host));
            case TIMEOUT -> List.of(VisitRules.slow(host, "it did not answer completely within 60 seconds"));
            case MEDIA_TYPE -> List.of(ofMediaType(host, failed.failure().reason(), reason));
            case INVALID_POLICY -> withSlowness(host, PolicyLint.invalid(reason));
            case CONNECTION -> List.of(ofConnection(host, failed.failure().reason(), reason));
            case TLS ->
                List.of(
                        failed.failure().reason().startsWith("name-")
                                ? unusableName(host, reason)
                                : finding(
                                        Rule.HOST_TLS,
                                        host,
                                        "No TLS session could be made: " + reason + ".",
                                        "Offer TLS 1.2 or 1.3 with a cipher suite of RFC 9325, such as"
                                                + " TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, to clients that send the name"
                                                + " as SNI."));
            case DNS ->
                List.of(failed.failure().reason().startsWith("name-") ? unusableName(host, reason) : ofDns(host));
            case FORBIDDEN_ADDRESS ->
                List.of(finding(
                        Rule.HOST_PRIVATE,
                        host,
                        "Its only addresses are private or reserved, such as " + reason
                                + "; senders do not connect to them.",
                        "Publish the public addresses of the web server."));
            case CLOSED, OVERLOADED, OWN_FAULT, OWN_LIMIT -> List.of();
        };
    }

    private static Finding ofDns(PolicyHostFacts host) {
        return host.addresses() instanceof AddressAnswer.Failed failed
                ? finding(
                        Rule.HOST_DNS,
                        host,
                        "The DNS servers give no answer about its addresses: " + failed.reason() + ".",
                        "Mend the zone; ask each of its servers for A and AAAA records.")
                : finding(
                        Rule.HOST_NO_ADDRESS,
                        host,
                        host.aliases().isEmpty()
                                ? "It has no address."
                                : "It is an alias of " + String.join(", then ", host.aliases())
                                        + ", which has no address.",
                        "Add A and AAAA records for a web server that serves the policy, or a CNAME to one.");
    }

    private static Finding unusableName(PolicyHostFacts host, String reason) {
        return finding(
                Rule.HOST_NAME,
                host,
                Sentences.of(reason),
                "The domain cannot have a policy under this name; use one of letters, digits and hyphens.");
    }

    private static Finding ofStatus(PolicyHostFacts host, String code, String status) {
        return code.startsWith("http-redirect")
                ? finding(
                        Rule.HOST_REDIRECT,
                        host,
                        "It answers with the redirect " + status + ", which senders must not follow.",
                        "Serve the policy at https://" + host.name()
                                + "/.well-known/mta-sts.txt itself, or pass the request on as a proxy.")
                : finding(
                        Rule.HOST_STATUS,
                        host,
                        "It answers with status " + status + "; only 200 counts.",
                        "Serve the policy at https://" + host.name() + "/.well-known/mta-sts.txt.");
    }

    private static Finding ofMediaType(PolicyHostFacts host, String code, String type) {
        return code.startsWith("content-encoding")
                ? finding(
                        Rule.HOST_ENCODING,
                        host,
                        "The body is compressed (" + type + "), although the request forbids that.",
                        "Turn compression off for this path.")
                : finding(
                        Rule.HOST_MEDIA_TYPE,
                        host,
                        "The media type is not text/plain: " + type + ".",
                        "Send Content-Type: text/plain with the policy.");
    }

    private static Finding ofConnection(PolicyHostFacts host, String code, String reason) {
        if (code.startsWith("connection-failed")) {
            return finding(
                    Rule.HOST_UNREACHABLE,
                    host,
                    "No connection to port 443 at any address: " + reason + ".",
                    "Start the web server, and let everybody reach port 443.");
        }
        return finding(
                Rule.HOST_RESPONSE,
                host,
                "The response is broken: " + reason + ".",
                "Send a whole response with a Content-Length or in chunks; without one an attacker could cut the"
                        + " policy.");
    }

    private static Finding tooLarge(PolicyHostFacts host) {
        String size = host.visits().stream()
                .map(Visit::response)
                .filter(Objects::nonNull)
                .map(response ->
                        (response.isWhole() ? "" : "over ") + response.body().size() + " octets")
                .findFirst()
                .orElse("more octets than that");
        return finding(
                Rule.HOST_TOO_LARGE,
                host,
                "The body has " + size + "; senders are told to refuse more than 64 kilobytes.",
                "Serve the policy alone: a few lines.");
    }

    /** A body that is wrong may also come too late: two faults, which are mended in different places. */
    private static List<Finding> withSlowness(PolicyHostFacts host, Finding finding) {
        List<Finding> slow = VisitRules.slowness(host);
        return slow.isEmpty() ? List.of(finding) : List.of(finding, slow.get(0));
    }

    private static Finding finding(Rule rule, PolicyHostFacts host, String sentence, String advice) {
        return Finding.of(rule, host.name(), sentence + BLIND, advice);
    }

    /** A reason begins with a stable code; people read what follows. */
    private static String detail(String reason) {
        int colon = reason.indexOf(": ");
        return colon < 0 ? reason : reason.substring(colon + 2);
    }
}
