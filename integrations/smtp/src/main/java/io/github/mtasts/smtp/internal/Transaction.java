package io.github.mtasts.smtp.internal;

import io.github.mtasts.smtp.Reply;
import io.github.mtasts.smtp.address.Mailbox;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The result of one mail transaction (RFC 5321 section 3.3), as far as it got. Not thread-safe. */
public final class Transaction {
    /**
     * Why the host cannot take the message, according to its own extensions.
     *
     * @param enhancedStatus of class 5
     * @param reason about the host
     */
    public record Unsuitable(String enhancedStatus, String reason) {
        @Override
        public String toString() {
            return enhancedStatus + " " + reason;
        }
    }

    private final Map<Mailbox, Reply> replies = new LinkedHashMap<>();
    private @Nullable Unsuitable unsuitable;
    private @Nullable String broken;
    private boolean messageEnded;
    private boolean mailRefused;

    /** Notes the last reply for some recipients, unless they have one. */
    public Transaction ended(Collection<Mailbox> recipients, Reply reply) {
        recipients.forEach(recipient -> replies.putIfAbsent(recipient, reply));
        return this;
    }

    public Transaction unsuitable(Unsuitable why) {
        this.unsuitable = why;
        return this;
    }

    /** Notes that the connection is of no more use; recipients with a negative code have no reply. */
    public Transaction broken(String why) {
        replies.values().removeIf(reply -> reply.code() < 0);
        this.broken = why;
        return this;
    }

    /**
     * Notes that the host is out of step: it sent more replies or fewer than it got commands, so that none of them can be told from
     * that to another command. No recipient has a reply, and the connection is of no more use.
     */
    public Transaction outOfStep(String why) {
        replies.clear();
        mailRefused = false;
        return broken(why);
    }

    /** Notes that the whole message is about to be on the wire: from now on the host may have it. */
    public void messageEnded() {
        messageEnded = true;
    }

    /** Notes that the host refused MAIL: nothing was sent but the reverse path. */
    public void mailRefused() {
        mailRefused = true;
    }

    /** Whether the host refused MAIL. */
    public boolean isMailRefused() {
        return mailRefused;
    }

    /** Whether it can be made again over another connection: MAIL was refused, or the connection broke before the message ended. */
    public boolean isOfNoConsequence() {
        return mailRefused || (broken != null && !messageEnded);
    }

    public boolean isMessageEnded() {
        return messageEnded;
    }

    /** The reply that settles a recipient; null when there is none. */
    public @Nullable Reply reply(Mailbox recipient) {
        return replies.get(recipient);
    }

    public @Nullable Unsuitable unsuitable() {
        return unsuitable;
    }

    public @Nullable String brokenBecause() {
        return broken;
    }

    public boolean isBroken() {
        return broken != null;
    }

    /** Whether the host may have taken the message without our knowing. */
    public boolean isUncertain() {
        return broken != null && messageEnded;
    }
}
