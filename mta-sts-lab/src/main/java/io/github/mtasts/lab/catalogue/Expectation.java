package io.github.mtasts.lab.catalogue;

/** The behaviour that the lab expects of a safe sender. */
public enum Expectation {
    /** Deliver the message protected or keep it queued; deliver it after the attack. */
    WAIT("deliver it protected or not at all, and deliver it after the attack"),
    /** Deliver the message in spite of the attack, over validated TLS to a host of the policy. */
    DELIVER_PROTECTED("deliver it to a host of the policy over validated TLS, in spite of the attack"),
    /** Deliver the message, protected or not: the policy does not ask for more. */
    DELIVER("deliver it: the policy does not ask for protection"),
    /** Return the message to its author after its time in the queue, and not before. */
    RETURN("keep it queued, and return it to its author after its time in the queue"),
    /** Return the message to its author, and send it to no host (RFC 8689 section 4.2.1). */
    REFUSE("return it to its author, and send it to no host");

    private final String sentence;

    Expectation(String sentence) {
        this.sentence = sentence;
    }

    /**
     * Whether the message must stay private.
     *
     * @return false if the policy does not ask for protection
     */
    public boolean isPrivate() {
        return this != DELIVER;
    }

    @Override
    public String toString() {
        return sentence;
    }
}
