package io.github.mtasts.smtp.internal;

import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.Unsent;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.Reply;
import io.github.mtasts.smtp.address.Mailbox;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The recipients of one delivery: what settled each of them, and what is known about those that wait. Not thread-safe.
 *
 * <p>A recipient is settled by an acceptance, by a refusal for good, or at the end. A temporary refusal is kept until then, because
 * another host may take the message.
 */
public final class Statuses {
    /** The reply of a host that refused for now. */
    private record Refusal(String peer, Reply reply) {}

    /** Hosts that defer strangers ask them to come back after some minutes. */
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(5);
    /** RFC 5321 section 4.5.4.1. */
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(30);

    private static final Duration AFTER_OWN_FAULT = Duration.ofMinutes(1);

    /** RFC 3463: delivery time expired. */
    private static final String EXPIRED = "5.4.7";

    private final List<Mailbox> recipients;
    private final Map<Mailbox, RecipientStatus> settled = new LinkedHashMap<>();
    private final Map<Mailbox, Refusal> refusals = new LinkedHashMap<>();
    private @Nullable String trouble;

    public Statuses(List<Mailbox> recipients) {
        this.recipients = List.copyOf(recipients);
    }

    public List<Mailbox> waiting() {
        return recipients.stream()
                .filter(recipient -> !settled.containsKey(recipient))
                .toList();
    }

    public boolean isComplete() {
        return settled.size() == recipients.size();
    }

    public Map<String, RecipientStatus> byAddress() {
        Map<String, RecipientStatus> byAddress = new LinkedHashMap<>();
        settled.forEach((recipient, status) -> byAddress.put(recipient.text(), status));
        return byAddress;
    }

    /** Notes why a connection was of no use. */
    public void trouble(String sentence) {
        trouble = sentence;
    }

    /**
     * Takes what became of a transaction.
     *
     * @param peer the host and its address
     * @param delivered makes the status of a recipient for whom the message was taken
     */
    public void apply(Transaction transaction, String peer, Function<Reply, RecipientStatus> delivered) {
        Transaction.Unsuitable unsuitable = transaction.unsuitable();
        String broken = transaction.brokenBecause();
        if (broken != null) {
            trouble = peer + ": " + broken + (transaction.isUncertain() ? "; it may have the message already" : "");
        }
        for (Mailbox recipient : waiting()) {
            Reply reply = transaction.reply(recipient);
            if (unsuitable != null) {
                settled.put(
                        recipient,
                        failed(unsuitable.enhancedStatus(), peer + " cannot take it: " + unsuitable.reason(), null));
            } else if (reply != null && reply.isPositive()) {
                settled.put(recipient, delivered.apply(reply));
            } else if (reply != null && reply.isPermanent()) {
                settled.put(recipient, failed(status(reply), said(peer, reply), reply));
            } else if (reply != null) {
                refusals.put(recipient, new Refusal(peer, reply));
            } else if (transaction.isUncertain()) {
                refusals.remove(recipient); // an earlier host's answer is not what matters now
            } else if (broken == null) {
                trouble = peer + " refused another recipient, and the message goes to all or none";
            }
        }
    }

    /** Settles those that no host took. */
    public void settle(DeliveryAttempt attempt, boolean lastTry) {
        Unsent unsent = null;
        for (Mailbox recipient : waiting()) {
            Refusal refusal = refusals.get(recipient);
            if (refusal != null && !lastTry) {
                settled.put(
                        recipient,
                        new RecipientStatus.Deferred(
                                status(refusal.reply()),
                                said(refusal.peer(), refusal.reply()),
                                refusal.reply(),
                                AFTER_REFUSAL,
                                false));
            } else {
                unsent = unsent == null ? attempt.unsent() : unsent; // starts a check for a newer policy: once
                settled.put(recipient, status(unsent, refusal));
            }
        }
    }

    /** Settles all that wait. */
    public void unsent(Unsent unsent, boolean ownFault) {
        unsent(unsent, ownFault, EXPIRED);
    }

    /**
     * Settles all that wait.
     *
     * @param failedStatus the enhanced status if the message may fail
     */
    public void unsent(Unsent unsent, boolean ownFault, String failedStatus) {
        for (Mailbox recipient : waiting()) {
            if (unsent instanceof Unsent.MustFail must) {
                settled.put(recipient, failed(must.enhancedStatus(), must.sentence(), null));
                continue;
            }
            settled.put(
                    recipient,
                    unsent instanceof Unsent.Defer defer
                            ? deferred(defer, null, defer.sentence(), ownFault ? AFTER_OWN_FAULT : AFTER_FAILURE)
                            : failed(failedStatus, ((Unsent.MayFail) unsent).sentence(), null));
        }
    }

    private RecipientStatus status(Unsent unsent, @Nullable Refusal refusal) {
        Reply reply = refusal == null ? null : refusal.reply();
        String detail = refusal == null ? trouble : said(refusal.peer(), refusal.reply());
        String more = detail == null ? "" : "; " + detail;
        if (unsent instanceof Unsent.Defer defer) {
            boolean own = defer.lastTryMissed() || defer.enhancedStatus().equals("4.3.0");
            return deferred(defer, reply, defer.sentence() + more, own ? AFTER_OWN_FAULT : AFTER_FAILURE);
        }
        if (unsent instanceof Unsent.MustFail must) {
            return failed(must.enhancedStatus(), must.sentence() + more, reply);
        }
        return failed(EXPIRED, ((Unsent.MayFail) unsent).sentence() + more, reply);
    }

    private static RecipientStatus deferred(Unsent.Defer defer, @Nullable Reply reply, String sentence, Duration wait) {
        return new RecipientStatus.Deferred(defer.enhancedStatus(), sentence, reply, wait, defer.lastTryMissed());
    }

    private static RecipientStatus failed(String status, String sentence, @Nullable Reply reply) {
        return new RecipientStatus.Failed(status, sentence, reply);
    }

    private static String said(String peer, Reply reply) {
        return peer + " answered " + reply.command() + " with " + reply.code() + " " + reply.text();
    }

    /** The status in the reply, or one for the code alone: X.1.1 after RCPT (bad mailbox), else X.0.0 (undefined). */
    private static String status(Reply reply) {
        Optional<String> own = reply.enhancedStatus();
        if (own.isPresent()) {
            return own.get();
        }
        return reply.isPermanent() ? (reply.command().equals("RCPT") ? "5.1.1" : "5.0.0") : "4.0.0";
    }

    /** RFC 7505 section 4.2 for a null MX; RFC 3463 sections 3.2 and 3.5 for the others. */
    public static String noHost(MxLookupResult found) {
        if (found instanceof MxLookupResult.NullMx) {
            return "5.1.10";
        }
        if (found instanceof MxLookupResult.NoSuchDomain) {
            return "5.1.2";
        }
        return found instanceof MxLookupResult.OnlyOurselves ? "5.4.6" : "5.4.4";
    }
}
