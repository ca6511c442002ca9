package io.github.mtasts.lab;

import java.io.IOException;
import java.time.Duration;

/**
 * A running mail server that sends. Nothing it says is believed: what became of a message is read from the network. A
 * message that it returns it sends, with a null reverse path, to the MX host of the reverse path's domain.
 *
 * <p>The lab calls one method at a time, each on a thread that is interrupted when it takes longer than {@link
 * SenderKind#patience()}. A call returns when every attempt that it causes is over: what a server does in the background
 * after that is not seen, so that a server with a queue of its own waits here until the queue has tried.
 */
public interface Sender extends AutoCloseable {
    /**
     * Takes a message into the queue, tries to deliver it once, and returns when it was tried.
     *
     * @param mail the message
     * @throws Exception when the sender itself is broken; the scenario breaks off
     */
    void submit(Mail mail) throws Exception;

    /**
     * Tries once more to deliver each message that is in the queue, and returns when each was tried.
     *
     * @throws Exception when the sender itself is broken; the scenario breaks off
     */
    void retry() throws Exception;

    /**
     * Time passes. A sender with {@link Ability#CLOCK} finds that the network's clock has moved, and does what is due by
     * now, such as refreshing policies. One without waits, or does whatever else makes it act as it would after that time;
     * a server that looks at the record again at every message need not. Does nothing unless implemented.
     *
     * @param time how long, at most six hours at once with the ability CLOCK
     * @throws Exception when the sender itself is broken; the scenario breaks off
     */
    default void timePasses(Duration time) throws Exception {}

    /**
     * A domain has published a policy: tells the administrator, for a sender that follows what he configures. Does nothing
     * unless implemented.
     *
     * @param domain the domain
     * @param policy the text of the policy
     * @throws Exception when the sender itself is broken; the scenario breaks off
     */
    default void published(String domain, String policy) throws Exception {}

    /**
     * Stops and starts again, with nothing but what is on disk and in the queue. Called only with {@link Ability#RESTART}.
     *
     * @throws Exception when the sender itself is broken; the scenario breaks off
     */
    default void restart() throws Exception {
        throw new UnsupportedOperationException("a sender with the ability RESTART implements restart");
    }

    /**
     * Sends the TLS reports that are due by the clock. Called only with {@link Ability#REPORTS}.
     *
     * @throws Exception when the sender itself is broken; the scenario breaks off
     */
    default void submitReports() throws Exception {
        throw new UnsupportedOperationException("a sender with the ability REPORTS implements submitReports");
    }

    @Override
    void close() throws IOException;
}
