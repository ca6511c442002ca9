package io.github.mtasts.james;

import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.james.core.MailAddress;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a mail after an attempt, by the fates of its recipients. For one thread.
 *
 * <p>A recipient whose domain has no host is tried again while the retries are fewer than {@code maxDnsProblemRetries}.
 */
final class Fates {
    /** RFC 3463: delivery time expired. */
    private static final String EXPIRED = "5.4.7";
    /** The statuses of {@link io.github.mtasts.jakarta.mail.MailSender} for a domain without a host. */
    private static final Set<String> NO_HOST = Set.of("5.1.2", "5.1.10", "5.4.4");
    /** The MX look-up failed, or named no host; on a last try the two look alike. */
    private static final String NO_ANSWER = "5.4.4";
    /** The library ended the attempt. */
    private static final String OWN_FAULT = "4.3.0";

    private static final Duration SHORTEST_WAIT = Duration.ofMinutes(1);

    /**
     * A reason that some recipients share.
     *
     * @param text an enhanced status and a sentence
     * @param code the reply code; null when no host replied
     */
    record Reason(String text, @Nullable Integer code) {
        static Reason of(String enhancedStatus, String sentence, @Nullable Reply reply) {
            return new Reason(enhancedStatus + " " + sentence, reply == null ? null : reply.code());
        }
    }

    private final Map<MailAddress, RecipientStatus.Delivered> delivered = new LinkedHashMap<>();
    private final Map<MailAddress, Reason> permanent = new LinkedHashMap<>();
    private final Map<MailAddress, Reason> expired = new LinkedHashMap<>();
    private final Map<MailAddress, Reason> deferred = new LinkedHashMap<>();
    private boolean counted = true;
    private Duration shortestWait = SHORTEST_WAIT;

    /**
     * Sorts the statuses.
     *
     * @param lastTry whether the attempt was the last one that counts
     * @param mayLackHosts whether a domain without hosts is still to be tried again
     */
    static Fates of(Map<MailAddress, RecipientStatus> statuses, boolean lastTry, boolean mayLackHosts) {
        Fates fates = new Fates();
        statuses.forEach((recipient, status) -> fates.add(recipient, status, lastTry, mayLackHosts));
        return fates;
    }

    /** All recipients wait for the same reason, which is this server's own. */
    static Fates deferred(Iterable<MailAddress> recipients, Reason reason, boolean counted) {
        Fates fates = new Fates();
        recipients.forEach(recipient -> fates.deferred.put(recipient, reason));
        fates.counted = counted;
        return fates;
    }

    /** All recipients fail for the same reason. */
    static Fates failed(Iterable<MailAddress> recipients, Reason reason, boolean permanent) {
        Fates fates = new Fates();
        recipients.forEach(recipient -> (permanent ? fates.permanent : fates.expired).put(recipient, reason));
        return fates;
    }

    private void add(MailAddress recipient, RecipientStatus status, boolean lastTry, boolean mayLackHosts) {
        if (status instanceof RecipientStatus.Delivered done) {
            delivered.put(recipient, done);
        } else if (status instanceof RecipientStatus.Deferred wait) {
            deferred.put(recipient, Reason.of(wait.enhancedStatus(), wait.sentence(), wait.reply()));
            boolean ownFault = wait.reply() == null && wait.enhancedStatus().equals(OWN_FAULT); // hosts say 4.3.0, too
            if (lastTry || wait.lastTryMissed() || ownFault) {
                counted = false; // what this server could not do is not held against the mail
            }
            shortestWait = wait.retryAfter().compareTo(shortestWait) > 0 ? wait.retryAfter() : shortestWait;
        } else if (status instanceof RecipientStatus.Failed failed) {
            Reason reason = Reason.of(failed.enhancedStatus(), failed.sentence(), failed.reply());
            boolean noHost = failed.reply() == null && NO_HOST.contains(failed.enhancedStatus());
            if (noHost && mayLackHosts) {
                deferred.put(recipient, new Reason("4" + reason.text().substring(1), null));
            } else if (failed.enhancedStatus().equals(EXPIRED)
                    || (lastTry
                            && failed.reply() == null
                            && failed.enhancedStatus().equals(NO_ANSWER))) {
                expired.put(recipient, reason);
            } else {
                permanent.put(recipient, reason);
            }
        }
    }

    /** Keeps the mail for recipients who cannot be given up now, which is this server's own affair: the attempt does not count. */
    void keep(Map<MailAddress, Reason> failed) {
        if (!failed.isEmpty()) {
            deferred.putAll(failed);
            failed.clear();
            counted = false;
        }
    }

    Map<MailAddress, RecipientStatus.Delivered> delivered() {
        return delivered;
    }

    /** Refused for good. */
    Map<MailAddress, Reason> permanent() {
        return permanent;
    }

    /** Not delivered in all the attempts that the mail had. */
    Map<MailAddress, Reason> expired() {
        return expired;
    }

    Map<MailAddress, Reason> deferred() {
        return deferred;
    }

    /** Whether the attempt counts as a retry for those that are deferred. */
    boolean isCounted() {
        return counted;
    }

    /** The wait before an attempt that does not count; at least a minute. */
    Duration shortestWait() {
        return shortestWait;
    }

    /** The reasons, each once, for a text to a reader. */
    static String text(Map<MailAddress, Reason> recipients) {
        List<String> lines = new ArrayList<>();
        recipients.forEach((recipient, reason) -> lines.add("<" + recipient.asString() + ">: " + reason.text()));
        return String.join("; ", lines);
    }
}
