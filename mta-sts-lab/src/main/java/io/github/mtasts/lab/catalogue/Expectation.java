package io.github.mtasts.lab.catalogue;

/** What a safe sender does with the message. */
public enum Expectation {
    /** Deliver it protected or keep it in the queue; when the attack is over, deliver it. */
    WAIT("deliver it protected or not at all, and deliver it when the attack is over"),
    /** Deliver it in spite of the attack, over TLS to a host of the policy. */
    DELIVER_PROTECTED("deliver it to a host of the policy over validated TLS, in spite of the attack"),
    /** Deliver it, whoever may read it: the domain has not asked for more. */
    DELIVER("deliver it: the domain does not ask for protection"),
    /** Return it to its author when the time in the queue is over, and not before. */
    RETURN("keep it queued, and return it to its author when its time in the queue is over");

    private final String sentence;

    Expectation(String sentence) {
        this.sentence = sentence;
    }

    /**
     * Whether nobody else may read the message.
     *
     * @return false when the domain does not ask for protection
     */
    public boolean isPrivate() {
        return this != DELIVER;
    }

    @Override
    public String toString() {
        return sentence;
    }
}
