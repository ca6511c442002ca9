package io.github.mtasts.lab;

/** The verdict on a sender after one scenario, worst first. */
public enum Verdict {
    /**
     * The attacker got the message, a connection to a private address, or a session under TLS 1.0 or 1.1; or the message
     * was on the wire in the clear.
     */
    LEAKED("leaked"),
    /** The message was returned to its sender, which a policy failure must not cause (RFC 8461 section 5). */
    BOUNCED("bounced"),
    /** Legitimate mail was stopped or held without end. */
    OVER_BLOCKED("over-blocked"),
    /** A TLS report is missing, or differs from the events (RFC 8460 section 4.3). */
    UNREPORTED("unreported"),
    /** The message was delivered where and when the policy allows, and nowhere else. */
    SAFE("safe");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /**
     * Whether the verdict makes the run fail.
     *
     * @return true for leaked, bounced and over-blocked
     */
    public boolean fails() {
        return this == LEAKED || this == BOUNCED || this == OVER_BLOCKED;
    }

    @Override
    public String toString() {
        return word;
    }
}
