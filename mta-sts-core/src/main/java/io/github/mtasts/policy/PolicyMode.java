package io.github.mtasts.policy;

import java.util.List;

/**
 * The mode of a policy.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-5">RFC 8461 section 5</a>
 */
public enum PolicyMode {
    /** Deliver only to hosts that match the policy, over validated TLS. */
    ENFORCE("enforce"),
    /** Deliver as if there were no policy, and report violations. */
    TESTING("testing"),
    /** Treat the domain as if it had no policy. */
    NONE("none");

    /** A fixed copy, because {@code values()} makes a new array every time. */
    static final List<PolicyMode> VALUES = List.of(values());

    private final String token;

    PolicyMode(String token) {
        this.token = token;
    }

    /**
     * The spelling in a policy.
     *
     * @return such as {@code enforce}
     */
    public String token() {
        return token;
    }
}
