package io.github.mtasts.james;

import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailPrioritySupport;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts mail back into the queue for a later attempt. On a queue that ignores delays, and while a queue takes nothing, mail is held in
 * this process until its time, and acknowledged only after it was put back, so that it is not lost when the process ends. Thread-safe.
 */
final class Retries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

    /** Brokers take back mail that is not acknowledged after some time; RabbitMQ after 30 minutes. */
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(5);

    private static final Duration SHORTEST_HOLD = Duration.ofMinutes(1);

    private final MailQueue queue;
    private final boolean keepsDelays;
    private final boolean usePriority;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor timer;
    /** Guarded by this. */
    private final Set<Held> held = new HashSet<>();

    Retries(MailQueue queue, boolean keepsDelays, boolean usePriority, Clock clock) {
        this.queue = queue;
        this.keepsDelays = keepsDelays;
        this.usePriority = usePriority;
        this.clock = clock;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "mta-sts-held-mail");
            thread.setDaemon(true);
            return thread;
        });
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Whether a queue is of a kind that is known to ignore delays: that of RabbitMQ delivers at once. */
    static boolean ignoresDelays(MailQueue queue) {
        for (Class<?> type = queue.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().toLowerCase(Locale.ROOT).contains("rabbitmq")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Puts a mail back, and acknowledges the item that it came with. A mail that the queue does not take is held and offered again
     * every minute.
     *
     * @return false when the mail is held: it is not to be disposed of yet
     */
    boolean later(MailQueueItem item, Mail mail, Duration wait) {
        mail.setLastUpdated(Date.from(clock.instant()));
        if (usePriority) {
            mail.setAttribute(MailPrioritySupport.LOW_PRIORITY_ATTRIBUTE);
        }
        Held each = new Held(item, mail, wait);
        if (keepsDelays) {
            if (isPutBack(each)) {
                return true;
            }
            return !hold(each, SHORTEST_HOLD) && giveBack(item, mail);
        }
        Duration time = wait.compareTo(SHORTEST_HOLD) < 0
                ? SHORTEST_HOLD
                : wait.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : wait;
        return !hold(each, time) && (isPutBack(each) || giveBack(item, mail));
    }

    private boolean isPutBack(Held each) {
        try {
            if (keepsDelays) {
                queue.enQueue(each.mail(), each.delay());
            } else {
                queue.enQueue(each.mail());
            }
        } catch (MailQueueException | RuntimeException e) {
            LOG.error("{} cannot be put back into the queue", each.mail().getName(), e);
            return false;
        }
        done(each.item(), each.mail());
        return true;
    }

    /** Acknowledges an item. One that is not is there again after a restart: nothing else can be done for it. */
    void done(MailQueueItem item, Mail mail) {
        try {
            item.done(CompletionStatus.SUCCESS);
        } catch (MailQueueException | RuntimeException e) {
            LOG.error("{} is done, and the queue does not know it", mail.getName(), e);
        }
    }

    /**
     * Leaves a mail with the queue as it was taken.
     *
     * @return true
     */
    boolean giveBack(MailQueueItem item, Mail mail) {
        try {
            item.done(CompletionStatus.RETRY);
        } catch (MailQueueException | RuntimeException e) {
            LOG.error("{} cannot be given back to the queue", mail.getName(), e);
        }
        return true;
    }

    /** Holds a mail; false when this is closed. */
    private synchronized boolean hold(Held each, Duration time) {
        try {
            var unused = timer.schedule(() -> release(each), time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return false;
        }
        return held.add(each);
    }

    private void release(Held each) {
        synchronized (this) {
            if (!held.remove(each)) {
                return;
            }
        }
        if (isPutBack(each) || (!hold(each, SHORTEST_HOLD) && giveBack(each.item(), each.mail()))) {
            LifecycleUtil.dispose(each.mail());
        }
    }

    /** Puts all held mail back at once. */
    @Override
    public void close() {
        Set<Held> rest;
        synchronized (this) {
            timer.shutdownNow();
            rest = Set.copyOf(held);
        }
        rest.forEach(this::release);
    }

    /** A mail that waits in this process; two are never equal. */
    private static final class Held {
        private final MailQueueItem item;
        private final Mail mail;
        private final Duration delay;

        Held(MailQueueItem item, Mail mail, Duration delay) {
            this.item = item;
            this.mail = mail;
            this.delay = delay;
        }

        Duration delay() {
            return delay;
        }

        MailQueueItem item() {
            return item;
        }

        Mail mail() {
            return mail;
        }
    }
}
