package io.github.mtasts.tool.postfix;

import io.github.mtasts.name.PolicyDomain;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What Postfix looks up in smtp_tls_policy_maps: a next hop as it is written in transport(5), or a parent domain with a leading dot.
 * Answers the Policy Domain of those that have one. Pure.
 */
final class LookupKey {
    /** A port or the name of a service behind a domain: the MX hosts are still those of the domain. */
    private static final Pattern PORT = Pattern.compile(":[0-9A-Za-z-]{1,32}$");

    private LookupKey() {}

    /**
     * The Policy Domain of a key; empty for a parent, an address, a host in brackets, which no MX record names, and for what is no
     * domain name (RFC 8461 section 3.4).
     */
    static Optional<PolicyDomain> domain(String key) {
        if (key.isEmpty() || key.charAt(0) == '.' || key.charAt(0) == '[') {
            return Optional.empty();
        }
        return PolicyDomain.parse(PORT.matcher(key).replaceFirst(""));
    }
}
