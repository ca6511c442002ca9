package io.github.mtasts.lab;

/** What a scenario showed of a sender, the worst first. */
public enum Verdict {
    /** Somebody got what he must not have: the message, a connection to a host inside, or TLS that protects no more. */
    LEAKED("leaked"),
    /** The message came back to its author, which a policy failure must not cause. */
    BOUNCED("bounced"),
    /** Legitimate mail was stopped, or held back without end. */
    OVER_BLOCKED("over-blocked"),
    /** The report that arrived, or did not, tells something else. */
    UNREPORTED("unreported"),
    /** The message went where it should, when it should, and nowhere else. */
    SAFE("safe");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /**
     * Whether a sender of which this is shown fails the lab.
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
