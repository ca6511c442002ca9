package io.github.mtasts.lab.sender;

import io.github.mtasts.lab.Mail;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Queued messages with the time of their arrival (RFC 5321 section 4.5.4.1). */
public final class MailQueue {
    private static final Duration LIFETIME = Duration.ofDays(5);

    private final Clock clock;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * A message in the queue.
     *
     * @param mail the message
     * @param since the time of its arrival
     * @param failures the number of failed attempts
     */
    public record Entry(Mail mail, Instant since, int failures) {
        /**
         * This entry after one more failed attempt.
         *
         * @return a new entry
         */
        public Entry failed() {
            return new Entry(mail, since, failures + 1);
        }
    }

    /** Makes delivery attempts. */
    @FunctionalInterface
    public interface Transport {
        /**
         * Makes one delivery attempt.
         *
         * @param entry the message
         * @param lastTry whether its time in the queue is over
         * @return true if the message leaves the queue: delivered or returned
         * @throws Exception if the sender fails
         */
        boolean isDone(Entry entry, boolean lastTry) throws Exception;
    }

    /**
     * Makes an empty queue.
     *
     * @param clock the time of arrival and of the attempts
     */
    public MailQueue(Clock clock) {
        this.clock = clock;
    }

    /**
     * Makes the first attempt for a new message, and queues it if that fails.
     *
     * @param mail the message
     * @param transport makes the attempt
     * @throws Exception if the sender fails
     */
    public void add(Mail mail, Transport transport) throws Exception {
        run(new Entry(mail, clock.instant(), 0), transport);
    }

    /**
     * Makes one attempt for each queued message.
     *
     * @param transport makes the attempts
     * @throws Exception if the sender fails
     */
    public void runAll(Transport transport) throws Exception {
        List<Entry> waiting = List.copyOf(entries);
        entries.clear();
        for (Entry entry : waiting) {
            run(entry, transport);
        }
    }

    private void run(Entry entry, Transport transport) throws Exception {
        boolean lastTry = !clock.instant().isBefore(entry.since().plus(LIFETIME));
        if (!transport.isDone(entry, lastTry)) {
            entries.add(entry.failed());
        }
    }
}
