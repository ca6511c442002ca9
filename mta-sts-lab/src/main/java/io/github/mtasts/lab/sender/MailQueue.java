package io.github.mtasts.lab.sender;

import io.github.mtasts.lab.Mail;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The messages that wait, with the time at which each came in (RFC 5321 section 4.5.4.1). */
public final class MailQueue {
    private static final Duration LIFETIME = Duration.ofDays(5);

    private final Clock clock;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * A message in the queue.
     *
     * @param mail the message
     * @param since when it came in
     * @param failures how often it was tried in vain
     */
    public record Entry(Mail mail, Instant since, int failures) {
        /**
         * The same after one failure more.
         *
         * @return an entry
         */
        public Entry failed() {
            return new Entry(mail, since, failures + 1);
        }
    }

    /** Tries to deliver a message. */
    @FunctionalInterface
    public interface Transport {
        /**
         * Tries.
         *
         * @param entry the message
         * @param lastTry whether its time in the queue is over
         * @return whether it is done with: delivered, or returned
         * @throws Exception when the sender itself is broken
         */
        boolean isDone(Entry entry, boolean lastTry) throws Exception;
    }

    /**
     * An empty queue.
     *
     * @param clock tells how long a message has waited
     */
    public MailQueue(Clock clock) {
        this.clock = clock;
    }

    /**
     * Tries to deliver a new message, and keeps it otherwise.
     *
     * @param mail the message
     * @param transport tries
     * @throws Exception when the sender itself is broken
     */
    public void add(Mail mail, Transport transport) throws Exception {
        run(new Entry(mail, clock.instant(), 0), transport);
    }

    /**
     * Tries each message once.
     *
     * @param transport tries
     * @throws Exception when the sender itself is broken
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
