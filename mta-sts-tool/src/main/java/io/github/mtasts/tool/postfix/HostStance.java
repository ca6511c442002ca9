package io.github.mtasts.tool.postfix;

/** What is asked of one MX host (RFC 8461 sections 4.1 and 5), for a mail server that asks host by host. */
sealed interface HostStance {
    /** Validated TLS. */
    record Require() implements HostStance {}

    /** No mail goes to this host. */
    record Reject() implements HostStance {}

    /** Nothing. */
    record Nothing() implements HostStance {}

    /**
     * Mail must wait.
     *
     * @param sentence why
     */
    record Wait(String sentence) implements HostStance {}

    default Reply reply() {
        if (this instanceof Wait wait) {
            return Reply.temporary(wait.sentence());
        }
        return this instanceof Require
                ? Reply.ok("require")
                : this instanceof Reject ? Reply.ok("reject") : Reply.NOT_FOUND;
    }
}
