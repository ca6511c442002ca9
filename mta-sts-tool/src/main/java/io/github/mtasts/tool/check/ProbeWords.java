package io.github.mtasts.tool.check;

import io.github.mtasts.tool.finding.Rule;

/** What the findings about sessions with MX hosts say. Pure. */
final class ProbeWords {
    private ProbeWords() {}

    /** @param reason of the library, or the last reply of the host */
    static String what(Rule rule, String reason) {
        return switch (rule) {
            case MX_UNREACHABLE -> "no connection to port 25 at any address";
            case MX_ADDRESS -> "no connection to port 25 at some addresses, which costs each sender time";
            case MX_SMTP -> "the host refuses before TLS begins: " + reason;
            case MX_SLOW -> "the host does not answer in time";
            case MX_NO_STARTTLS -> "the host does not offer STARTTLS, or refuses it: " + reason;
            case MX_TLS -> "the TLS handshake fails: " + reason;
            case TLSA_MISMATCH -> "no TLSA record matches what the host shows: " + reason;
            default -> "the certificate is not valid for the MX host: " + reason;
        };
    }

    static String advice(Rule rule, String host) {
        return switch (rule) {
            case MX_UNREACHABLE ->
                "Start the mail server and let everybody reach port 25, or remove the MX record; a firewall on your own"
                        + " side may be in the way, too.";
            case MX_ADDRESS -> "Mend these addresses, or remove their records.";
            case MX_SMTP -> "Look into the log of the host; it may refuse this client only, such as for its address.";
            case MX_SLOW -> "Look for a delay in the greeting, or for an overloaded host.";
            case MX_NO_STARTTLS -> "Turn STARTTLS on at port 25, and let no firewall in front of the host take it out.";
            case MX_TLS -> "Offer TLS 1.2 or 1.3 with a cipher suite of RFC 9325.";
            case TLSA_MISMATCH ->
                "Publish a TLSA record for the certificate or key in use; on a change publish the new record first,"
                        + " wait for its TTL, then change the certificate (RFC 7671 section 8.1).";
            case MX_CERTIFICATE_EXPIRED -> "Renew it, and find out why that did not happen by itself.";
            case MX_CERTIFICATE_NAME ->
                "Present a certificate with " + host + " among its DNS names; a common name does not count.";
            default ->
                "Present a certificate of a public authority for " + host
                        + ", with the intermediate certificates that lead to it.";
        };
    }
}
