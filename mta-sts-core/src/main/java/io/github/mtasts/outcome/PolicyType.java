package io.github.mtasts.outcome;

/**
 * The kind of policy a session is counted under.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-4.4">RFC 8460 section 4.4</a>
 */
public enum PolicyType {
    /** DANE (RFC 7672). */
    TLSA("tlsa"),
    /** MTA-STS (RFC 8461). */
    STS("sts"),
    /** Neither was found. */
    NO_POLICY_FOUND("no-policy-found");

    private final String token;

    PolicyType(String token) {
        this.token = token;
    }

    /**
     * The spelling in a report.
     *
     * @return such as {@code sts}
     */
    public String token() {
        return token;
    }
}
