package io.github.mtasts.lab.sender;

/** The result of one delivery attempt by a control. */
public enum Disposition {
    /** A host accepted the message. */
    TAKEN,
    /** A host or the DNS refused the message for good, and the control believes it. */
    REFUSED,
    /** No host accepted the message; it stays in the queue. */
    FAILED;

    /**
     * The disposition that follows from the reply to a message.
     *
     * @param reply the last reply
     * @return taken for a 2xx reply, refused for a 5xx reply, else failed
     */
    public static Disposition of(SmtpDialogue.Reply reply) {
        if (reply.isTaken()) {
            return TAKEN;
        }
        return reply.kind() == '5' ? REFUSED : FAILED;
    }
}
