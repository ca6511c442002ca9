package io.github.mtasts.outcome;

import java.util.List;

/** The kind of a message: policies treat each differently. */
public enum DeliveryKind {
    /** Mail: policies are enforced and reported. */
    NORMAL,
    /** Mail with {@code TLS-Required: No} (RFC 8689): policies are reported and block nothing. */
    TLS_NOT_REQUIRED,
    /** A TLS report: policies neither block nor count it (RFC 8460 section 5.3), so that reports cause no reports. */
    TLS_REPORT,
    /**
     * Mail that was received with the parameter {@code REQUIRETLS}: policies are enforced, and besides it goes only to a host
     * whose name signed MX records or an MTA-STS policy prove, which is authenticated, and which offers REQUIRETLS over TLS
     * (RFC 8689 section 4.2.1). The parameter goes on with it.
     */
    REQUIRE_TLS,
    /**
     * A bounce of such mail, which has an empty reverse path: it carries the parameter to a host that meets these requirements,
     * and goes without it to any other that may get ordinary mail (RFC 8689 section 5).
     */
    REQUIRE_TLS_BOUNCE;

    /**
     * Finds the kind of a message from its envelope and its header. The parameter counts more than the field (RFC 8689
     * section 4.1). Every copy for another next hop is of the same kind.
     *
     * @param requireTls whether the message was received with {@code REQUIRETLS}, or its author asks for it
     * @param reversePath the reverse path, empty for a bounce
     * @param tlsRequired the values of its {@code TLS-Required} fields; any but a single {@code No} has no effect
     * @return the kind
     */
    public static DeliveryKind of(boolean requireTls, String reversePath, List<String> tlsRequired) {
        if (requireTls) {
            return reversePath.isEmpty() ? REQUIRE_TLS_BOUNCE : REQUIRE_TLS;
        }
        return tlsRequired.size() == 1 && tlsRequired.get(0).strip().equalsIgnoreCase("No") ? TLS_NOT_REQUIRED : NORMAL;
    }

    /**
     * Whether a policy can keep such a message from a host.
     *
     * @return false where nothing blocks it
     */
    public boolean isBlockedByPolicies() {
        return this != TLS_NOT_REQUIRED && this != TLS_REPORT;
    }

    /**
     * Whether the message was received with the parameter {@code REQUIRETLS}, or is the bounce of one that was.
     *
     * @return true for both kinds
     */
    public boolean isTagged() {
        return this == REQUIRE_TLS || this == REQUIRE_TLS_BOUNCE;
    }
}
