package io.github.mtasts.jakarta.mail;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The result of one mail transaction (RFC 5321 section 3.3), as far as it got. Not thread-safe. */
final class Transaction {
    /**
     * Why the host cannot take the message, according to its own extensions.
     *
     * @param enhancedStatus of class 5
     * @param reason about the host
     */
    record Unsuitable(String enhancedStatus, String reason) {}

    private final Map<Mailbox, Reply> replies = new LinkedHashMap<>();
    private @Nullable Unsuitable unsuitable;
    private @Nullable String broken;
    private boolean messageEnded;
    private boolean mailRefused;

    /** Notes the last reply for some recipients, unless they have one. */
    Transaction ended(Collection<Mailbox> recipients, Reply reply) {
        recipients.forEach(recipient -> replies.putIfAbsent(recipient, reply));
        return this;
    }

    Transaction unsuitable(Unsuitable why) {
        this.unsuitable = why;
        return this;
    }

    /** Notes that the connection is of no more use; recipients with a negative code have no reply. */
    Transaction broken(String why) {
        replies.values().removeIf(reply -> reply.code() < 0);
        this.broken = why;
        return this;
    }

    /** Notes that the whole message is about to be on the wire: from now on the host may have it. */
    void messageEnded() {
        messageEnded = true;
    }

    /** Notes that the host refused MAIL: nothing was sent but the reverse path. */
    void mailRefused() {
        mailRefused = true;
    }

    /** Whether it can be made again over another connection: MAIL was refused, or the connection broke before the message ended. */
    boolean isOfNoConsequence() {
        return mailRefused || (broken != null && !messageEnded);
    }

    boolean isMessageEnded() {
        return messageEnded;
    }

    /** The reply that settles a recipient; null when there is none. */
    @Nullable
    Reply reply(Mailbox recipient) {
        return replies.get(recipient);
    }

    @Nullable
    Unsuitable unsuitable() {
        return unsuitable;
    }

    @Nullable
    String brokenBecause() {
        return broken;
    }

    boolean isBroken() {
        return broken != null;
    }

    /** Whether the host may have taken the message without our knowing. */
    boolean isUncertain() {
        return broken != null && messageEnded;
    }
}
